"""Sums by hours, days, weeks and months in the zones of the world, through the days on which a clock is put forward."""

import sqlite3
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, available_timezones

import pytest

from statusline.index import periods
from statusline.state.token_index import QUARTER

START = datetime(2026, 1, 1, tzinfo=UTC)
SPAN = (int(START.timestamp()), int(START.timestamp()) + 366 * 86_400)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham")


def named(period: str, zone: tzinfo, quarters: list[int]) -> list[str]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE quarters (quarter INTEGER)")
    connection.executemany("INSERT INTO quarters VALUES (?)", [(quarter,) for quarter in quarters])
    statement = f"SELECT {periods.expression(period, zone, SPAN)} FROM quarters ORDER BY quarter"
    return [name for (name,) in connection.execute(statement)]


def expected(period: str, moment: datetime) -> str:
    return {
        "hour": f"{moment:%Y-%m-%dT%H:00}{moment.isoformat()[-6:]}",
        "day": moment.date().isoformat(),
        "week": (moment.date() - timedelta(days=moment.weekday())).isoformat(),
        "month": moment.date().isoformat()[:7],
    }[period]


@pytest.mark.parametrize("period", ["hour", "day", "week", "month"])
@pytest.mark.parametrize("zone", [*ZONES, pytest.param("", marks=pytest.mark.slow, id="every zone")])
def test_each_quarter_is_in_its_local_period(zone: str, period: str) -> None:
    quarters = list(range(SPAN[0] // QUARTER, SPAN[1] // QUARTER, 11))
    for name in [zone] if zone else sorted(available_timezones()):
        info = ZoneInfo(name)
        local = [datetime.fromtimestamp(quarter * QUARTER, info) for quarter in quarters]
        assert named(period, info, quarters) == [expected(period, moment) for moment in local], name
