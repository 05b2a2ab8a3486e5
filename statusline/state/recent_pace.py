"""The pace of every window of some views, with the recent rate from the history, which is only read."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.config import working_time
from statusline.frozen import dataclass
from statusline.limits import pace
from statusline.state import samples as state_samples

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.config.working_time import Basis
    from statusline.limits.model import Sample
    from statusline.limits.pace import Pace, Rate, Share
    from statusline.limits.view import AccountView
    from statusline.state.environment import Environment
    from statusline.state.samples import History


_PATIENCE = 0.05  # seconds to wait for another process that writes the history


@dataclass(frozen=True, slots=True)
class Sums:
    share: Share
    rate: Rate
    pace: Pace


def attach(
    views: tuple[AccountView, ...], environment: Environment, config: Config, now: int
) -> tuple[AccountView, ...]:
    """Return views with the pace of each window that has one. now: epoch seconds.

    Without a readable history there is no recent rate; repairing it is the refresh's task.
    """
    paced = zip(views, sums(views, environment, config, now), strict=True)
    return tuple(
        replace(view, pace={window: calculation.pace for window, calculation in calculations.items()})
        for view, calculations in paced
    )


def sums(views: tuple[AccountView, ...], environment: Environment, config: Config, now: int) -> list[dict[str, Sums]]:
    """Return for each view the calculation of its paces, by window. now: epoch seconds."""
    part = of_config(config)
    paced = [[sample for sample in view.windows if _has_pace(sample, part, now)] for view in views]
    if not any(paced):
        return [{} for _ in views]
    with state_samples.glanced_at(environment.state, _PATIENCE) if config.history_days else nullcontext() as history:
        return [
            {s.window: calculation for s in samples if (calculation := _sums(s, history, view, part, now))}
            for view, samples in zip(views, paced, strict=True)
        ]


def of_config(config: Config) -> Basis:
    return working_time.Basis(config.pace.week_days, working_time.hours(config.pace.working_hours))


def _has_pace(sample: Sample, part: Basis, now: int) -> bool:
    return sample.resets_at is not None and sample.resets_at > now and pace.share(sample, part) is not None


def sums_of(sample: Sample, history: History | None, account: str, part: Basis) -> Sums | None:
    """Return the calculation of a window's pace with what the history (None: nothing) knows of it."""
    share = pace.share(sample, part)
    rate = pace.rate_of(sample, _earlier(history, account, sample), part, _usual(history, account, sample))
    result = pace.of(sample, rate.blended, part) if rate else None
    return Sums(share, rate, result) if share and rate and result else None


def _sums(sample: Sample, history: History | None, view: AccountView, part: Basis, now: int) -> Sums | None:
    account = view.account.account
    result = sums_of(sample, history, account, part)
    if result is None or history is None or sample.resets_at is None:
        return result
    from statusline.state import forecasts  # here: without a history there are none

    try:
        error = forecasts.error(history, account, sample.window, sample.resets_at - sample.as_of, now)
    except sqlite3.Error:  # its table may be missing: an earlier version's file is migrated by the refresh
        return result
    return replace(result, pace=replace(result.pace, error=error))


def _earlier(history: History | None, account: str, sample: Sample) -> tuple[int, float] | None:
    """Return when the recent span of a window begins and the percentage used then, as far as the history knows.

    An unchanged number is not recorded again: the last one before the span is the one the span began with.
    """
    since, reset = pace.recent_since(sample), sample.resets_at
    if history is None or since is None or reset is None or sample.length_seconds is None:
        return None
    cycle = (account, sample.window, reset)
    try:
        last = history.in_cycle(*cycle, reset - sample.length_seconds, since, newest=True)
        first = last or history.in_cycle(*cycle, since, sample.as_of)
    except sqlite3.Error:
        return None
    return (max(since, first[0]), first[1]) if first and _is_a_number(first[1]) else None


def _is_a_number(value: object) -> bool:
    return isinstance(value, int | float)


def _usual(history: History | None, account: str, sample: Sample) -> float | None:
    """Return what the last cycles of a long window used at their end on average, None if none is known."""
    reset, length = sample.resets_at, sample.length_seconds
    if history is None or reset is None or not length or not pace.is_long(sample):
        return None
    start = reset - length
    try:
        peaks = history.peaks(account, sample.window, start - pace.EARLIER_CYCLES * length, start)
    except sqlite3.Error:
        return None
    return pace.usual(peaks, sample)
