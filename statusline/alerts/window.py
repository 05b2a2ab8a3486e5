"""What is new about one window: a sample against what was seen before. Pure. Percent 0-100, times epoch seconds.

What holds when a window is seen first is no news, and an estimate never is. Within a cycle (until a reset) each
threshold is told once, and once that it runs out: the highest use counts, so a value that falls and rises again tells
nothing. The reset of a window that was at a threshold is told, and so is one that comes early: if a second sample in
succession still says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from statusline.alerts.event import EARLY_RESET, RESET, RUN_OUT, THRESHOLD
from statusline.hot.text import DAY
from statusline.limits.merge import SAME_CYCLE
from statusline.limits.model import ESTIMATE

if TYPE_CHECKING:
    from statusline.alerts.event import Event
    from statusline.limits.model import Sample
    from statusline.limits.pace import Pace

NEAR_ZERO = 5.0  # percent: a fall to it, before the reset, looks like an early reset …
FELL_BY = 10.0  # … if it is one of so many percentage points
MOVED_BY = 600  # seconds by which a reset must come earlier to be worth telling
RUN_OUT_FROM = 25.0  # percent used: below it a projection is mostly noise
OVERDUE = 600  # seconds after a reset from which on it is believed without a sample of the new cycle
FELL, MOVED = "fell", "moved"


@dataclass(frozen=True, slots=True)
class WindowState:
    """What is known of a window's cycle: its last sample, the highest use, and whether its run-out was told.

    `used` is None before the first sample of a cycle. `doubt` says why the last sample looked like an early reset; the
    rest is then still as before that sample.
    """

    as_of: int
    used: float | None
    peak: float
    resets_at: int | None = None
    run_out: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One look at a window. `about` is an event with the names of account and window; the rest of it is filled in."""

    sample: Sample
    pace: Pace | None
    thresholds: tuple[int, ...]
    about: Event

    @property
    def now(self) -> int:
        """Return the time of the look."""
        return self.about.at

    @property
    def used(self) -> float:
        """Return the percentage of a sample that has one."""
        return self.sample.used_percentage or 0.0

    @property
    def lasting(self) -> int:
        """Return for how many seconds it is news that the window began anew."""
        return min(self.sample.length_seconds or DAY, DAY)

    @property
    def runs_out_at(self) -> int | None:
        """Return when the window runs out before its reset, None if that is not so or not worth telling."""
        at = self.pace.runs_out_at if self.pace and self.used >= RUN_OUT_FROM else None
        return at if at is not None and at > self.now else None

    def was_high(self, seen: WindowState) -> bool:
        """Return whether the window was at a threshold in the cycle that was seen."""
        return bool(self.thresholds) and seen.peak >= min(self.thresholds)


def judge(seen: WindowState | None, look: Observation) -> tuple[WindowState | None, list[Event]]:
    """Return what is known of the window after a look, and what is new; seen None: it was never looked at."""
    if not _is_news(seen, look.sample, look.now):
        return _overdue(seen, look) if seen else (None, [])
    sample = look.sample
    if seen is None:
        return WindowState(sample.as_of, look.used, look.used, sample.resets_at, look.runs_out_at is not None), []
    look = replace(look, about=replace(look.about, used=look.used, as_of=sample.as_of, resets_at=sample.resets_at))
    seen, begun = _cycle(seen, look)
    if seen.doubt == FELL:
        return seen, begun
    seen, reached = _use(seen, look)
    return seen, [event for event in (reached or begun) if event.until > look.now]


def _is_news(seen: WindowState | None, sample: Sample, now: int) -> bool:
    """Tell whether a sample is a number of the vendor's, newer than the last one, and of a cycle that goes on."""
    goes_on = sample.resets_at is None or sample.resets_at > now
    official = sample.confidence != ESTIMATE and sample.used_percentage is not None
    return official and goes_on and (seen is None or sample.as_of > seen.as_of)


def _cycle(seen: WindowState, look: Observation) -> tuple[WindowState, list[Event]]:
    """Return what was seen of the sample's cycle before the sample itself counts: nothing if it has begun anew."""
    sample, due = look.sample, seen.resets_at
    begun = WindowState(sample.as_of, None, 0.0, sample.resets_at)
    ended = replace(look.about, kind=RESET, previous=seen.used, until=(due or look.now) + look.lasting)
    if due is not None and sample.as_of >= due and _begins_after(sample, due):
        return begun, [ended] if look.was_high(seen) else []
    doubt = _doubt(seen, look)
    if not doubt or doubt != seen.doubt:
        return replace(seen, as_of=sample.as_of, doubt=doubt), []
    if due is None:
        return begun, [ended] if look.was_high(seen) else []
    early = replace(ended, kind=EARLY_RESET, due=due, until=look.now + look.lasting)
    if doubt == FELL:
        return begun, [early]
    return replace(seen, resets_at=sample.resets_at, doubt=""), [replace(early, previous=None)]


def _doubt(seen: WindowState, look: Observation) -> str:
    """Return why the sample of a cycle that is not over looks like an early reset; what has just begun may be used."""
    resets_at = look.sample.resets_at
    if seen.used is not None:
        low = seen.used / 2 if seen.doubt == FELL else min(NEAR_ZERO, seen.used - FELL_BY)
        if look.used <= low:
            return FELL
    moved = resets_at is not None and seen.resets_at is not None and resets_at < seen.resets_at - MOVED_BY
    return MOVED if moved else ""


def _use(seen: WindowState, look: Observation) -> tuple[WindowState, list[Event]]:
    """Return what is known once the sample counts, with the thresholds it passed and that it runs out."""
    about, sample, runs_out_at = look.about, look.sample, look.runs_out_at
    passed = [threshold for threshold in look.thresholds if seen.peak < threshold <= look.used]
    events = [replace(about, kind=THRESHOLD, threshold=max(passed))] if passed else []
    if runs_out_at is not None and not seen.run_out:
        events.append(replace(about, kind=RUN_OUT, runs_out_at=runs_out_at, until=runs_out_at))
    resets_at = seen.resets_at if seen.doubt or sample.resets_at is None else sample.resets_at
    run_out = seen.run_out or runs_out_at is not None
    return WindowState(sample.as_of, look.used, max(seen.peak, look.used), resets_at, run_out, seen.doubt), events


def _overdue(seen: WindowState, look: Observation) -> tuple[WindowState, list[Event]]:
    """Return a new cycle where the reset has long passed and no sample of what came after it is known."""
    if seen.resets_at is None or look.now < seen.resets_at + OVERDUE:
        return seen, []
    until = seen.resets_at + look.lasting
    news = look.was_high(seen) and until > look.now
    ended = replace(look.about, kind=RESET, previous=seen.used, until=until)
    return WindowState(seen.as_of, None, 0.0), [ended] if news else []


def _begins_after(sample: Sample, due: int) -> bool:
    """Tell whether the sample's cycle began when the other was due to end, and is not that one put off."""
    if sample.resets_at is None:
        return True
    if sample.length_seconds is None:
        return sample.resets_at > due + SAME_CYCLE
    return sample.resets_at - sample.length_seconds >= due - SAME_CYCLE
