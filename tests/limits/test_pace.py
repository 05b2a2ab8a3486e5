import math
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from statusline.config.working_time import EVERYTHING, Basis
from statusline.limits import pace
from statusline.limits.model import Sample
from statusline.limits.pace import Pace, Rate, Share

UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Basis(5, (9 * 60, 18 * 60), UTC)
HOUR, DAY, WEEK = 3_600, 86_400, 604_800
FIVE_HOURS = 5 * HOUR
NOW = 1_795_235_400


def at(text, zone=UTC):
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


MONDAY = at("2026-11-16")


def five_hour(used, elapsed, *, length=FIVE_HOURS, as_of=NOW):
    """Return a sample of which so many seconds have elapsed."""
    return Sample("five_hour", "5h", used, as_of + length - elapsed, as_of, "claude_oauth", length)


def week(used, as_of, *, starts=MONDAY):
    return Sample("seven_day", "7d", used, starts + WEEK, as_of, "claude_oauth", WEEK)


AVERAGE = {
    "even use": (50, 2.5 * HOUR, Pace(50, 0, 100, None)),
    "behind": (20, 2.5 * HOUR, Pace(50, -30, 40, None)),
    # 30 points an hour: the 40 that are left last 80 minutes
    "ahead": (60, 2 * HOUR, Pace(40, 20, 150, NOW + 4_800)),
    "nothing used": (0, 2 * HOUR, Pace(40, -40, 0, None)),
    "all used": (100, 2 * HOUR, Pace(40, 60, 250, NOW)),
    "more than all used": (107.31, 2.5 * HOUR, Pace(50, 57.31, 214.62, NOW)),
    "the first 3 %": (6, 540, Pace(3, 3, 200, NOW + 8_460)),
    "the last second": (99, FIVE_HOURS - 1, Pace(99.99444, -0.99444, 99.0055, None)),
}


@pytest.mark.parametrize(("used", "elapsed", "expected"), AVERAGE.values(), ids=AVERAGE)
def test_a_window_goes_on_as_it_did(used, elapsed, expected):
    found = pace.of(five_hour(used, int(elapsed)), None, EVERYTHING)
    assert (found.expected, found.delta, found.projected) == pytest.approx(
        (expected.expected, expected.delta, expected.projected), rel=1e-4
    )
    assert found.runs_out_at == expected.runs_out_at


RATES = {
    "at a known rate": (40, 10 / HOUR, 70, None),
    "faster": (40, 30 / HOUR, 130, NOW + 2 * HOUR),
    "to the very end": (40, 20 / HOUR, 100, None),
    "not at all": (40, 0.0, 40, None),
    "backwards, which nothing does": (40, -1.0, 40, None),
}


@pytest.mark.parametrize(("used", "rate", "projected", "runs_out_at"), RATES.values(), ids=RATES)
def test_rate_leads_from_sample_to_reset(used, rate, projected, runs_out_at):
    found = pace.of(five_hour(used, 2 * HOUR), rate, EVERYTHING)
    assert found.projected == pytest.approx(projected)
    assert found.runs_out_at == runs_out_at


NONE = {
    "no number": (five_hour(None, HOUR), "it has no number"),
    "a number that is none": (five_hour(math.nan, HOUR), "it has no number"),
    "an endless number": (five_hour(math.inf, HOUR), "it has no number"),
    "a negative number": (five_hour(-1.0, HOUR), "it has no number"),
    "no reset": (Sample("w", "w", 5, None, NOW, "s", FIVE_HOURS), "its reset is unknown"),
    "no length": (Sample("w", "w", 5, NOW + HOUR, NOW, "s"), "its length is unknown"),
    "no length at all": (five_hour(5, 0, length=0), "its times make no sense"),
    "a length below zero": (five_hour(5, HOUR, length=-5), "its times make no sense"),
    "a beginning before all clocks": (five_hour(5, NOW, length=NOW * 2), "its times make no sense"),
    "a reset in a far future": (five_hour(5, HOUR, as_of=10**12), "its times make no sense"),
    "its reset has passed": (five_hour(5, FIVE_HOURS), "its reset has passed"),
    "seen after its reset": (five_hour(5, 6 * HOUR), "its reset has passed"),
    "just begun": (five_hour(5, 539), "less than 3% of it has elapsed"),
    "seen before it begins": (five_hour(5, -HOUR), "less than 3% of it has elapsed"),
}


