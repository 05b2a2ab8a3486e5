"""Which seconds count towards a pace: all of them, or those of working days and hours. Times are epoch seconds."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from statusline.config import checks
from statusline.config.fields import option
from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, tzinfo

ALL_WEEK = 7

_DAY_MINUTES = 1440
_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)", re.ASCII)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Basis:
    """The part of a week that counts.

    `week_days`: so many days from Monday on; `hours`: start and end in minutes since midnight (an end past 1440 is on
    the next morning), None for the whole day; `zone`: their time zone, None for local time.
    """

    week_days: int = ALL_WEEK
    hours: tuple[int, int] | None = None
    zone: tzinfo | None = None

    @property
    def is_everything(self) -> bool:
        return self.week_days >= ALL_WEEK and self.hours is None


EVERYTHING = Basis()


def hours(text: str) -> tuple[int, int] | None:
    """Return start and end of "09:00-18:00" in minutes, None for the whole day or an empty text. Raises ValueError.

    "22:00-06:00" ends on the next morning.
    """
    if not text:
        return None
    match = _HOURS.fullmatch(text)
    if not match:
        raise ValueError(text)
    begin = int(match[1]) * 60 + int(match[2])
    end = _DAY_MINUTES if match[3] is None else int(match[3]) * 60 + int(match[4])
    if begin == end:
        raise ValueError(text)
    if (begin, end) == (0, _DAY_MINUTES):
        return None
    return begin, end if end > begin else end + _DAY_MINUTES


def counted(start: int, end: int, basis: Basis) -> int:
    return sum(until - since for since, until in _spans(start, end, basis))


def moment(start: int, seconds: float, end: int, basis: Basis) -> float | None:
    """Return when `seconds` counted seconds have passed since start, None if that is not before end."""
    for since, until in _spans(start, end, basis):
        if seconds < until - since:
            return since + seconds
        seconds -= until - since
    return None


def _spans(start: int, end: int, basis: Basis) -> Iterator[tuple[int, int]]:
    if basis.is_everything:
        if start < end:
            yield start, end
        return
    begin, finish = basis.hours or (0, _DAY_MINUTES)
    last = datetime.fromtimestamp(end, basis.zone).date()
    day = datetime.fromtimestamp(start, basis.zone).date() - _ONE_DAY  # its hours may reach into the next morning
    while day <= last:
        if day.weekday() < basis.week_days:
            since, until = max(start, _epoch(day, begin, basis)), min(end, _epoch(day, finish, basis))
            if since < until:
                yield since, until
        day += _ONE_DAY


def _epoch(day: date, minutes: int, basis: Basis) -> int:
    """Return that wall-clock time of the basis; an hour skipped by the clocks is the hour after it."""
    days, minutes = divmod(minutes, _DAY_MINUTES)
    wall_clock = time(minutes // 60, minutes % 60, tzinfo=basis.zone)
    return int(datetime.combine(day + timedelta(days), wall_clock).timestamp())


def _hours(key: checks.Key, value: object) -> Iterator[checks.Fault]:
    faults = list(checks.text(key, value))
    yield from faults
    if not faults:
        try:
            hours(str(value))
        except ValueError:
            yield key, 'must be hours such as "09:00-18:00", or "" for the whole day.'


@dataclass(frozen=True, slots=True)
class Pacing:
    """The table [pace]: which part of a week counts."""

    week_days: int = option(
        "Days of a week on which you work, from Monday on: 5, 6 or 7; windows longer than a day count only these.",
        checks.whole(5, 7),
        default=7,
    )
    working_hours: str = option(
        'Working hours such as "09:00-18:00", in local time; empty: the whole day.', _hours, default=""
    )
