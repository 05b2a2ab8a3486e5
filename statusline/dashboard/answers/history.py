"""The official numbers of the past: the cycles of each window, and one cycle as the curve that it was."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.config.providers import PROVIDERS
from statusline.dashboard import query
from statusline.dashboard.source import account_names
from statusline.history import series, summary
from statusline.hot.text import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source
    from statusline.history.cycles import Cycle
    from statusline.history.series import Series
    from statusline.render.overview import Overview

SCHEMA = "statusline-history/1"
CYCLE_SCHEMA = "statusline-cycle/1"
FILTERS = ("since", "window", "account", "provider")
CYCLE_FILTERS = ("cycle", "window", "account", "provider")
_MOST_CYCLES = 5_000
_DEFAULT_DAYS = 30


def history(source: Source, values: Values) -> dict[str, Any]:
    """Return each window's cycles since a time, the newest first, with a sentence on them."""
    now = source.clock()
    since = query.moment(values, "since", now, source.zone) or now - _DEFAULT_DAYS * DAY
    with curves(source, since, values) as (current, found):
        return {
            "schema": SCHEMA,
            "generated_at": now,
            "privacy": current.redactor.mode,
            "timezone": str(source.zone),
            "since": since,
            "windows": [_window(one, since, now) for one in found],
        }


def one_cycle(source: Source, values: Values) -> dict[str, Any]:
    """Return one cycle of one window with its points: `cycle` 0 is the one that runs, -1 the one that ended last."""
    number = query.number(values, "cycle", -_MOST_CYCLES, 0, 0)
    if len(values.get("window", ())) != 1:
        raise query.BadQueryError("Name one window: ?window=five_hour.")
    with curves(source, 0, values) as (current, series_found):
        found = list(series_found)
    if len(found) != 1:
        raise query.BadQueryError("Name one window of one account.")
    is_over = found[0].cycles[-1].ended_at is not None
    position = len(found[0].cycles) - 1 + number + is_over
    if not 0 <= position < len(found[0].cycles):
        raise query.BadQueryError("There is no such cycle.")
    chosen = found[0].cycles[position]
    return {
        "schema": CYCLE_SCHEMA,
        "generated_at": current.now,
        "privacy": current.redactor.mode,
        "window": found[0].window.window,
        **cycle(chosen),
        "points": points(chosen),
    }


@contextmanager
def curves(
    source: Source, since: int, values: Values | None = None, longest: float = math.inf
) -> Iterator[tuple[Overview, Iterator[Series]]]:
    """Open the series that have anything since then, read one after the other: a year of one is some megabytes.

    longest: leave out windows of more seconds. Raises BadQueryError for names that nothing has.
    """
    values = values or {}
    provider = query.one(values, "provider", PROVIDERS, "") if values.get("provider") else None
    account = values["account"][-1] if values.get("account") else None
    wanted = series.Query(since, tuple(values.get("window", ())), provider, account)
    with source.history() as (current, known):
        if known is None:
            yield current, iter(())
            return
        pairs = series.names(known, current.record, account_names(current), current.config)
        try:
            chosen = series.chosen(pairs, wanted)
        except series.UnknownNameError as error:
            raise query.BadQueryError(str(error)) from None
        short = [pair for pair in chosen if (pair[1].length_seconds or 0) <= longest]
        yield current, series.read(known, short, since, current.now)


def cycle(one: Cycle) -> dict[str, Any]:
    """Return a cycle without its points. Times are epoch seconds."""
    known = {"resets_at": one.resets_at, "ended_at": one.ended_at, "limit_at": one.limit_at}
    return {
        "started_at": one.started_at,
        **{name: value for name, value in known.items() if value is not None},
        "early": one.early,
        "peak": one.peak,
        "last": one.points[-1].used,
    }


def points(one: Cycle) -> list[list[float]]:
    """Return when the official number changed, and to what."""
    return [[point.as_of, point.used] for point in one.points]


def _window(one: Series, since: int, now: int) -> dict[str, Any]:
    return {
        "provider": one.account.provider,
        "account": one.account.text,
        "key": one.account.shown,
        "window": one.window.window,
        "label": one.window.label,
        "length_seconds": one.window.length_seconds,
        "sentence": summary.sentence(one.cycles, since, now),
        "cycles": [cycle(each) for each in reversed(one.cycles)],
        "points": points(one.cycles[-1]),
    }
