"""The source codex_rollouts over real session files: the vendor's own, odd ones, and huge ones."""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from statusline.config import Config
from statusline.config.providers import CODEX
from statusline.errors import SourceError
from statusline.limits.model import Credential, Login
from statusline.providers.base import Context
from statusline.providers.codex import rollouts
from statusline.providers.codex.login import codex_account, codex_login
from statusline.providers.http import Client
from support.credential_files import put, state
from support.vendor_documents import FIXTURES

NOW = 1_795_236_600  # 2026-11-21 04:50:00 UTC
FIVE_HOURS_RESET, WEEK_RESET = 1_795_245_199, 1_795_636_199
FIRST = "rollout-2026-11-21T04-44-47-01a1fc6b-d528-7d43-b9a5-4ba2c81ea5c0.jsonl"
SECOND = "rollout-2026-11-21T04-47-30-01a1fc6e-510c-7150-ac42-a19bea82842b.jsonl"
ACCOUNT = "33333333-3333-4333-8333-333333333333"
DAY = 86_400


@pytest.fixture
def codex(tmp_path):
    put(tmp_path / ".codex/auth.json", (FIXTURES / "codex/auth.json").read_bytes())
    return tmp_path / ".codex"


def fetch(codex, now=NOW, login=None):
    environ = {"HOME": str(codex.parent)}
    context = Context(environ, now, Config(), Client("statusline/test"))
    return rollouts.fetch(context, login or codex_login(environ))


def of(usage):
    return {one.window: (one.used_percentage, one.resets_at, one.as_of) for one in usage.samples}


def stamp(at):
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def window(used, minutes=300, **reset):
    return {"used_percent": used, "window_minutes": minutes, **(reset or {"resets_at": FIVE_HOURS_RESET})}


def told(at, primary, secondary=None, **more):
    limits = {"limit_id": "codex", "primary": primary, "secondary": secondary, **more}
    payload = {"type": "token_count", "info": None, "rate_limits": limits}
    return {"timestamp": stamp(at), "type": "event_msg", "payload": payload}


def meta(at, **more):
    return {"timestamp": stamp(at), "type": "session_meta", "payload": {"id": "x", **more}}


def noise(at, length=100):
    text = '{"type":"token_count","rate_limits":' + "x" * length
    payload = {"type": "message", "content": [{"type": "input_text", "text": text}]}
    return {"timestamp": stamp(at), "type": "response_item", "payload": payload}


def write(codex, *lines, name="sessions/2026/11/21/rollout-2026-11-21T04-00-00-a.jsonl", changed_at=NOW - 1):
    path = codex / name
    data = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    put(path, zstandard.compress(data) if name.endswith(".zst") else data)
    os.utime(path, (changed_at, changed_at))
    return path


def test_the_newest_of_two_real_sessions_is_told(codex):
    for name in (FIRST, SECOND):
        put(codex / "sessions/2026/11/21" / name, (FIXTURES / "codex" / name).read_bytes())
    usage = fetch(codex)
    assert of(usage) == {
        "five_hour": (12.5, FIVE_HOURS_RESET, 1_795_236_463),
        "seven_day": (47.0, WEEK_RESET, 1_795_236_463),
    }
    assert [(one.label, one.length_seconds, one.source, one.confidence) for one in usage.samples] == [
        ("5h", 18_000, "codex_rollouts", "official"),
        ("7d", 604_800, "codex_rollouts", "official"),
    ]
    assert (usage.plan, usage.credits) == (None, {"has_credits": False, "unlimited": False})
    assert not usage.complete


def test_nobody_s_session_files_are_changed(codex):
    path = write(codex, told(NOW - 60, window(30)))
    before = state(path, codex / "auth.json")
    fetch(codex)
    assert state(path, codex / "auth.json") == before


def test_no_sessions_are_no_news(codex):
    assert fetch(codex).samples == ()