@pytest.mark.parametrize(("sample", "why"), NONE.values(), ids=NONE)
def test_no_pace_is_told_of_a_window_with(sample, why):
    assert pace.of(sample, None, EVERYTHING) is None
    assert pace.of(sample, 1.0, EVERYTHING) is None
    assert pace.rate_of(sample, None, EVERYTHING) is None
    assert pace.share(sample, EVERYTHING) is None
    assert pace.why_none(sample, EVERYTHING) == why


# The office week has 45 hours.
WORKING = {
    "Tuesday noon": (40, "2026-11-17T12:00", Share(12 * HOUR, 45 * HOUR), 150, at("2026-11-19T12:00")),
    "Saturday counts as Friday evening": (90, "2026-11-21T15:00", Share(45 * HOUR, 45 * HOUR), 90, None),
    "before the office opens on Wednesday": (20, "2026-11-18T08:00", Share(18 * HOUR, 45 * HOUR), 50, None),
    "it runs out in the evening of the last day": (
        99,
        "2026-11-20T17:00",
        Share(44 * HOUR, 45 * HOUR),
        101.25,
        at("2026-11-20T17:26:40"),
    ),
}


@pytest.mark.parametrize(("used", "as_of", "share", "projected", "runs_out_at"), WORKING.values(), ids=WORKING)
def test_only_working_time_counts_in_a_week(used, as_of, share, projected, runs_out_at):
    sample = week(used, at(as_of))
    found = pace.of(sample, None, OFFICE)
    assert pace.share(sample, OFFICE) == share
    assert found.expected == pytest.approx(100 * share.elapsed / share.total)
    assert found.projected == pytest.approx(projected)
    assert found.runs_out_at == runs_out_at


def test_no_pace_in_the_first_hour_of_a_week():
    assert pace.why_none(week(5, at("2026-11-16T10:00")), OFFICE) == "less than 3% of it has elapsed"
    assert pace.why_none(week(5, at("2026-11-16T10:30")), OFFICE) is None


