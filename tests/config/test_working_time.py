import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.config import working_time
from statusline.config.working_time import EVERYTHING, Basis, counted, moment

UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")  # clocks go forward on 2026-03-29 at 02:00, back on 2026-10-25 at 03:00
OFFICE = (9 * 60, 18 * 60)
NIGHT = (22 * 60, 30 * 60)
HOUR, DAY, WEEK = 3_600, 86_400, 604_800


def at(text, zone=UTC):
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


HOURS = {
    "nothing": ("", None),
    "an office": ("09:00-18:00", (540, 1080)),
    "until midnight": ("18:30-24:00", (1110, 1440)),
    "until midnight, written as the next day's first minute": ("18:30-00:00", (1110, 1440)),
    "a night": ("22:00-06:00", (1320, 1800)),
    "the whole day": ("00:00-24:00", None),
}


@pytest.mark.parametrize(("text", "minutes"), HOURS.values(), ids=HOURS)
def test_hours_are_minutes_since_midnight(text, minutes):
    assert working_time.hours(text) == minutes


@pytest.mark.parametrize(
    "text", ["9-18", "9:00-18:00", "09:00-24:01", "24:00-09:00", "09:00-09:00", "09:60-10:00", "09:00-18:00\n", "noon"]
)
def test_what_is_no_hours_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        working_time.hours(text)


# 2026-11-16 is a Monday, 2026-11-21 a Saturday.
COUNTED = {
    "everything": (Basis(zone=UTC), "2026-11-16", "2026-11-23", 7 * 24),
    "a week of five days": (Basis(5, zone=UTC), "2026-11-16", "2026-11-23", 5 * 24),
    "a week of six days": (Basis(6, zone=UTC), "2026-11-16", "2026-11-23", 6 * 24),
    "a week that begins within a day": (Basis(5, zone=UTC), "2026-11-18T12:00", "2026-11-25T12:00", 5 * 24),
    "a weekend": (Basis(5, zone=UTC), "2026-11-21", "2026-11-23", 0),
    "a weekend of the office": (Basis(5, OFFICE, UTC), "2026-11-20T18:00", "2026-11-23T09:00", 0),
    "office hours of seven days": (Basis(7, OFFICE, UTC), "2026-11-16", "2026-11-23", 7 * 9),
    "office hours of a working week": (Basis(5, OFFICE, UTC), "2026-11-16", "2026-11-23", 5 * 9),
    "from noon to noon": (Basis(5, OFFICE, UTC), "2026-11-16T12:00", "2026-11-17T12:00", 9),
    "within one hour": (Basis(5, OFFICE, UTC), "2026-11-16T12:15", "2026-11-16T12:45", 0.5),
    "a Friday night reaches into Saturday": (Basis(5, NIGHT, UTC), "2026-11-21T00:00", "2026-11-21T12:00", 6),
    "a Sunday night is not worked": (Basis(5, NIGHT, UTC), "2026-11-22T12:00", "2026-11-23T12:00", 0),
    "backwards": (Basis(5, zone=UTC), "2026-11-17", "2026-11-16", 0),
    "everything backwards": (EVERYTHING, "2026-11-17", "2026-11-16", 0),
}


@pytest.mark.parametrize(("part", "start", "end", "hours"), COUNTED.values(), ids=COUNTED)
def test_only_working_time_counts(part, start, end, hours):
    assert counted(at(start), at(end), part) == hours * HOUR


SUMMER = {
    "a day of 23 hours": (Basis(6, None, BERLIN), "2026-03-28", "2026-03-30", 24),
    "the Sunday itself": (Basis(7, (0, 720), BERLIN), "2026-03-29", "2026-03-30", 11),
    "hours that the clocks skip": (Basis(7, (120, 180), BERLIN), "2026-03-29", "2026-03-30", 0),
    "a day of 25 hours": (Basis(7, (0, 720), BERLIN), "2026-10-25", "2026-10-26", 13),
    "an office is open as long as ever": (Basis(7, OFFICE, BERLIN), "2026-10-25", "2026-10-26", 9),
}


@pytest.mark.parametrize(("part", "start", "end", "hours"), SUMMER.values(), ids=SUMMER)
def test_clocks_that_change_are_followed(part, start, end, hours):
    assert counted(at(start, BERLIN), at(end, BERLIN), part) == hours * HOUR


def test_without_a_zone_it_is_local_time(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert counted(at("2026-11-16"), at("2026-11-17"), Basis(5, OFFICE)) == 9 * HOUR
        assert counted(at("2026-11-16T00:00"), at("2026-11-16T09:00"), Basis(5, OFFICE)) == 9 * HOUR
    finally:
        monkeypatch.undo()
        time.tzset()


MOMENTS = {
    "at once": ("2026-11-16T10:00", 0.5, "2026-11-16T10:30"),
    "the next morning": ("2026-11-16T17:30", 1, "2026-11-17T09:30"),
    "after the weekend": ("2026-11-20T17:00", 2, "2026-11-23T10:00"),
    "before the hours begin": ("2026-11-16T03:00", 1, "2026-11-16T10:00"),
    "never before the end": ("2026-11-16T17:30", 400, None),
}


@pytest.mark.parametrize(("start", "hours", "found"), MOMENTS.values(), ids=MOMENTS)
def test_counted_time_is_found_on_the_clock(start, hours, found):
    end = at(start) + 10 * DAY
    assert moment(at(start), hours * HOUR, end, Basis(5, OFFICE, UTC)) == (found and at(found))


parts = st.builds(
    Basis,
    st.integers(5, 7),
    st.sampled_from([None, OFFICE, NIGHT, (0, 60), (120, 150), (1439, 1440), (1439, 2878)]),
    st.sampled_from([UTC, BERLIN, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Apia"), ZoneInfo("America/New_York")]),
)
# Not the days around 2011-12-30, which Apia left out as a whole: a night shift across it may be off by a second.
times = st.integers(at("2012-01-15"), at("2027-12-31"))


@given(parts, times, st.integers(0, 3 * WEEK), st.integers(0, 3 * WEEK))
def test_parts_add_up_to_the_span(part, start, first, second):
    middle, end = start + first, start + first + second
    whole = counted(start, end, part)
    assert counted(start, middle, part) + counted(middle, end, part) == whole
    assert 0 <= whole <= end - start
    assert whole > 0 or not part.is_everything or start == end


@given(parts, times, st.integers(1, 2 * WEEK), st.floats(0, 1))
def test_moment_has_its_counted_time_before(part, start, length, share):
    end = start + length
    wanted = share * counted(start, end, part)
    found = moment(start, wanted, end, part)
    if found is None:
        assert wanted >= counted(start, end, part) - 1
    else:
        assert start <= found <= end
        assert counted(start, int(found), part) == pytest.approx(wanted, abs=1)


def test_a_year_has_its_working_days():
    assert counted(at("2026-01-01"), at("2027-01-01"), Basis(5, OFFICE, UTC)) == 261 * 9 * HOUR