LOOKING_BACK = {
    "windows of null": [told(NOW - 90, window(30)), told(NOW - 60, None), told(NOW - 30, None)],
    "no limits at all": [told(NOW - 90, window(30)), {**told(NOW - 60, None), "payload": {"type": "token_count"}}],
    "limits of null": [
        told(NOW - 90, window(30)),
        {**told(NOW - 60, None), "payload": {"type": "token_count", "rate_limits": None}},
    ],
    "percentages that make no sense": [told(NOW - 90, window(30)), told(NOW - 60, window(1_795_245_199))],
    "a line that is cut short": [told(NOW - 90, window(30)), json.dumps(told(NOW - 60, window(99))).encode()[:-9]],
    "bytes that are no text": [told(NOW - 90, window(30)), b'\xff\x00"token_count" "rate_limits"\n'],
    "a time that is none": [told(NOW - 90, window(30)), {**told(NOW - 60, window(99)), "timestamp": "soon"}],
    "a time in the future": [told(NOW - 90, window(30)), told(NOW + 600, window(99))],
    "another type of line": [told(NOW - 90, window(30)), {**told(NOW - 60, window(99)), "type": "response_item"}],
    "much of what people and models wrote": [told(NOW - 90, window(30)), *[noise(NOW - 60, 90_000)] * 30],
    "one huge line": [told(NOW - 90, window(30)), noise(NOW - 60, 3_000_000)],
}


@pytest.mark.parametrize("lines", LOOKING_BACK.values(), ids=LOOKING_BACK)
def test_the_search_goes_further_back_past(codex, lines):
    write(codex, *lines)
    assert of(fetch(codex)) == {"five_hour": (30.0, FIVE_HOURS_RESET, NOW - 90)}


def test_limitless_session_leads_on(codex):
    write(codex, told(NOW - 900, window(30)), name="sessions/2026/11/20/rollout-b.jsonl", changed_at=NOW - 900)
    for letter in "cdef":
        write(codex, told(NOW - 60, None), name=f"sessions/2026/11/21/rollout-{letter}.jsonl", changed_at=NOW - 60)
    assert of(fetch(codex)) == {"five_hour": (30.0, FIVE_HOURS_RESET, NOW - 900)}


def test_main_limit_behind_silent_sessions(codex):
    write(codex, told(NOW - 1_800, window(44)), name="sessions/2026/11/20/rollout-a.jsonl", changed_at=NOW - 1_800)
    for number in range(40):
        line = told(NOW - 900, None) if number % 2 else told(NOW - 900, window(7), limit_id="codex_bengalfox")
        write(codex, line, name=f"sessions/2026/11/21/rollout-{number}.jsonl", changed_at=NOW - 900)
    assert {name: used for name, (used, *_) in of(fetch(codex)).items()} == {
        "five_hour": 44.0,
        "five_hour:codex_bengalfox": 7.0,
    }


