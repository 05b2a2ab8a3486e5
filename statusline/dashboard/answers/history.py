"""The official numbers of the past: the cycles of each window, and one cycle as the curve that it was."""

from __future__ import annotations

import math
from contextlib import contextmanager
from itertools import repeat
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
    with curves(source, since, values) as (current, every):
        return {
            "schema": SCHEMA,
            "generated_at": now,
            "privacy": current.redactor.mode,
            "timezone": str(source.zone),
            "since": since,
            "windows": list(map(_window, every, repeat(since), repeat(now))),
        }


def one_cycle(source: Source, values: Values) -> dict[str, Any]:
    """Return one cycle of one window with its points: `cycle` 0 is the one that runs, -1 the one that ended last."""
    number = query.number(values, "cycle", -_MOST_CYCLES, 0, 0)
    if len(values.get("window", ())) != 1:
        raise query.BadQueryError("Name one window: ?window=five_hour.")
    with curves(source, 0, values) as (current, every):
        matches = list(every)
    if len(matches) != 1:
        raise query.BadQueryError("Name one window of one account.")
    (curve,) = matches
    is_over = curve.cycles[-1].ended_at is not None
    position = len(curve.cycles) - 1 + number + is_over
    if not 0 <= position < len(curve.cycles):
        raise query.BadQueryError("There is no such cycle.")
    chosen = curve.cycles[position]
    return {
        "schema": CYCLE_SCHEMA,
        "generated_at": current.now,
        "privacy": current.redactor.mode,
        "window": curve.window.window,
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
    provider = query.choice(values, "provider", PROVIDERS, "") if values.get("provider") else None
    account = values["account"][-1] if values.get("account") else None
    wanted = series.Query(since, tuple(values.get("window", ())), provider, account)
    with source.history() as (current, opened):
        if opened is None:
            yield current, iter(())
            return
        pairs = series.names(opened, current.record, account_names(current), current.config)
        try:
            chosen = series.chosen(pairs, wanted)
        except series.UnknownNameError as error:
            raise query.BadQueryError(str(error)) from None
        short = [pair for pair in chosen if (pair[1].length_seconds or 0) <= longest]
        yield current, series.read(opened, short, since, current.now)


def cycle(own: Cycle) -> dict[str, Any]:
    """Return a cycle without its points. Times are epoch seconds."""
    moments = {"resets_at": own.resets_at, "ended_at": own.ended_at, "limit_at": own.limit_at}
    return {
        "started_at": own.started_at,
        **{name: value for name, value in moments.items() if value is not None},
        "early": own.early,
        "peak": own.peak,
        "last": own.points[-1].used,
    }


def points(own: Cycle) -> list[list[float]]:
    """Return when the official number changed, and to what."""
    return [[point.as_of, point.used] for point in own.points]


def _window(curve: Series, since: int, now: int) -> dict[str, Any]:
    return {
        "provider": curve.account.provider,
        "account": curve.account.text,
        "key": curve.account.shown,
        "window": curve.window.window,
        "label": curve.window.label,
        "length_seconds": curve.window.length_seconds,
        "sentence": summary.sentence(curve.cycles, since, now),
        "cycles": [cycle(each) for each in reversed(curve.cycles)],
        "points": points(curve.cycles[-1]),
    }
