"""The official numbers of the past: the cycles of each window, and one cycle as the curve that it was."""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from statusline.config.providers import PROVIDERS
from statusline.dashboard import query
from statusline.dashboard.source import account_names
from statusline.history import series, summary
from statusline.hot.text import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source
    from statusline.history.cycles import Cycle
    from statusline.render.names import AccountName, WindowName
    from statusline.render.overview import Overview

SCHEMA = "statusline-history/1"
CYCLE_SCHEMA = "statusline-cycle/1"
FILTERS = ("since", "window", "account", "provider")
CYCLE_FILTERS = ("cycle", "window", "account", "provider")
_MOST_CYCLES = 5_000
_DEFAULT_DAYS = 30


class Curve(NamedTuple):
    """A window with what reads its cycles, the oldest first, one at a time: a year of points is some megabytes."""

    account: AccountName
    window: WindowName
    cycles: Callable[[], Iterator[Cycle]]


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
            "windows": [window for curve in every if (window := _window(curve, since, now))],
        }


def one_cycle(source: Source, values: Values) -> dict[str, Any]:
    """Return one cycle of one window with its points: `cycle` 0 is the one that runs, -1 the one that ended last."""
    number = query.number(values, "cycle", -_MOST_CYCLES, 0, 0)
    if len(values.get("window", ())) != 1:
        raise query.BadQueryError("Name one window: ?window=five_hour.")
    with curves(source, 0, values) as (current, every):
        chosen = [(curve, ends) for curve in every if (ends := [own.ended_at for own in curve.cycles()])]
        if len(chosen) != 1:
            raise query.BadQueryError("Name one window of one account.")
        curve, ends = chosen[0]
        position = len(ends) - 1 + number + (ends[-1] is not None)
        if not 0 <= position < len(ends):
            raise query.BadQueryError("There is no such cycle.")
        own = next(islice(curve.cycles(), position, None))
        return {
            "schema": CYCLE_SCHEMA,
            "generated_at": current.now,
            "privacy": current.redactor.mode,
            "window": curve.window.window,
            **cycle(own),
            "points": points(own),
        }


@contextmanager
def curves(
    source: Source, since: int, values: Values | None = None, longest: float = math.inf
) -> Iterator[tuple[Overview, Iterator[Curve]]]:
    """Open the curves since a moment; one that has had no number since then has no cycles.

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
        short = (pair for pair in chosen if (pair[1].length_seconds or 0) <= longest)
        yield current, (Curve(*pair, partial(series.each_cycle, opened, pair, since, current.now)) for pair in short)


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


def _window(curve: Curve, since: int, now: int) -> dict[str, Any] | None:
    newest: Cycle | None = None
    every: list[Cycle] = []
    for newest in curve.cycles():
        every.append(replace(newest, points=newest.points[-1:]))
    if newest is None:
        return None
    return {
        "provider": curve.account.provider,
        "account": curve.account.text,
        "key": curve.account.shown,
        "window": curve.window.window,
        "label": curve.window.label,
        "length_seconds": curve.window.length_seconds,
        "sentence": summary.sentence(every, since, now),
        "cycles": [cycle(each) for each in reversed(every)],
        "points": points(newest),
    }