def test_reading_is_bounded_in_all(codex, monkeypatch):
    monkeypatch.setattr(rollouts, "OPENED", rollouts.MOST_READ // 8)
    write(codex, told(NOW - 1_800, window(44)), name="sessions/2026/11/20/rollout-a.jsonl", changed_at=NOW - 1_800)
    for letter in "bcdefghij":
        write(codex, told(NOW - 900, None), name=f"sessions/2026/11/21/rollout-{letter}.jsonl", changed_at=NOW - 900)
    assert fetch(codex).samples == ()


def test_resumed_session_in_an_old_folder(codex):
    write(codex, told(NOW - 30, window(31)), name="sessions/2026/01/02/rollout-2026-01-02T00-00-00-a.jsonl")
    for day in range(10, 22):
        name = f"sessions/2026/11/{day}/rollout-2026-11-{day}T00-00-00-a.jsonl"
        write(codex, told(NOW - 5_000, window(20)), name=name, changed_at=NOW - 5_000)
    assert of(fetch(codex))["five_hour"] == (31.0, FIVE_HOURS_RESET, NOW - 30)


def test_newest_line_wins_in_any_file(codex):
    write(codex, told(NOW - 300, window(20)), name="sessions/2026/11/21/rollout-b.jsonl", changed_at=NOW)
    write(codex, told(NOW - 100, window(40)), name="sessions/2026/11/21/rollout-a.jsonl", changed_at=NOW - 90)
    write(codex, told(NOW - 200, window(30)), name="archived_sessions/rollout-c.jsonl", changed_at=NOW - 3_000)
    assert of(fetch(codex))["five_hour"] == (40.0, FIVE_HOURS_RESET, NOW - 100)


def test_archived_session_counts(codex):
    write(codex, told(NOW - 60, window(30)), name="archived_sessions/rollout-a.jsonl")
    assert of(fetch(codex))["five_hour"][0] == 30.0


def test_packed_session_counts(codex, monkeypatch):
    lines = [meta(NOW - 700, creator_account_id=ACCOUNT), told(NOW - 600, window(30)), *[noise(NOW, 9_999)] * 60]
    write(codex, *lines, name="sessions/2026/11/13/rollout-a.jsonl.zst")
    assert of(fetch(codex))["five_hour"][0] == 30.0
    context = Context({"HOME": str(codex.parent)}, NOW, Config(), Client("statusline/test"))
    assert rollouts.describe(context) == f"the newest session files in {codex}"
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    assert fetch(codex).samples == ()
    assert rollouts.describe(context) == (
        f"the newest session files in {codex}; packed ones need the package `zstandard`"
    )


def test_each_limit_has_its_newest_line(codex):
    other = {"limit_id": "codex_bengalfox", "limit_name": "GPT-5.3-Codex-Spark"}
    write(
        codex,
        told(NOW - 400, window(1), **other),
        told(NOW - 300, window(29)),
        told(NOW - 200, window(30), window(60, 10_080, resets_at=WEEK_RESET), limit_id=None),
        told(NOW - 100, window(3), **other),
    )
    usage = fetch(codex)
    assert of(usage) == {
        "five_hour:codex_bengalfox": (3.0, FIVE_HOURS_RESET, NOW - 100),
        "five_hour": (30.0, FIVE_HOURS_RESET, NOW - 200),
        "seven_day": (60.0, WEEK_RESET, NOW - 200),
    }
    assert {one.label for one in usage.samples} == {"5h", "7d", "GPT-5.3-Codex-Spark 5h"}


WINDOWS = {
    "an old line with seconds to the reset": (window(30, resets_in_seconds=3_600), ("five_hour", NOW + 3_540)),
    "an old line with a length of 299 minutes": (window(30, 299), ("five_hour", FIVE_HOURS_RESET)),
    "an old line with a length of 10079 minutes": (window(30, 10_079), ("seven_day", FIVE_HOURS_RESET)),
    "a week in the first slot": (window(30, 10_080), ("seven_day", FIVE_HOURS_RESET)),
    "thirty days": (window(30, 43_200), ("thirty_day", FIVE_HOURS_RESET)),
    "numbers written as text": (window("30", "300", resets_at=str(FIVE_HOURS_RESET)), ("five_hour", FIVE_HOURS_RESET)),
    "no reset": (window(30, resets_at=None), ("five_hour", None)),
    "a reset in ISO 8601": (window(30, resets_at="2026-11-21T06:59:59.9Z"), ("five_hour", 1_795_244_400)),
}


@pytest.mark.parametrize(("primary", "expected"), WINDOWS.values(), ids=WINDOWS)
def test_a_window_is_read_from(codex, primary, expected):
    write(codex, told(NOW - 60, primary))
    (sample,) = fetch(codex).samples
    assert (sample.window, sample.resets_at) == expected
    assert (sample.used_percentage, sample.as_of) == (30.0, NOW - 60)


def test_reached_limit_in_the_refusal(codex):
    reached = told(NOW - 60, window(100), rate_limit_reached_type="rate_limit_reached", plan_type="plus")
    write(codex, told(NOW - 90, window(99)), reached)
    usage = fetch(codex)
    assert of(usage)["five_hour"] == (100.0, FIVE_HOURS_RESET, NOW - 60)
    assert usage.plan == "plus"


def test_week_window_for_eight_days(codex):
    write(codex, told(NOW - 8 * DAY - 1, window(30)))
    assert fetch(codex).samples == ()
    write(codex, told(NOW - 8 * DAY + 1, window(30)))
    assert len(fetch(codex).samples) == 1


def test_thirty_days_until_the_reset(codex):
    path = write(codex, told(NOW - 20 * DAY, window(61, 43_200, resets_at=NOW + 60)), changed_at=NOW - 20 * DAY)
    assert of(fetch(codex)) == {"thirty_day": (61.0, NOW + 60, NOW - 20 * DAY)}
    assert fetch(codex, now=NOW + 61).samples == ()
    path.write_text(json.dumps(told(NOW - 20 * DAY, window(61, resets_at=NOW + 60))))
    assert fetch(codex).samples == ()


OWNERS = {
    "the same account and user": ({"creator_account_id": ACCOUNT, "creator_user_id": "user-mock"}, True),
    "the same account": ({"creator_account_id": ACCOUNT}, True),
    "the same user": ({"creator_user_id": "user-mock"}, True),
    "nobody named, as in old files": ({}, True),
    "values that are no ids": ({"creator_account_id": None, "creator_user_id": 7}, True),
    "another account": ({"creator_account_id": "44444444", "creator_user_id": "user-mock"}, False),
    "another user of the same workspace": ({"creator_account_id": ACCOUNT, "creator_user_id": "user-other"}, False),
}


@pytest.mark.parametrize(("owner", "counts"), OWNERS.values(), ids=OWNERS)
def test_session_of_the_account_only(codex, owner, counts):
    write(codex, meta(NOW - 90, **owner), told(NOW - 60, window(30)))
    assert bool(fetch(codex).samples) is counts


def test_foreign_session_leads_to_the_next(codex):
    write(codex, told(NOW - 900, window(30)), name="sessions/2026/11/20/rollout-a.jsonl", changed_at=NOW - 900)
    write(codex, meta(NOW - 90, creator_account_id="4"), told(NOW - 60, window(99)))
    assert of(fetch(codex))["five_hour"][0] == 30.0


def test_anonymous_login_is_not_compared(codex):
    write(codex, meta(NOW - 90, creator_account_id="4", creator_user_id="u"), told(NOW - 60, window(30)))
    login = Login(CODEX, "codex:0011223344556677", "somewhere", Credential("t", None, "s"))
    assert len(fetch(codex, login=login).samples) == 1


def test_anonymous_login_takes_the_last(codex):
    login = Login(CODEX, "codex:0011223344556677", "somewhere")
    other = {"limit_id": "codex_bengalfox"}
    lines = [meta(NOW - 90, creator_account_id="4"), told(NOW - 70, window(11), **other), told(NOW - 60, window(30))]
    write(codex, *lines, name="sessions/2026/11/21/rollout-a.jsonl")
    lines = [meta(NOW - 90, creator_account_id="5"), told(NOW - 90, window(99)), told(NOW - 50, window(12), **other)]
    write(codex, *lines, name="sessions/2026/11/21/rollout-b.jsonl")
    assert {name: used for name, (used, *_) in of(fetch(codex, login=login)).items()} == {
        "five_hour": 99.0,
        "five_hour:codex_bengalfox": 12.0,
    }


def test_limit_name_outlives_a_line(codex):
    named = {"limit_id": "codex_bengalfox", "limit_name": "GPT-5.3-Codex-Spark"}
    write(codex, told(NOW - 90, window(85), **named), told(NOW - 60, window(86), limit_id="codex_bengalfox"))
    (sample,) = fetch(codex).samples
    assert (sample.label, sample.used_percentage) == ("GPT-5.3-Codex-Spark 5h", 86.0)


def test_userless_login_by_its_account(codex):
    write(codex, meta(NOW - 90, creator_account_id=ACCOUNT, creator_user_id="u"), told(NOW - 60, window(30)))
    credential = Credential("t", None, "s", account_id=ACCOUNT)
    login = Login(CODEX, codex_account("", ACCOUNT), "somewhere", credential)
    assert len(fetch(codex, login=login).samples) == 1


COPYING = {
    "a fork": ({"forked_from_id": "y"}, 5),
    "a sub-agent": ({"parent_thread_id": "y"}, 5),
    "a fork that was migrated": ({"forked_from_id": "y", "history_mode": "paginated"}, 1),
}


@pytest.mark.parametrize(("mark", "seconds"), COPYING.values(), ids=COPYING)
def test_copied_fork_history_is_not_new(codex, mark, seconds):
    copied = [told(NOW - 60, window(11)), told(NOW - 60 + seconds, window(12))]
    path = write(codex, meta(NOW - 60, **mark), meta(NOW - 60), *copied)
    assert fetch(codex).samples == ()
    with path.open("ab") as file:
        file.write(json.dumps(told(NOW - 59 + seconds, window(30))).encode() + b"\n")
    assert of(fetch(codex))["five_hour"] == (30.0, FIVE_HOURS_RESET, NOW - 59 + seconds)


REFERRING = {
    "a fork": {"forked_from_id": "y", "history_mode": "paginated", "history_base": {"thread_id": "y"}},
    "a sub-agent": {"parent_thread_id": "y", "history_mode": "paginated", "subagent_history_start_ordinal": 0},
}


@pytest.mark.parametrize("mark", REFERRING.values(), ids=REFERRING)
def test_first_answer_of_a_referring_session(codex, mark):
    write(codex, meta(NOW - 60, **mark), told(NOW - 60, window(90)))
    assert of(fetch(codex))["five_hour"] == (90.0, FIVE_HOURS_RESET, NOW - 60)


PROVIDERS = {
    "OpenAI": ("openai", True),
    "none named, as in old files": (None, True),
    "a pool's proxy": ("codex-lb", False),
    "a proxy that takes the login here": ("gateway", True),
    "a local model": ("oss", False),
}


@pytest.mark.parametrize(("provider", "counts"), PROVIDERS.values(), ids=PROVIDERS)
def test_only_answered_for_this_login(codex, provider, counts):
    config = '[model_providers.codex-lb]\nname = "x"\n[model_providers.gateway]\nrequires_openai_auth = true\n'
    put(codex / "config.toml", config.encode())
    owner = {"creator_account_id": ACCOUNT, "creator_user_id": "user-mock", "model_provider": provider}
    write(codex, meta(NOW - 90, **owner), told(NOW - 60, window(97)))
    assert bool(fetch(codex).samples) is counts


def test_huge_files_cost_milliseconds(codex):
    path = write(codex, meta(NOW - 4_000, creator_account_id=ACCOUNT))
    with path.open("r+b") as file:
        file.truncate(700 << 20)
        file.seek(0, os.SEEK_END)
        file.write(b"\n")
        for line in (told(NOW - 60, window(30)), *[noise(NOW - 50, 20_000)] * 20):
            file.write(json.dumps(line).encode() + b"\n")
    started = time.perf_counter()
    usage = fetch(codex)
    assert time.perf_counter() - started < 0.2
    assert of(usage)["five_hour"][0] == 30.0


def test_big_limitless_file_is_given_up(codex):
    path = write(codex, told(NOW - 60, window(30)))
    with path.open("ab") as file:
        file.writelines([json.dumps(noise(NOW - 50, 60_000)).encode() + b"\n"] * 800)
    started = time.perf_counter()
    assert fetch(codex).samples == ()
    assert time.perf_counter() - started < 2


def test_unreadable_folder_is_a_sentence(codex):
    Path(codex, "sessions").symlink_to("sessions")
    with pytest.raises(SourceError, match=r"sessions cannot be read \(Too many levels") as raised:
        fetch(codex)
    assert raised.value.remedy
