"""How far forecasts of a window's end were off: ours, that of its average rate, and "stays as it is". Pure.

Percent 0-100, times epoch seconds. A forecast counts for the lead, the time before the reset, at which it was made.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from statusline.frozen import dataclass
from statusline.hot.text import DAY, HOUR
from statusline.limits.pace import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LEADS = (HOUR, 3 * HOUR, DAY, 3 * DAY)
SLACK = 4  # this part of a lead is what a forecast may be made late, and an end be seen early
LEAST_SCORED = 5  # cycles; with fewer of them nothing is said about the error


class Forecast(NamedTuple):
    """One forecast of a cycle that is over, and what became of it.

    `projected` and `average`: percent at the reset by our rate and by the window's average; `used` as it was then;
    `runs_out_at`: when it was to be full, None: not before the reset. `actual`: percent at the reset; `full_at`: when
    it was first seen full.
    """

    lead: int
    resets_at: int
    used: float
    projected: float
    average: float
    runs_out_at: int | None
    actual: float
    full_at: int | None


@dataclass(frozen=True, slots=True)
class Error:
    """By how many points forecasts were off on average, and by how many they were too high (below 0: too low)."""

    mean: float
    bias: float


@dataclass(frozen=True, slots=True)
class Full:
    """How often a limit was to be full, how often it was, and how often both; then also how far off, in seconds."""

    forecast: int
    happened: int
    both: int
    off_by: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """The errors of the forecasts that were made a lead (seconds) before the resets of so many cycles."""

    lead: int
    cycles: int
    forecast: Error
    average_rate: Error
    unchanged: Error
    full: Full


def lead(left: int, length: int) -> int | None:
    """Return the lead that a forecast counts for, made `left` seconds before the reset; None if for none."""
    return next((lead for lead in LEADS if lead - lead // SLACK < left <= lead < length), None)


def lead_of_error(left: int) -> int | None:
    """Return the lead whose error a projection with so many seconds left has at most, None if none is long enough."""
    return next((lead for lead in LEADS if left <= lead), None)


def scores(forecasts: Iterable[Forecast]) -> Iterator[Score]:
    """Yield the score of each lead, the shortest first."""
    by_lead = attrgetter("lead")
    for lead_, group in groupby(sorted(forecasts, key=by_lead), by_lead):
        those = list(group)
        yield Score(
            lead_,
            len(those),
            _error(those, [forecast.projected for forecast in those]),
            _error(those, [forecast.average for forecast in those]),
            _error(those, [forecast.used for forecast in those]),
            _full(those),
        )


def mean_error(forecasts: Sequence[Forecast]) -> float | None:
    """Return the mean error of our forecasts, None if there are too few."""
    if len(forecasts) < LEAST_SCORED:
        return None
    return _error(forecasts, [forecast.projected for forecast in forecasts]).mean


def _error(forecasts: Sequence[Forecast], percentages: Sequence[float]) -> Error:
    """Compare percentages with the actual ones; both end at 100, where nothing more is let through."""
    pairs = zip(percentages, forecasts, strict=True)
    errors = [min(FULL, percentage) - min(FULL, forecast.actual) for percentage, forecast in pairs]
    return Error(sum(map(abs, errors)) / len(errors), sum(errors) / len(errors))


def _full(forecasts: Sequence[Forecast]) -> Full:
    times = [(forecast.runs_out_at, forecast.full_at) for forecast in forecasts]
    off = [abs(expected - actual) for expected, actual in times if expected is not None and actual is not None]
    return Full(
        forecast=sum(expected is not None for expected, _ in times),
        happened=sum(actual is not None for _, actual in times),
        both=len(off),
        off_by=sum(off) / len(off) if off else None,
    )
