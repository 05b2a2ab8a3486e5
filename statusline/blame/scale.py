"""The scale of a window: how many points of the official number a dollar (or credit) of calls makes. Pure.

Intervals are joined until the number has risen by five steps, so that rounding matters little. Use elsewhere only adds
to the points of an interval: the scale is where the ratios of points to weight lie closest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.frozen import dataclass
from statusline.hot.text import DAY
from statusline.limits import half_sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statusline.blame.intervals import Interval

JOINED_STEPS = 5
LEAST_INTERVALS = 8
LEAST_POINTS = 20.0
_FOLDS = 5
_JUMP = 1.3  # a scale that differs by more, for a day, is that of another plan


@dataclass(frozen=True, slots=True)
class Scale:
    """`per_unit`: points per dollar or credit; `low` and `high` are the quartiles of the half of the ratios around it.

    `error`: the points by which it mostly misses in the next interval, found out by leaving cycles out. `since`: the
    moment of the first interval that it is from.
    """

    weighting: str
    unit: str
    per_unit: float
    low: float
    high: float
    intervals: int
    error: float
    since: int

    @property
    def margin(self) -> float:
        """Return how far the quartiles are from the scale, as a part of it."""
        return (self.high - self.low) / 2 / self.per_unit


class Joined(NamedTuple):
    cycle: int
    after: int
    until: int
    points: float
    weight: float


def joined(intervals: Iterable[Interval], weights: Sequence[float], step: float) -> Iterator[Joined]:
    """Yield neighbouring intervals of a cycle as one, once they have risen by enough and calls are known in them."""
    start: Interval | None = None
    points = weight = 0.0
    for interval, own in zip(intervals, weights, strict=True):
        if start is None or start.cycle != interval.cycle:
            start, points, weight = interval, 0.0, 0.0
        points += interval.points
        weight += own
        if points > JOINED_STEPS * step - step / 2 and weight > 0:
            yield Joined(interval.cycle, start.after, interval.until, points, weight)
            start = None


def find(weighting: str, unit: str, rises: Sequence[Joined]) -> Scale | None:
    """Return the scale, None while there are too few intervals."""
    if missing(rises):
        return None
    rises = _of_this_plan(rises)
    ratios = _ratios(rises)
    half = half_sample.closest_half(ratios)
    low, high = _quartiles(half)
    per_unit = half_sample.mode(ratios)
    low, high = min(low, per_unit), max(high, per_unit)
    return Scale(weighting, unit, per_unit, low, high, len(rises), _error(rises), rises[0].after + 1)


def missing(rises: Sequence[Joined]) -> str:
    """Return what a scale still takes, empty if there is enough."""
    points = sum(rise.points for rise in rises)
    if len(rises) >= LEAST_INTERVALS and points >= LEAST_POINTS:
        return ""
    return (
        f"it takes {LEAST_INTERVALS} rises and {LEAST_POINTS:.0f} points while this machine makes calls; "
        f"seen so far: {len(rises)} and {points:.0f}"
    )


def _ratios(rises: Iterable[Joined]) -> half_sample.Ratios:
    return sorted((rise.points / rise.weight, rise.weight) for rise in rises)


def _quartiles(ratios: half_sample.Ratios) -> tuple[float, float]:
    """Return the ratios below which a quarter and three quarters of the weight are."""
    total, held, quartiles = sum(weight for _, weight in ratios), 0.0, []
    bounds = [total / 4, 3 * total / 4]
    for ratio, weight in ratios:
        held += weight
        while bounds and held >= bounds[0]:
            quartiles.append(ratio)
            bounds.pop(0)
    return quartiles[0], quartiles[-1]


def _of_this_plan(rises: Sequence[Joined]) -> Sequence[Joined]:
    """Return only the last day's intervals where they alone are enough and have quite another scale."""
    last = [rise for rise in rises if rise.until > rises[-1].until - DAY]
    earlier = rises[: len(rises) - len(last)]
    if missing(last) or missing(earlier):
        return rises
    new, old = half_sample.mode(_ratios(last)), half_sample.mode(_ratios(earlier))
    return last if max(new, old) > _JUMP * min(new, old) else rises


def _error(rises: Sequence[Joined]) -> float:
    """Return the median of what a scale from the other cycles misses in the points of an interval."""
    from statistics import median  # here: it takes longer to load than an answer, and most scales are in the cache

    one_cycle = rises[0].cycle == rises[-1].cycle
    folds = [number % 2 if one_cycle else rise.cycle % _FOLDS for number, rise in enumerate(rises)]
    misses: list[float] = []
    for fold in set(folds):
        rest = _ratios(rise for rise, own in zip(rises, folds, strict=True) if own != fold)
        if rest:
            per_unit = half_sample.mode(rest)
            left_out = (rise for rise, own in zip(rises, folds, strict=True) if own == fold)
            misses += [abs(rise.points - per_unit * rise.weight) for rise in left_out]
    return median(misses) if misses else 0.0
