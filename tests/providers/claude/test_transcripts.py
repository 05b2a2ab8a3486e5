import json
import os
import time
from pathlib import Path

import pytest

from statusline.config import Config, Estimate
from statusline.demo.standin import Answer, claude_body
from statusline.errors import SourceError
from statusline.hot import show
from statusline.index import log_lines, update
from statusline.limits.model import ESTIMATE, Account, Login, LoginState, Record, Sample, SignedIn
from statusline.providers.base import Context
from statusline.providers.claude import transcripts
from statusline.refresh import run
from statusline.refresh.job import prepare
from statusline.state import files, record, transaction
from statusline.state import samples as state_samples
from statusline.state.environment import find_environment
from support import signed_in
from support.transcript_files import owner, response

NOW = 1_795_235_413
MINUTE, HOUR = 60, 3600
RESET = NOW + 2 * HOUR
ME = "claude:00112233445566ff"
LOGIN = Login("claude", ME, "a file", organization="mine")


def official(used, ago, resets_at=RESET, window="five_hour"):
    return Sample(window, "5h", used, resets_at, NOW - ago, "claude_oauth", 18_000)


def fetch(environ, config=None, login=LOGIN):
    context = Context(environ, NOW, config or Config(), None)
    update.a_part(find_environment(environ), context.config, NOW)  # as a refresh does
    return {sample.window: sample for sample in transcripts.fetch(context, login).samples}


@pytest.fixture
def known(environ):
    """Return a function that writes what the record and the history know of the account."""
    here = find_environment(environ)

    def write(*samples, since=0, seen=(), resets_at=RESET):
        logins = {here.key: LoginState(here.login, {"claude": SignedIn(ME, since)})}
        files.write_atomic(here.record, record.dump(Record({ME: Account(ME, "claude", samples=samples)}, logins)))
        with state_samples.opened(here.state) as past:
            past.record(ME, [official(used, ago, resets_at) for ago, used in seen])

    return write


@pytest.fixture
def transcript(environ):
    """Return a function that appends responses (seconds ago, input tokens) to a transcript."""

    def write(*burnt, name="a", first=b""):
        path = Path(environ["HOME"]) / ".claude/projects/-home-dev" / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(first)
            file.writelines(response(f"{name}{ago}", NOW - ago, (tokens, 0, 0, 0)) for ago, tokens in burnt)
        os.utime(path, (NOW, NOW))

    return write


SEEN = [(2 * HOUR - m * MINUTE, 10 + 2 * m) for m in range(17)]  # up to 42
BURNT = [(ago, 1000) for ago, _ in SEEN[1:]]  # two points for a thousand


def test_old_official_value_is_carried_on(environ, known, transcript):
    known(official(42, HOUR), seen=SEEN)
    transcript(*BURNT, (30 * MINUTE, 5000), (60, 2500))
    assert fetch(environ) == {
        "five_hour": Sample("five_hour", "5h", 57, RESET, NOW, "claude_transcripts", 18_000, ESTIMATE, since=NOW - HOUR)
    }


def test_no_estimate_beside_a_fresh_value(environ, known, transcript):
    known(official(42, 899), seen=SEEN)
    transcript(*BURNT, (60, 2500))
    assert fetch(environ) == {}
    known(official(42, 900), seen=SEEN)
    assert fetch(environ)["five_hour"].used_percentage == 47


def test_without_a_calibration_nothing_is_guessed(environ, known, transcript):
    known(official(42, HOUR), seen=SEEN[-2:])
    transcript(*BURNT, (60, 2500))
    assert fetch(environ) == {}


def test_no_history_and_record_say_nothing(environ, transcript):
    transcript(*BURNT)
    assert fetch(environ) == {}
    assert fetch({**environ, "CLAUDE_CONFIG_DIR": "/nowhere"}) == {}


def test_ceiling_only_for_the_never_official(environ, known, transcript):
    config = Config(estimate=Estimate(five_hour_tokens=100_000, seven_day_tokens=1_000_000))
    transcript((2 * HOUR, 20_000), (60, 5000))
    found = fetch(environ, config)
    assert {name: (one.used_percentage, one.resets_at) for name, one in found.items()} == {
        "five_hour": (25, NOW + 3 * HOUR),
        "seven_day": (2.5, None),
    }
    known(seen=[(9 * 86_400, 10)])
    assert set(fetch(environ, config)) == {"seven_day"}


