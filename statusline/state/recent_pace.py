"""The pace of every window of some views, with the recent rate from the history, which is only looked at."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from statusline.config import working_time
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

_PATIENCE = 0.05  # seconds to wait for another process that is at the history


@dataclass(frozen=True, slots=True)
class Sums:
    """How the pace of one window came about."""

    share: Share
    rate: Rate
    pace: Pace


def attach(
    views: tuple[AccountView, ...], environment: Environment, config: Config, now: int
) -> tuple[AccountView, ...]:
    """Return views with the pace of each window that has one. now: epoch seconds.

    A history that is missing, locked or damaged means that no recent rate is known; a refresh deals with it.
    """
    paced = zip(views, sums(views, environment, config, now), strict=True)
    return tuple(replace(view, pace={window: one.pace for window, one in told.items()}) for view, told in paced)


def sums(views: tuple[AccountView, ...], environment: Environment, config: Config, now: int) -> list[dict[str, Sums]]:
    """Return for each view how the pace of its windows came about, by window. now: epoch seconds."""
    part = of_config(config)
    wanted = [[sample for sample in view.windows if _has_pace(sample, part, now)] for view in views]
    if not any(wanted):
        return [{} for _ in views]
    with state_samples.glanced_at(environment.state, _PATIENCE) if config.history_days else nullcontext() as past:
        return [
            {s.window: found for s in samples if (found := _sums(s, _earlier(past, view.account.account, s), part))}
            for view, samples in zip(views, wanted, strict=True)
        ]


def of_config(config: Config) -> Basis:
    """Return the part of a week that counts by the config, in local time."""
    return working_time.Basis(config.pace.week_days, working_time.hours(config.pace.working_hours))


def _has_pace(sample: Sample, part: Basis, now: int) -> bool:
    return sample.resets_at is not None and sample.resets_at > now and pace.share(sample, part) is not None


def _sums(sample: Sample, earlier: tuple[int, float] | None, part: Basis) -> Sums | None:
    share, rate = pace.share(sample, part), pace.rate_of(sample, earlier, part)
    told = pace.of(sample, rate.blended, part) if rate else None
    return Sums(share, rate, told) if share and rate and told else None


def _earlier(past: History | None, account: str, sample: Sample) -> tuple[int, float] | None:
    """Return when the recent span of a window begins, and what was used then, as far as the history knows.

    An unchanged number is not written down again: the last one before the span is what the span began with.
    """
    since, reset = pace.recent_since(sample), sample.resets_at
    if past is None or since is None or reset is None or sample.length_seconds is None:
        return None
    cycle = (account, sample.window, reset)
    try:
        before = past.in_cycle(*cycle, reset - sample.length_seconds, since, newest=True)
        found = before or past.in_cycle(*cycle, since, sample.as_of)
    except sqlite3.Error:
        return None
    return (max(since, found[0]), found[1]) if found and _is_a_number(found[1]) else None


def _is_a_number(value: object) -> bool:
    return isinstance(value, int | float)
