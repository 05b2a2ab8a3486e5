"""Estimates a window without a fresh official number: the last official value plus use on this machine since then.

The scale is calibrated for each account and window: percentage points per weighted token, from pairs of official
values of one cycle and the tokens of the transcripts between them. Use on other machines is unknown.
Percentages are 0-100, times epoch seconds.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.hot.text import SAME_CYCLE
from statusline.limits import half_sample, merge
from statusline.limits.model import ESTIMATE, FIVE_HOURS, SEVEN_DAYS, Sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statusline.state.samples import Point

LABELS = {"five_hour": ("5h", FIVE_HOURS), "seven_day": ("7d", SEVEN_DAYS)}

LEAST_STEP = 1.0  # percentage points between the two values of a pair
LEAST_PAIRS = 3
LEAST_MOVEMENT = 5.0  # percentage points in all pairs together
_FULL = 100.0


class Burn:
    """Weighted tokens over time; from `known_from` on nothing is missing."""

    def __init__(self, burnt: Sequence[tuple[int, float]], known_from: int) -> None:
        self.known_from = known_from
        self._times = [at for at, _ in burnt]
        self._sums = [0.0, *accumulate(tokens for _, tokens in burnt)]

    def between(self, after: int, until: int) -> float:
        """Return the tokens used after `after` and up to `until` (epoch seconds)."""
        return self._sums[bisect_right(self._times, until)] - self._sums[bisect_right(self._times, after)]

    def first(self, after: int) -> int | None:
        index = bisect_right(self._times, after)
        return self._times[index] if index < len(self._times) else None


@dataclass(frozen=True, slots=True)
class Basis:
    """The data to estimate one window from.

    `last` is the official sample to believe, if any, `points` the history. `ceiling` is the number of weighted tokens
    in a whole window, for an account without any official value ever (0: unknown).
    """

    window: str
    last: Sample | None
    points: Sequence[Point]
    burn: Burn
    ceiling: int = 0


def last_official(samples: Iterable[Sample], window: str, now: int) -> Sample | None:
    return merge.believe((sample for sample in samples if sample.confidence != ESTIMATE), now).get(window)


def is_usable(last: Sample | None, now: int, stale_after: int) -> bool:
    """Tell whether an official sample is good enough for no estimate to be wanted."""
    if last is None or last.used_percentage is None:
        return False
    return (last.resets_at is None or last.resets_at > now) and last.as_of > now - stale_after


def estimate(basis: Basis, source: str, now: int) -> Sample | None:
    """Return a sample of confidence "estimate", None if there is too little to go by."""
    if basis.last is None:
        result = _below_ceiling(basis, now) if basis.ceiling else None
    else:
        result = _calibrated(basis, basis.last, now)
    if result is None:
        return None
    used, resets_at, since = result
    label, length = LABELS[basis.window]
    return Sample(basis.window, label, min(_FULL, round(used, 1)), resets_at, now, source, length, ESTIMATE, since)


def scale(points: Iterable[Point], burn: Burn) -> float | None:
    """Return percentage points per weighted token: where the ratios of pairs lie closest, by the weight of tokens.

    Use elsewhere only adds to a ratio, and pulls up a mean or a median. None from fewer than LEAST_PAIRS pairs or
    LEAST_MOVEMENT points: better no estimate than a guess.
    """
    pairs = list(_pairs(points, burn))
    if len(pairs) < LEAST_PAIRS or sum(moved for moved, _ in pairs) < LEAST_MOVEMENT:
        return None
    return half_sample.mode(half_sample.closest_half(sorted((moved / tokens, tokens) for moved, tokens in pairs)))


def _pairs(points: Iterable[Point], burn: Burn) -> Iterator[tuple[float, float]]:
    """Yield (percentage points, tokens) between official values of one cycle that are far enough apart."""
    start: Point | None = None
    for point in sorted(points, key=lambda point: point.as_of):
        if start is None or start.as_of < burn.known_from or not _goes_on(start, point):
            start = point
        elif point.used - start.used >= LEAST_STEP:
            tokens = burn.between(start.as_of, point.as_of)
            if tokens > 0:
                yield point.used - start.used, tokens
            start = point


def _goes_on(start: Point, point: Point) -> bool:
    """Tell whether point is of start's cycle and can be compared: values may fall, and end at 100."""
    if start.resets_at is None or point.resets_at is None or not start.used <= point.used < _FULL:
        return False
    return abs(point.resets_at - start.resets_at) <= SAME_CYCLE


def _calibrated(basis: Basis, last: Sample, now: int) -> tuple[float, int | None, int | None] | None:
    per_token = scale(basis.points, basis.burn)
    if per_token is None:
        return None
    if last.resets_at is not None and last.resets_at > now:
        if last.used_percentage is None or last.as_of < basis.burn.known_from:
            return None
        burnt = basis.burn.between(last.as_of, now)
        return last.used_percentage + per_token * burnt, last.resets_at, last.as_of
    cycle = _next_cycle(basis, last, now)
    if cycle is None or cycle[0] < basis.burn.known_from:
        return None
    burnt = basis.burn.between(cycle[0] - 1, now)
    return (per_token * burnt, cycle[1], None) if burnt > 0 else None


def _next_cycle(basis: Basis, last: Sample, now: int) -> tuple[int, int] | None:
    """Return start and reset of the cycle that runs now, as far as can be told after last's is over.

    Weeks follow each other; five hours begin with the first token after the last ones. None: not begun.
    """
    _, length = LABELS[basis.window]
    if basis.window == "seven_day" and last.resets_at is not None:
        reset = last.resets_at + ((now - last.resets_at) // length + 1) * length
        return reset - length, reset
    return _chained(basis.burn, last.as_of if last.resets_at is None else last.resets_at - 1, length, now)


def _chained(burn: Burn, after: int, length: int, now: int) -> tuple[int, int] | None:
    start = burn.first(after)
    while start is not None and start + length <= now:
        start = burn.first(start + length - 1)
    return None if start is None or start > now else (start, start + length)


def _below_ceiling(basis: Basis, now: int) -> tuple[float, int | None, int | None] | None:
    _, length = LABELS[basis.window]
    if basis.window == "seven_day":
        start, reset = now - length, None
    else:
        cycle = _chained(basis.burn, basis.burn.known_from, length, now)
        start, reset = cycle or (now, None)
    burnt = basis.burn.between(start - 1, now)
    return (_FULL * burnt / basis.ceiling, reset, None) if burnt > 0 and start >= basis.burn.known_from else None
