"""The table [pace]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline.config import checks, working_time
from statusline.config.fields import option

if TYPE_CHECKING:
    from collections.abc import Iterator


def _hours(key: checks.Key, value: object) -> Iterator[checks.Fault]:
    """Accept the hours of a day, or nothing."""
    faults = list(checks.text(key, value))
    yield from faults
    if not faults:
        try:
            working_time.hours(str(value))
        except ValueError:
            yield key, 'must be hours of a day such as "09:00-18:00", or "" for all of it.'


@dataclass(frozen=True, slots=True)
class Pacing:
    """The table [pace]: which part of a week counts."""

    week_days: int = option(
        "Days of a week on which you work, from Monday on: 5, 6 or 7; longer windows than a day count these only.",
        checks.whole(5, 7),
        default=7,
    )
    working_hours: str = option(
        'Hours of such a day that count, as "09:00-18:00", in local time; empty: all.', _hours, default=""
    )
