import time
from datetime import UTC, datetime

import pytest

from statusline.history import timespec

NOW = int(datetime(2026, 11, 21, 9, 17, tzinfo=UTC).timestamp())
HOUR = 3_600
MOMENTS = {
    "minutes": ("90m", NOW - 5_400),
    "hours": ("24h", NOW - 24 * HOUR),
    "days": ("7d", NOW - 7 * 24 * HOUR),
    "weeks, in capitals": (" 2W ", NOW - 14 * 24 * HOUR),
    "further back than time goes": ("999999w", 0),
    "a date, at midnight of this machine": ("2026-11-01", int(datetime(2026, 11, 1, 5, tzinfo=UTC).timestamp())),
    "a date and time": ("2026-11-01T09:00", int(datetime(2026, 11, 1, 14, tzinfo=UTC).timestamp())),
    "a moment of another zone": ("2026-11-01T09:00Z", int(datetime(2026, 11, 1, 9, tzinfo=UTC).timestamp())),
    "a date long ago": ("1900-01-01", 0),
}


@pytest.fixture(autouse=True)
def five_hours_behind(monkeypatch):
    monkeypatch.setenv("TZ", "EST5")
    time.tzset()
    yield
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.mark.parametrize(("text", "expected"), MOMENTS.values(), ids=MOMENTS)
def test_a_moment_can_be_written_as(text, expected):
    assert timespec.moment(text, NOW) == expected


@pytest.mark.parametrize("text", ["soon", "", "7", "d", "-7d", "7 d", "1.5d", "٣d", "2026-13-01", "2026", "1234567d"])
def test_no_moment_is_refused_with_example(text):
    with pytest.raises(ValueError, match=r"is not a valid time\. Use 24h, 7d, 2w, or a date such as 2026-11-01\.$"):
        timespec.moment(text, NOW)


def test_the_future_is_refused():
    with pytest.raises(ValueError, match=r'^"2027-01-01" is in the future\.$'):
        timespec.moment("2027-01-01", NOW)
