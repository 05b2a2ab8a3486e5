"""When in the week calls are made and limits are used: hour by weekday in local time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.cost import documents
from statusline.dashboard import query
from statusline.dashboard.answers.history import curves
from statusline.history import summary
from statusline.hot.text import DAY
from statusline.index import week

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from statusline.dashboard.answers.history import Curve
    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source
    from statusline.history.cycles import Cycle

SCHEMA = "statusline-heat/1"


def heat(source: Source, values: Values) -> dict[str, Any]:
    """Return calls and tokens by weekday (Monday first) and hour, and by window the points it rose."""
    with source.calls() as reader:
        wanted = query.wanted(values, reader)
        calls, tokens = week.sums(reader.connection, reader.zone, wanted)
        document = documents.head_of(SCHEMA, reader, wanted)
    since = wanted.since or 0
    with curves(source, since, longest=DAY) as (_, every):  # when a week's number rises says no more
        windows = [window for curve in every if (window := _window(curve, since))]
    return {**document, "calls": calls, "tokens": tokens, "windows": windows}


def _window(curve: Curve, since: int) -> dict[str, Any] | None:
    hits: list[int] = []
    rises = summary.week(_noted(curve.cycles(), since, hits), since)
    if rises is None and not hits:
        return None
    return {
        "account": curve.account.text,
        "window": curve.window.window,
        "label": curve.window.label,
        "points": [[round(points, 2) for points in hours] for hours in rises] if rises else None,
        "limit_hits": hits,
    }


def _noted(cycles: Iterable[Cycle], since: int, hits: list[int]) -> Iterator[Cycle]:
    """Yield cycles, and note when each hit its limit since then."""
    for cycle in cycles:
        if cycle.limit_at is not None and cycle.limit_at >= since:
            hits.append(cycle.limit_at)
        yield cycle
