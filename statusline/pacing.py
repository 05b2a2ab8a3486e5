"""The pace of every window of some views, with the recent rate from the history, which is only looked at."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from statusline import basis, history, pace
from statusline.merge import SAME_CYCLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.basis import Basis
    from statusline.config import Config
    from statusline.model import Sample
    from statusline.pace import Pace, Rate, Share
    from statusline.place import Place
    from statusline.view import AccountView

_PATIENCE = 0.05  # seconds to wait for another process that is at the history
_OF_CYCLE = "FROM samples WHERE account = ? AND window = ? AND resets_at BETWEEN ? AND ? AND as_of BETWEEN ? AND ?"
_LAST = f"SELECT as_of, used {_OF_CYCLE} ORDER BY as_of DESC, source LIMIT 1"
_FIRST = f"SELECT as_of, used {_OF_CYCLE} ORDER BY as_of, source LIMIT 1"


@dataclass(frozen=True, slots=True)
class Sums:
    """How the pace of one window came about."""

    share: Share
    rate: Rate
    pace: Pace


def attach(views: tuple[AccountView, ...], place: Place, config: Config, now: int) -> tuple[AccountView, ...]:
    """Return views with the pace of each window that has one. now: epoch seconds.

    A history that is missing, locked or damaged means that no recent rate is known; a refresh deals with it.
    """
    paced = zip(views, sums(views, place, config, now), strict=True)
    return tuple(replace(view, pace={window: one.pace for window, one in told.items()}) for view, told in paced)


def sums(views: tuple[AccountView, ...], place: Place, config: Config, now: int) -> list[dict[str, Sums]]:
    """Return for each view how the pace of its windows came about, by window. now: epoch seconds."""
    part = of_config(config)
    wanted = [[sample for sample in view.windows if _has_pace(sample, part, now)] for view in views]
    if not any(wanted):
        return [{} for _ in views]
    with _looked_at(place.state if config.history_days else "") as past:
        return [
            {s.window: found for s in samples if (found := _sums(s, _earlier(past, view.account.account, s), part))}
            for view, samples in zip(views, wanted, strict=True)
        ]


def of_config(config: Config) -> Basis:
    """Return the part of a week that counts by the config, in local time."""
    return basis.Basis(config.pace.week_days, basis.hours(config.pace.working_hours))


def _has_pace(sample: Sample, part: Basis, now: int) -> bool:
    return sample.resets_at is not None and sample.resets_at > now and pace.share(sample, part) is not None


def _sums(sample: Sample, earlier: tuple[int, float] | None, part: Basis) -> Sums | None:
    share, rate = pace.share(sample, part), pace.rate_of(sample, earlier, part)
    told = pace.of(sample, rate.blended, part) if rate else None
    return Sums(share, rate, told) if share and rate and told else None


@contextmanager
def _looked_at(folder: str) -> Iterator[sqlite3.Connection | None]:
    """Yield the history in folder as it is, None if there is none; no folder: none.

    It could be written to, and is not: a connection that only reads leaves SQLite's companion files behind.
    """
    try:
        path = f"file:{quote(f'{folder}/{history.FILE}')}?mode=rw"
        connection = sqlite3.connect(path, uri=True, timeout=_PATIENCE, isolation_level=None) if folder else None
    except sqlite3.Error:
        connection = None
    if connection is None:
        yield None
        return
    with closing(connection):
        yield connection


def _earlier(past: sqlite3.Connection | None, account: str, sample: Sample) -> tuple[int, float] | None:
    """Return when the recent span of a window begins, and what was used then, as far as the history knows.

    An unchanged number is not written down again: the last one before the span is what the span began with.
    """
    since, reset = pace.recent_since(sample), sample.resets_at
    if past is None or since is None or reset is None or sample.length_seconds is None:
        return None
    cycle = (account, sample.window, reset - SAME_CYCLE, reset + SAME_CYCLE)
    try:
        before = past.execute(_LAST, (*cycle, reset - sample.length_seconds, since)).fetchone()
        found = before or past.execute(_FIRST, (*cycle, since, sample.as_of)).fetchone()
    except sqlite3.Error:
        return None
    return (max(since, found[0]), found[1]) if found and _is_a_number(found[1]) else None


def _is_a_number(value: object) -> bool:
    return isinstance(value, int | float)
