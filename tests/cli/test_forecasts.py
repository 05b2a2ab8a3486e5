"""How far forecasts were off: `history --forecasts`, `explain`, and the error beside the projection itself."""

import json
import time
from dataclasses import replace
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from statusline.config import Config
from statusline.config.display import WindowDefaults
from statusline.config.working_time import EVERYTHING
from statusline.hot import paths, spool
from statusline.limits.model import Account, LoginState, Record, Sample, SignedIn
from statusline.refresh import publish
from statusline.render.compiler import Header
from statusline.state import files, forecasting, record, samples
from statusline.state.environment import find_environment
from support import signed_in

HOUR, LENGTH = 3_600, 18_000
ME = "claude:5d41402abc4b2a76"
SCHEMA = json.loads(resources.files("statusline").joinpath("data/statusline-forecasts-1.schema.json").read_text())


@pytest.fixture
def past(environ):
    """Put five cycles into the history that ended below the projection, and one that runs."""
    here, now = find_environment(environ), int(time.time())
    ends = [now + HOUR - number * 6 * HOUR for number in range(5, -1, -1)]
    with samples.opened(here.state) as history:
        for end in ends:
            for at in (end - 2 * HOUR, end - HOUR, end - 60):
                if at <= now:
                    account = Account(ME, "claude", samples=(of_five_hours(end, at),))
                    history.record(ME, account.samples)
                    forecasting.note(history, Record({ME: account}), EVERYTHING, at)
    account = Account(ME, "claude", label="work", samples=(of_five_hours(now + HOUR, now),))
    logins = {here.key: LoginState(here.login, {"claude": SignedIn(ME, 0)})}
    files.write_atomic(here.record, record.dump(Record({ME: account}, logins)))
    return here


def of_five_hours(resets_at, at):
    return Sample("five_hour", "5h", 40.0, resets_at, at, "claude_oauth", LENGTH)


def test_table_has_ours_and_the_two_simple_ones(past, statusline):
    done = statusline("history", "--forecasts")
    assert (done.returncode, done.stderr) == (0, "")
    title, head, row, _, legend = done.stdout.splitlines()
    assert title == "claude work · 5h"
    assert head.split() == ["made", "cycles", "forecast", "average", "rate", "unchanged"]
    # nothing was used in the last 50 minutes, which counts for one half; the average alone leads to 50
    assert row.split("  ")[0] == "1h before"
    assert row.split(maxsplit=2)[2].split() == ["5", "5.0", "(+5.0)", "10.0", "(+10.0)", "0.0", "(+0.0)"]
    assert legend.startswith("Percentage points off on average at the reset")


@pytest.mark.parametrize("privacy", ["normal", "redacted", "strict"])
def test_document_is_of_its_schema(past, statusline, privacy):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    done = statusline("history", "--forecasts", "--format", "json", "--privacy", privacy)
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    assert (document["privacy"], "work" in done.stdout) == (privacy, privacy == "normal")
    (window,) = document["windows"]
    assert [lead["cycles"] for lead in window["leads"]] == [5]
    assert window["leads"][0]["forecast"] == {"mean_absolute": 5, "bias": 5}


def test_explain_has_the_errors(past, statusline):
    line = next(line for line in statusline("explain").stdout.splitlines() if "before" in line)
    text = "was 5.0 (+5.0) points off in 5 cycles; the average rate 10.0 (+10.0), unchanged 0.0 (+0.0)"
    assert line == f"    1h before  {text}"


def test_projection_carries_its_error(past, statusline):
    assert "% at reset, give or take 5; resets in" in statusline("explain").stdout
    window = WindowDefaults(format="$projected", short="$projected", tiny="$projected")
    config, now = replace(Config(), window=window), int(time.time())
    shared = record.load(Path(past.record).read_bytes())
    publish.write(past, shared, config, {past.key: Header(now, now + 300, "0", past.login)})
    assert "% ±5" in Path(past.folder, "plain.prompt").read_text(encoding="utf-8")
    assert '"projected_error":\x1f5.0' in Path(past.folder, "json.prompt").read_text(encoding="utf-8")


def test_a_refresh_notes_what_is_projected(environ, standin, statusline):
    signed_in.claude(environ, standin)
    now = int(time.time())
    spool.observe(paths.login_dir(environ), "s", "", {"five_hour": (40.0, now + 3_000)}, now)
    assert statusline("refresh", "--offline").returncode == 0
    with samples.reading(find_environment(environ).state) as history:
        rows = history.connection.execute("SELECT window, lead, resets_at, used, moved FROM forecasts").fetchall()
    assert rows == [("five_hour", HOUR, now + 3_000, 40, 0)]


REFUSED = {
    "a plot of forecasts": (
        ("--forecasts", "--format", "plot"),
        "--forecasts has no plot. Take --format table or json.",
    ),
    "the use as json": (("--format", "json"), "--format json goes with --forecasts. The numbers themselves: "),
    "no such window": (("--forecasts", "--window", "9h"), 'The history has no window "9h". It has: 5h.'),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_shown_is_refused(past, statusline, arguments, sentence):
    done = statusline("history", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_nothing_to_compare_says_so(environ, statusline):
    now = int(time.time())
    with samples.opened(find_environment(environ).state) as history:
        history.record(ME, (of_five_hours(now + HOUR, now),))
    assert "there is no forecast to compare yet." in statusline("history", "--forecasts").stdout