def test_burnt_before_sign_in_does_not_count(environ, known, transcript):
    known(official(42, HOUR), seen=SEEN, since=NOW - 2 * HOUR)
    transcript(*BURNT, (60, 2500))
    transcript((50, 90_000), name="other", first=owner("other"))
    transcript((40, 500), name="mine", first=owner("mine"))
    assert fetch(environ)["five_hour"].used_percentage == 48
    known(official(42, HOUR), seen=SEEN, since=NOW - HOUR + 1)
    assert fetch(environ) == {}


def test_a_history_that_is_off_is_not_even_made(environ, known, transcript):
    here = find_environment(environ)
    transcript(*BURNT)
    assert fetch(environ, Config(history_days=0)) == {}
    assert not os.path.exists(f"{here.state}/{state_samples.FILE}")


def test_first_pass_is_bounded(environ, known, transcript, monkeypatch):
    known(official(42, HOUR), seen=SEEN)
    transcript(*BURNT, (60, 2500))
    monkeypatch.setattr(update, "MOST_BYTES", 1500)
    monkeypatch.setattr(log_lines, "LOOK_EVERY", 0)
    passes = [fetch(environ) for _ in range(6)]
    assert passes[:3] == [{}, {}, {}]
    assert passes[5]["five_hour"].used_percentage == 47


def test_impossible_index_is_a_sentence(environ, known):
    os.makedirs(find_environment(environ).state + "/tokens.sqlite3")
    with pytest.raises(SourceError, match="is not a regular file"):
        transcripts.fetch(Context(environ, NOW, Config(), None), LOGIN)


def test_the_transcripts_are_never_written(environ, known, transcript):
    known(official(42, HOUR), seen=SEEN)
    transcript(*BURNT)
    root = Path(environ["HOME"]) / ".claude"
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in root.rglob("*")}
    fetch(environ)
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in root.rglob("*")} == before


class Clock:
    def __init__(self):
        self.now = int(time.time())

    def __call__(self):
        return self.now


def test_outage_from_answer_to_error(environ, standin):
    """A whole story in one: official answers calibrate, the server falls silent, an estimate is shown, then checked."""
    clock = Clock()
    begun = clock.now
    signed_in.claude(environ, standin)
    signed_in.configure(environ, 'windows = ["five_hour"]\n')
    path = Path(environ["HOME"]) / ".claude/projects/p/a.jsonl"
    path.parent.mkdir(parents=True)

    def step(minutes, tokens, used):
        clock.now += minutes * MINUTE
        with path.open("ab") as file:
            file.write(response(clock.now, clock.now - 1, (tokens, 0, 0, 0)))
        os.utime(path, (clock.now, clock.now))
        body = claude_body(begun, used, None, {}, five_hour_in=4 * HOUR)
        standin.claude.refuse(500) if used is None else standin.claude.answer(Answer(200, body))
        return list(run.refresh(prepare(find_environment(environ), clock, force=True)))

    for used in (10, 12, 14, 16):
        step(10, 1000, used)
    step(20, 4000, None)
    shown = {
        name: show.segment(name, environ, clock.now)[0] for name in ("plain", "ansi", "tmux", "zsh", "bash", "fish")
    }
    assert {name: "~24%" in text for name, text in shown.items()} == dict.fromkeys(shown, True)
    document = json.loads(show.segment("json", environ, clock.now)[0])["accounts"][0]
    window = document["windows"][0]
    assert (window["confidence"], window["source"], window["used_percentage"]) == ("estimate", "claude_transcripts", 24)
    assert document["status"] == "error"

    step(10, 1000, 27)
    assert "27%" in show.segment("plain", environ, clock.now)[0]
    assert "~" not in show.segment("plain", environ, clock.now)[0]
    here = find_environment(environ)
    account = next(iter(transaction.read(here, clock.now).record.accounts))
    with state_samples.opened(here.state) as past:
        assert [point.used for point in past.series(account, "five_hour")] == [10, 12, 14, 16, 27]
        assert [(miss.estimated, miss.official) for miss in past.misses(account, "five_hour")] == [(26, 27)]