def test_a_day_or_less_counts_every_second():
    sunday = at("2026-11-22T12:00")
    for length in (FIVE_HOURS, DAY):
        assert pace.share(five_hour(5, length // 2, length=length, as_of=sunday), OFFICE) == Share(length // 2, length)


def test_no_pace_without_working_time():
    sample = Sample("window_144000", "40h", 5, at("2026-11-22T20:00"), at("2026-11-22T12:00"), "s", 40 * HOUR)
    assert pace.of(sample, None, OFFICE) is None
    assert pace.why_none(sample, OFFICE) == "none of it is working time"
    assert pace.of(sample, None, EVERYTHING) is not None


def test_years_are_not_counted_day_by_day():
    length = 30 * 365 * DAY
    assert pace.share(five_hour(5, length // 2, length=length), OFFICE) == Share(length // 2, length)


def test_week_of_clock_change_is_an_hour_shorter():
    starts = at("2026-03-23", BERLIN)
    sample = Sample("seven_day", "7d", 10, at("2026-03-30", BERLIN), at("2026-03-28", BERLIN), "s", WEEK - HOUR)
    assert sample.resets_at - starts == WEEK - HOUR
    assert pace.share(sample, Basis(7, (0, 12 * 60), BERLIN)) == Share(5 * 12 * HOUR, 83 * HOUR)


# Half of five hours has elapsed, 50 % are used: 20 points an hour on average; the recent span is 50 minutes.
BLENDS = {
    "nothing known": (None, Rate(20 / HOUR)),
    "twice as fast in the last fifty minutes": ((50 * 60, 100 / 6), Rate(20 / HOUR, 40 / HOUR, 3_000, 0.5)),
    "idle for fifty minutes": ((50 * 60, 50), Rate(20 / HOUR, 0, 3_000, 0.5)),
    "a correction downwards": ((50 * 60, 70), Rate(20 / HOUR, 0, 3_000, 0.5)),
    "ten minutes known": ((10 * 60, 45), Rate(20 / HOUR, 30 / HOUR, 600, 0.1)),
    "more than a sixth known": ((60 * 60, 40), Rate(20 / HOUR, 10 / HOUR, 3_600, 0.5)),
    "this very moment": ((0, 40), Rate(20 / HOUR)),
    "later, which cannot be": ((-60, 40), Rate(20 / HOUR)),
}


@pytest.mark.parametrize(("earlier", "expected"), BLENDS.values(), ids=BLENDS)
def test_the_recent_rate_counts_for_up_to_half(earlier, expected):
    ago, used = earlier or (0, 0)
    found = pace.rate_of(five_hour(50, FIVE_HOURS // 2), earlier and (NOW - ago, used), EVERYTHING)
    if earlier and earlier[0] > 0:
        expected = Rate(expected.average, max(0, 50 - used) / ago, expected.span, expected.weight)
    assert (found.average, found.recent, found.span, found.weight) == pytest.approx(
        (expected.average, expected.recent, expected.span, expected.weight)
    )


def test_a_blend_by_hand():
    sample = five_hour(50, FIVE_HOURS // 2)
    rate = pace.rate_of(sample, (NOW - 1_500, 40), EVERYTHING)
    # 20 points an hour on average, 24 in the last 25 minutes, which weigh a quarter: 0.75 x 20 + 0.25 x 24 = 21
    assert rate.blended * HOUR == pytest.approx(21)
    assert pace.of(sample, rate.blended, EVERYTHING).projected == pytest.approx(50 + 21 * 2.5)


def test_recent_jump_moves_projection_little():
    rate = pace.rate_of(five_hour(50, FIVE_HOURS // 2), (NOW - 1, 49), EVERYTHING)
    assert rate.blended * HOUR == pytest.approx(20, abs=1)


def test_recent_span_counts_working_hours_alone():
    monday_ten = week(50, at("2026-11-23T10:00"), starts=at("2026-11-19"))
    # since Friday 18:00, an hour has been worked; a sixth of the 45 hours would weigh one half
    rate = pace.rate_of(monday_ten, (at("2026-11-20T18:00"), 46), OFFICE)
    assert (rate.span, rate.recent * HOUR) == (HOUR, pytest.approx(4))
    # 26 hours are left, of which an hour says little
    assert rate.weight == pytest.approx(0.5 / 7.5 * 7.5 / 26)


SINCE = {
    "a sixth of five hours": (five_hour(5, 2 * HOUR), NOW - 3_000),
    "a sixth of a week": (week(5, at("2026-11-20")), at("2026-11-18T20:00")),
    "the whole window is recent": (five_hour(5, 3_000), None),
    "no reset": (Sample("w", "w", 5, None, NOW, "s", FIVE_HOURS), None),
    "no length": (Sample("w", "w", 5, NOW + HOUR, NOW, "s"), None),
}


@pytest.mark.parametrize(("sample", "since"), SINCE.values(), ids=SINCE)
def test_the_recent_span_begins(sample, since):
    assert pace.recent_since(sample) == since


TEXTS = {
    "ahead": (Pace(40, 12.4, 85.4, None), "+12%", "≈85%", "about 85% at reset"),
    "behind": (Pace(40, -8.6, 60, None), "-9%", "≈60%", "about 60% at reset"),
    "even": (Pace(40, 0.4, 60, None), "on pace", "≈60%", "about 60% at reset"),
    "half a point behind": (Pace(40, -0.5, 60, None), "on pace", "≈60%", "about 60% at reset"),
    "a little ahead": (Pace(40, 0.6, 60, None), "+1%", "≈60%", "about 60% at reset"),
    "nothing used": (Pace(40, -40, 0, None), "-40%", "≈0%", "about 0% at reset"),
    "nearly nothing": (Pace(40, -40, 0.2, None), "-40%", "≈1%", "about 1% at reset"),
    "nearly all": (Pace(40, 2, 99.8, None), "+2%", "≈99%", "about 99% at reset"),
    "running out": (
        Pace(40, 20, 150, NOW + 4_800),
        "+20%",
        "full in 1h20m",
        "runs out in 1h20m, 40m before the reset",
    ),
    "about to": (Pace(40, 59, 250, NOW + 1), "+59%", "full in <1m", "runs out in <1m, 1h59m before the reset"),
    "full": (Pace(40, 60, 250, NOW), "+60%", "full", "used up, resets in 2h00m"),
    "full, as it seemed a while ago": (Pace(40, 20, 150, NOW - 60), "+20%", "full", "used up, resets in 2h00m"),
}


@pytest.mark.parametrize(("found", "delta", "projected", "words"), TEXTS.values(), ids=TEXTS)
def test_people_read(found, delta, projected, words):
    assert pace.delta_text(found) == delta
    assert pace.projected_text(found, NOW) == projected
    assert pace.words(found, NOW + 2 * HOUR, NOW) == words


parts = st.builds(
    Basis, st.integers(5, 7), st.sampled_from([None, (540, 1080), (1320, 1800)]), st.sampled_from([UTC, BERLIN])
)
samples = st.builds(
    lambda used, length, elapsed, as_of: five_hour(used, round(elapsed * length), length=length, as_of=as_of),
    st.floats(0, 120),
    st.sampled_from([60, HOUR, FIVE_HOURS, DAY, DAY + 1, WEEK, 30 * DAY]),
    st.floats(0, 1),
    st.integers(NOW - 2 * WEEK, NOW + 2 * WEEK),
)
rates = st.one_of(st.none(), st.floats(0, 1))


@given(samples, rates, parts)
def test_whatever_is_told_makes_sense(sample, rate, part):
    found = pace.of(sample, rate, part)
    assert (found is None) == (pace.why_none(sample, part) is not None)
    assume(found is not None)
    assert 3 <= found.expected <= 100
    assert found.expected + found.delta == pytest.approx(sample.used_percentage)
    assert found.projected >= sample.used_percentage
    if sample.used_percentage >= 100:
        assert found.runs_out_at == sample.as_of
    elif found.runs_out_at is not None:
        assert sample.as_of < found.runs_out_at < sample.resets_at
        assert found.projected >= 100
    else:
        a_second = sample.used_percentage / pace.share(sample, part).elapsed if rate is None else rate
        assert found.projected <= 100 + a_second + 1e-6


@given(samples, st.floats(0, 0.01), st.floats(0, 0.01), parts)
def test_faster_rate_never_ends_lower_or_later(sample, one, other, part):
    slow, fast = (pace.of(sample, rate, part) for rate in sorted((one, other)))
    assume(slow is not None)
    assert slow.projected <= fast.projected
    if slow.runs_out_at is not None:
        assert fast.runs_out_at is not None
        assert fast.runs_out_at <= slow.runs_out_at


@given(samples, st.floats(0, 120), parts)
def test_more_use_is_never_told_as_less(sample, more, part):
    assume(sample.used_percentage <= more)
    little, much = pace.of(sample, None, part), pace.of(replace(sample, used_percentage=more), None, part)
    assume(little is not None)
    assert much.delta >= little.delta
    assert much.projected >= little.projected


@given(samples, st.floats(0, 120), st.integers(0, 40 * DAY), parts)
def test_a_blend_lies_between_its_rates(sample, before, ago, part):
    found = pace.rate_of(sample, (sample.as_of - ago, before), part)
    assume(found is not None)
    assert 0 <= found.weight <= 0.5
    low, high = sorted((found.average, found.recent if found.weight else found.average))
    assert low - 1e-9 <= found.blended <= high + 1e-9
    assert 0 <= found.span <= ago
