"""Pace: how use compares with the time that has passed, and where it leads. Percent 0-100, times epoch seconds.

    expected   = 100 x elapsed / total
    delta      = used - expected
    average    = used / elapsed
    recent     = (used - used at the beginning of the recent span) / span, at least 0
    current    = (1 - weight) x average + weight x recent;  weight = 1/2 x span / whole span, at most 1/2
    rate       = (elapsed x current + 0.3 x usual) / (elapsed + 0.3 x total)
    projected  = used + rate x left
    runs out   after (100 - used) / rate, if that is less than what is left

All as of the sample, not of now: a stale sample must not look better by the hour. elapsed, left and total are the
counted seconds of the window (see working_time.py). The whole span is the last sixth of the window, but no more than
what is left; span is what the history knows of it. No pace is shown while less than 3 % of the window have elapsed.

Windows longer than a day alone: weight also falls with a sixth / left, for a day says little of the three that follow;
and usual, what the last four cycles used at their end on average, counts like three tenths of a cycle. Where none is
known, and for shorter windows, rate = current. `tests/benchmarks/forecasts.py` measures this against other ways.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from statusline.config.working_time import EVERYTHING, Basis, counted, moment
from statusline.frozen import dataclass
from statusline.hot.text import DAY, SAME_CYCLE, duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from statusline.limits.model import Sample

FULL = 100.0
LEAST_ELAPSED = 0.03
RECENT_PART = 6  # the recent span is this part of a window, and no more than what is left
MOST_WEIGHT = 0.5
EARLIER_CYCLES = 4
EARLIER_WEIGHT = 0.3  # of a cycle: how much the earlier ones count

_LONGEST_COUNTED = 366 * DAY  # nobody has such windows; days are counted one by one
_EARLIEST = 10 * DAY
_LATEST = 32_503_680_000  # the year 3000: the calendars of some systems end there


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of one window, as of its sample.

    `expected`: percent that even use would have reached by then; `delta`: used minus expected, in percentage points;
    `projected`: percent at the reset if it goes on like this (may exceed 100); `runs_out_at`: epoch seconds at which
    100 % is reached, None if that is not before the reset; `error`: by how many points such projections of this window
    were off on average, None if that is not known yet.
    """

    expected: float
    delta: float
    projected: float
    runs_out_at: int | None
    error: float | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a window had passed when it was sampled, in counted seconds; elapsed is above 0."""

    elapsed: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.elapsed


@dataclass(frozen=True, slots=True)
class Rate:
    """Percentage points per counted second: of the whole window, of `span` before the sample, of the cycles before."""

    average: float
    recent: float = 0.0
    span: int = 0
    weight: float = 0.0
    usual: float = 0.0
    usual_weight: float = 0.0

    @property
    def blended(self) -> float:
        current = (1 - self.weight) * self.average + self.weight * self.recent
        return (1 - self.usual_weight) * current + self.usual_weight * self.usual


def of(sample: Sample, rate: float | None, basis: Basis) -> Pace | None:
    """Return the pace of a sample, None if there is nothing reliable to say.

    rate: percentage points per counted second, as `Rate.blended`; None: the window's average.
    """
    passed = share(sample, basis)
    if passed is None or sample.used_percentage is None:
        return None
    used = sample.used_percentage
    rate = used / passed.elapsed if rate is None else max(0.0, rate)
    expected = FULL * passed.elapsed / passed.total
    return Pace(expected, used - expected, used + rate * passed.left, _runs_out_at(sample, rate, basis))


def share(sample: Sample, basis: Basis) -> Share | None:
    passed = _measured(sample, basis)
    return passed if isinstance(passed, Share) else None


def why_none(sample: Sample, basis: Basis) -> str | None:
    passed = _measured(sample, basis)
    return None if isinstance(passed, Share) else passed


def rate_of(sample: Sample, earlier: tuple[int, float] | None, basis: Basis, usual: float | None = None) -> Rate | None:
    """Return how fast a window is used up, None if it has no pace.

    earlier: a time in the same cycle, not before `recent_since`, and the percentage used then; usual: what earlier
    cycles used at their end on average; None: unknown.
    """
    passed = share(sample, basis)
    if passed is None or sample.used_percentage is None:
        return None
    rate = Rate(sample.used_percentage / passed.elapsed)
    if usual is not None:
        weight = EARLIER_WEIGHT * passed.total / (passed.elapsed + EARLIER_WEIGHT * passed.total)
        rate = replace(rate, usual=usual / passed.total, usual_weight=weight)
    span = 0 if earlier is None else counted(earlier[0], sample.as_of, _fitting(sample, basis))
    if earlier is None or span == 0:
        return rate
    recent = max(0.0, sample.used_percentage - earlier[1]) / span
    return replace(rate, recent=recent, span=span, weight=_weight(sample, passed, span))


def _weight(sample: Sample, passed: Share, span: int) -> float:
    sixth = passed.total / RECENT_PART
    weight = MOST_WEIGHT * min(1.0, span / max(1.0, min(sixth, passed.left)))
    return weight * min(1.0, sixth / max(1, passed.left)) if is_long(sample) else weight


def is_long(sample: Sample) -> bool:
    return (sample.length_seconds or 0) > DAY


def usual(peaks: Iterable[tuple[int, float]], sample: Sample) -> float | None:
    """Return what the cycles before that of sample used at their end on average, None if none is known.

    peaks: resets, which may jitter, and the highest percentage seen of each. A cycle that was cut short does not count.
    """
    if sample.resets_at is None or not sample.length_seconds:
        return None
    cycles: list[tuple[int, float]] = []
    for reset, peak in sorted(peaks):
        same = bool(cycles) and reset - cycles[-1][0] <= SAME_CYCLE
        cycles.append((reset, max(peak, cycles.pop()[1]) if same else peak))
    least = sample.length_seconds - SAME_CYCLE
    followed = pairwise([*cycles, (sample.resets_at, 0.0)])
    whole = [peak for (reset, peak), (following, _) in followed if following - reset >= least]
    return sum(whole) / len(whole) if whole else None


def recent_since(sample: Sample) -> int | None:
    """Return the start of a window's recent span, None while the whole window is recent or has no limits."""
    if sample.resets_at is None or not sample.length_seconds:
        return None
    span = min(sample.length_seconds // RECENT_PART, max(0, sample.resets_at - sample.as_of))
    since = sample.as_of - span
    return since if since > sample.resets_at - sample.length_seconds else None


def delta_text(pace: Pace) -> str:
    """Return how far use is ahead of even use (`+12%`) or behind it (`-8%`), short enough for a prompt."""
    ahead = round(pace.delta)
    return f"{ahead:+d}%" if ahead else "on pace"


def points_text(pace: Pace) -> str:
    """Return the same in words: `8 points behind pace`."""
    points = abs(round(pace.delta))
    side = "ahead of" if pace.delta > 0 else "behind"
    return f"{points} {'point' if points == 1 else 'points'} {side} pace" if points else "on pace"


def projected_whole(pace: Pace) -> int:
    """Return the projection as a whole number: 100 or 0 only if it is exactly that."""
    if pace.projected <= 0 or pace.projected >= FULL:
        return round(pace.projected)
    return min(99, max(1, round(pace.projected)))


def at_reset_text(pace: Pace) -> str:
    """Return the percentage at the reset, with its error if that is known: `≈85% ±6`."""
    return f"≈{projected_whole(pace)}%" + ("" if pace.error is None else f" ±{_error_whole(pace.error)}")


def projected_text(pace: Pace, now: int, length: Callable[[int], str] = duration) -> str:
    """Return the projection: `≈85% ±6` at the reset, `full in 1h20m`, or `full`. length: seconds in words."""
    if pace.runs_out_at is None:
        return at_reset_text(pace)
    return f"full in {length(pace.runs_out_at - now)}" if pace.runs_out_at > now else "full"


def words(pace: Pace, resets_at: int, now: int, length: Callable[[int], str] = duration) -> str:
    if pace.runs_out_at is None:
        error = "" if pace.error is None else f", give or take {_error_whole(pace.error)}"
        return f"about {projected_whole(pace)}% at reset{error}"
    if pace.runs_out_at <= now:
        return f"used up, resets in {length(resets_at - now)}"
    left, early = pace.runs_out_at - now, resets_at - pace.runs_out_at
    return f"runs out in {length(left)}, {length(early)} before the reset"


def _error_whole(error: float) -> int:
    return max(1, round(error))


def _measured(sample: Sample, basis: Basis) -> Share | str:
    used, reset, length = sample.used_percentage, sample.resets_at, sample.length_seconds
    if used is None or not math.isfinite(used) or used < 0:
        return "it has no number"
    if reset is None or length is None:
        return "its reset is unknown" if reset is None else "its length is unknown"
    if not (length > 0 and reset - length > _EARLIEST and reset < _LATEST):
        return "its times make no sense"
    if sample.as_of >= reset:
        return "its reset has passed"
    return _counted_share(sample, reset - length, reset, _fitting(sample, basis))


def _counted_share(sample: Sample, start: int, reset: int, basis: Basis) -> Share | str:
    elapsed, left = counted(start, max(start, sample.as_of), basis), counted(max(start, sample.as_of), reset, basis)
    if elapsed + left == 0:
        return "none of it is working time"
    if elapsed < LEAST_ELAPSED * (elapsed + left):
        return f"less than {LEAST_ELAPSED:.0%} of it has elapsed"
    return Share(elapsed, elapsed + left)


def _fitting(sample: Sample, basis: Basis) -> Basis:
    """Return the basis for this window: one of a day or less has no weekends."""
    length = sample.length_seconds or 0
    return basis if DAY < length <= _LONGEST_COUNTED else EVERYTHING


def _runs_out_at(sample: Sample, rate: float, basis: Basis) -> int | None:
    used, reset = sample.used_percentage, sample.resets_at
    if used is None or reset is None:
        return None
    if used >= FULL:
        return sample.as_of
    if rate <= 0:
        return None
    full = moment(sample.as_of, (FULL - used) / rate, reset, _fitting(sample, basis))
    return math.ceil(full) if full is not None and math.ceil(full) < reset else None
