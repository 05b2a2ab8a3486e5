"""The rules of alerts for one window: a sample against its last state. Pure. Percent 0-100, times epoch seconds.

The first sample of a window and an estimate never alert. Within a cycle (until a reset) each threshold alerts once,
and so does running out: the highest use counts, so a value that falls and rises again does not alert. A reset alerts
if the window was at a threshold. An early reset alerts once a second sample in succession confirms it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.alerts.event import EARLY_RESET, RESET, RUN_OUT, THRESHOLD
from statusline.frozen import dataclass
from statusline.hot.text import DAY, SAME_CYCLE
from statusline.limits.model import ESTIMATE

if TYPE_CHECKING:
    from statusline.alerts.event import Event
    from statusline.limits.model import Sample
    from statusline.limits.pace import Pace

NEAR_ZERO = 5.0  # percent: a fall to it, before the reset, looks like an early reset …
FELL_BY = 10.0  # … if it is one of so many percentage points
MOVED_BY = 600  # seconds by which a reset must come earlier to alert
RUN_OUT_FROM = 25.0  # percent used: below it a projection is mostly noise
OVERDUE = 600  # seconds after a reset from which it counts without a sample of the new cycle
FELL, MOVED = "fell", "moved"


@dataclass(frozen=True, slots=True)
class WindowState:
    """The state of a window's cycle: its last sample, its highest use, and whether running out was alerted.

    `used` is None before the first sample of a cycle. `doubt` says why the last sample looked like an early reset; the
    other fields then still describe the time before that sample.
    """

    as_of: int
    used: float | None
    peak: float
    resets_at: int | None = None
    run_out: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """A new sample of a window. `about` is an event with the names of account and window, to be completed."""

    sample: Sample
    pace: Pace | None
    thresholds: tuple[int, ...]
    about: Event

    @property
    def now(self) -> int:
        return self.about.at

    @property
    def used(self) -> float:
        return self.sample.used_percentage or 0.0

    @property
    def lasting(self) -> int:
        """Return for how many seconds a reset is news."""
        return min(self.sample.length_seconds or DAY, DAY)

    @property
    def runs_out_at(self) -> int | None:
        """Return when the window runs out before its reset, None if it does not or is too little used to tell."""
        time = self.pace.runs_out_at if self.pace and self.used >= RUN_OUT_FROM else None
        return time if time is not None and time > self.now else None

    def was_high(self, state: WindowState) -> bool:
        return bool(self.thresholds) and state.peak >= min(self.thresholds)


def judge(state: WindowState | None, observation: Observation) -> tuple[WindowState | None, list[Event]]:
    """Return the state of the window after an observation, and the new events; state None: its first observation."""
    if not _is_news(state, observation.sample, observation.now):
        return _overdue(state, observation) if state else (None, [])
    sample = observation.sample
    if state is None:
        return WindowState(
            sample.as_of, observation.used, observation.used, sample.resets_at, observation.runs_out_at is not None
        ), []
    observation = replace(
        observation,
        about=replace(observation.about, used=observation.used, as_of=sample.as_of, resets_at=sample.resets_at),
    )
    state, begun = _cycle(state, observation)
    if state.doubt == FELL:
        return state, begun
    state, reached = _use(state, observation)
    return state, [event for event in (reached or begun) if event.until > observation.now]


def _is_news(state: WindowState | None, sample: Sample, now: int) -> bool:
    """Tell whether a sample is official, newer than the last one, and of a cycle that is not over."""
    goes_on = sample.resets_at is None or sample.resets_at > now
    official = sample.confidence != ESTIMATE and sample.used_percentage is not None
    return official and goes_on and (state is None or sample.as_of > state.as_of)


def _cycle(state: WindowState, observation: Observation) -> tuple[WindowState, list[Event]]:
    """Return the state of the sample's cycle before the sample itself counts: empty if the cycle is new."""
    sample, due = observation.sample, state.resets_at
    new_cycle = WindowState(sample.as_of, None, 0.0, sample.resets_at)
    ended = replace(
        observation.about, kind=RESET, previous=state.used, until=(due or observation.now) + observation.lasting
    )
    if due is not None and sample.as_of >= due and _begins_after(sample, due):
        return new_cycle, [ended] if observation.was_high(state) else []
    doubt = _doubt(state, observation)
    if not doubt or doubt != state.doubt:
        return replace(state, as_of=sample.as_of, doubt=doubt), []
    if due is None:
        return new_cycle, [ended] if observation.was_high(state) else []
    early = replace(ended, kind=EARLY_RESET, due=due, until=observation.now + observation.lasting)
    if doubt == FELL:
        return new_cycle, [early]
    return replace(state, resets_at=sample.resets_at, doubt=""), [replace(early, previous=None)]


def _doubt(state: WindowState, observation: Observation) -> str:
    """Return why the sample looks like an early reset; a window that has just reset may be used already."""
    resets_at = observation.sample.resets_at
    if state.used is not None:
        low = state.used / 2 if state.doubt == FELL else min(NEAR_ZERO, state.used - FELL_BY)
        if observation.used <= low:
            return FELL
    moved = resets_at is not None and state.resets_at is not None and resets_at < state.resets_at - MOVED_BY
    return MOVED if moved else ""


def _use(state: WindowState, observation: Observation) -> tuple[WindowState, list[Event]]:
    """Return the state with the sample counted, and events for thresholds passed and for running out."""
    about, sample, runs_out_at = observation.about, observation.sample, observation.runs_out_at
    passed = [threshold for threshold in observation.thresholds if state.peak < threshold <= observation.used]
    events = [replace(about, kind=THRESHOLD, threshold=max(passed))] if passed else []
    if runs_out_at is not None and not state.run_out:
        events.append(replace(about, kind=RUN_OUT, runs_out_at=runs_out_at, until=runs_out_at))
    resets_at = state.resets_at if state.doubt or sample.resets_at is None else sample.resets_at
    run_out = state.run_out or runs_out_at is not None
    return WindowState(
        sample.as_of, observation.used, max(state.peak, observation.used), resets_at, run_out, state.doubt
    ), events


def _overdue(state: WindowState, observation: Observation) -> tuple[WindowState, list[Event]]:
    """Return a new cycle if the reset has long passed without a sample of the next cycle."""
    if state.resets_at is None or observation.now < state.resets_at + OVERDUE:
        return state, []
    until = state.resets_at + observation.lasting
    alerts = observation.was_high(state) and until > observation.now
    ended = replace(observation.about, kind=RESET, previous=state.used, until=until)
    return WindowState(state.as_of, None, 0.0), [ended] if alerts else []


def _begins_after(sample: Sample, due: int) -> bool:
    """Tell whether the sample's cycle began when the other was due to end, rather than being that one extended."""
    if sample.resets_at is None:
        return True
    if sample.length_seconds is None:
        return sample.resets_at > due + SAME_CYCLE
    return sample.resets_at - sample.length_seconds >= due - SAME_CYCLE
