"""Codex CLI's own form of its limits, by the recorded dialogue and by odd answers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.errors import BadDocument, SourceError
from statusline.limits.model import Sample, Usage
from statusline.providers.codex import rate_limits
from support.vendor_documents import FIXTURES

NOW = 1_795_236_000
FIVE_HOURS, WEEK = 18_000, 604_800


def parse(result):
    return rate_limits.parse(result, "codex_client", NOW, NOW)


def recorded():
    for line in (FIXTURES / "codex/app-server-session.txt").read_text().splitlines():
        message = json.loads(line.partition("< ")[2] or "{}")
        if message.get("id") == 2:
            return message["result"]
    raise AssertionError("the recorded dialogue has no answer")


def sample(window, label, used, resets_at, length):
    return Sample(window, label, used, resets_at, NOW, "codex_client", length)


def test_the_recorded_answer_is_read():
    assert parse(recorded()) == Usage(
        (
            sample("five_hour", "5h", 12.0, 1_795_245_199, FIVE_HOURS),
            sample("seven_day", "7d", 47.0, 1_795_636_199, WEEK),
            sample("five_hour:codex_bengalfox", "GPT-5.3-Codex-Spark 5h", 3.0, 1_795_254_199, FIVE_HOURS),
            sample("seven_day:codex_bengalfox", "GPT-5.3-Codex-Spark 7d", 1.0, 1_795_840_999, WEEK),
        ),
        plan="pro",
        credits={"has_credits": False, "unlimited": False, "balance": 0.0},
        complete=True,
        names_plan=True,
    )


def window(used, minutes=300, resets_at=NOW + 60):
    return {"usedPercent": used, "windowDurationMins": minutes, "resetsAt": resets_at}


ANSWERS = {
    "there are no limits": ({"rateLimits": {"primary": None, "secondary": None}}, {}, True),
    "a week alone": ({"rateLimits": {"primary": window(5, 10_080)}}, {"seven_day": 5.0}, True),
    "limits by id alone": (
        {"rateLimits": None, "rateLimitsByLimitId": {"codex": {"primary": window(5)}}},
        {"five_hour": 5.0},
        False,
    ),
    "an id that only the key names": (
        {"rateLimits": {}, "rateLimitsByLimitId": {"other": {"limitId": None, "primary": window(5)}}},
        {"five_hour:other": 5.0},
        True,
    ),
    "a window without a length is called by its place": (
        {"rateLimits": {"primary": window(5), "secondary": window(6, None)}},
        {"secondary": 6.0, "five_hour": 5.0},
        True,
    ),
    "a pool of credits": (
        {"rateLimits": {"individualLimit": {"limit": "15000", "used": "14400", "remainingPercent": 4}}},
        {"credits": 96.0},
        True,
    ),
    "a window that makes no sense is left out": (
        {"rateLimits": {"primary": window(5), "secondary": window(1_795_245_199, 10_080)}},
        {"five_hour": 5.0},
        False,
    ),
}


@pytest.mark.parametrize(("result", "expected", "complete"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_read_where(result, expected, complete):
    usage = parse(result)
    assert {one.window: one.used_percentage for one in usage.samples} == expected
    assert usage.complete is complete


@pytest.mark.parametrize("result", [None, [], {}, "x", {"rateLimits": {"primary": "full"}}])
def test_an_answer_that_says_nothing_is_refused(result):
    with pytest.raises(BadDocument):
        parse(result)


NAMES = st.sampled_from(
    [
        *("rateLimits", "rateLimitsByLimitId", "primary", "secondary", "limitId", "limitName", "codex"),
        *("credits", "balance"),
        *(
            "usedPercent",
            "resetsAt",
            "windowDurationMins",
            "window_minutes",
            "resets_in_seconds",
            "planType",
            "balance",
        ),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
)


@given(JSON)
def test_any_answer_is_usage_or_our_error(result):
    try:
        usage = parse(result)
    except SourceError:
        return
    assert all(0 <= one.used_percentage <= 100 for one in usage.samples)
