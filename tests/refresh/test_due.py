from dataclasses import replace

import pytest

from statusline.refresh import due
from statusline.state import schedule
from support.prompt_files import NOW, claude, sample

ANSWERED = schedule.succeeded(schedule.claimed(None, NOW), NOW, 300, 0.5)
WEEK = sample("seven_day", "7d", 18, NOW + 300_000)
HARVESTED = sample("five_hour", "5h", 43, NOW + 7_860, NOW + 200, "claude_statusline")
HARVESTED_WEEK = sample("seven_day", "7d", 18, NOW + 300_000, NOW + 200, "claude_statusline")

RESETS = {
    "no reset in sight": (7_860, 300),
    "a reset in four minutes": (210, 270),
    "a reset in a moment waits for the floor": (20, 180),
    "a reset just past changes nothing": (-1, 300),
}


@pytest.mark.parametrize(("reset", "wait"), RESETS.values(), ids=RESETS)
def test_reset_brings_the_request_forward(reset, wait):
    account = claude(sample(resets_at=NOW + reset))
    assert due.after_success(ANSWERED, account, NOW).next_at == NOW + wait


def put_off(*samples, entry=ANSWERED, now=NOW + 310):
    return due.put_off_until(entry, claude(*samples), 300, now)


def test_session_numbers_put_it_off():
    assert put_off(sample(), WEEK, HARVESTED, HARVESTED_WEEK) == NOW + 500


def test_never_over_fifteen_minutes():
    late = (replace(one, as_of=NOW + 880) for one in (HARVESTED, HARVESTED_WEEK))
    assert put_off(sample(), WEEK, *late, now=NOW + 899) == NOW + 900


def test_nor_beyond_a_minute_after_the_next_reset():
    soon = NOW + 330
    harvested = replace(HARVESTED, resets_at=soon)
    assert put_off(sample(resets_at=soon), WEEK, harvested, HARVESTED_WEEK) == soon + 60


def test_oldest_named_window_decides():
    assert put_off(sample(), WEEK, HARVESTED, replace(HARVESTED_WEEK, as_of=NOW + 20)) == NOW + 320


REFUSALS = {
    "no session spoke": (sample(), WEEK),
    "a session spoke before the last answer": (sample(), replace(HARVESTED, as_of=NOW - 5)),
    "a session at its limit, which no longer names the week": (sample(), WEEK, HARVESTED),
    "a window of one model that no session reports": (
        sample(),
        HARVESTED,
        sample("seven_day:fable", "Fable", 7, NOW + 9_999),
    ),
    "a window whose reset has passed since": (sample(resets_at=NOW + 240), replace(HARVESTED, resets_at=NOW + 240)),
}


@pytest.mark.parametrize("samples", REFUSALS.values(), ids=REFUSALS)
def test_not_put_off_where_no_stand_in(samples):
    assert put_off(*samples) == 0


def test_failed_source_is_not_put_off():
    assert put_off(sample(), HARVESTED, entry=None) == 0
    assert put_off(sample(), HARVESTED, entry=replace(ANSWERED, reason="network")) == 0
    assert due.put_off_until(ANSWERED, None, 300, NOW) == 0


@pytest.mark.parametrize(
    ("times", "at"),
    [([], 900), ([None], 900), ([400, None, 310], 310), ([330, 310, 340, 341], 340), ([310], 310)],
    ids=["nobody", "never", "far apart", "near", "one"],
)
def test_accounts_due_together_are_asked_at_once(times, at):
    assert due.together(times, 30, 900) == at
