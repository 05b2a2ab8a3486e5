"""When in the week calls are made and limits are used: hour by weekday in local time."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from statusline.cost import documents
from statusline.dashboard import query
from statusline.dashboard.answers.history import curves
from statusline.history import summary
from statusline.hot.text import DAY
from statusline.index import week

if TYPE_CHECKING:
    from typing import Any

    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source
    from statusline.history.series import Series

SCHEMA = "statusline-heat/1"


def heat(source: Source, values: Values) -> dict[str, Any]:
    """Return calls and tokens by weekday (Monday first) and hour, and by window the points it rose."""
    with source.calls() as reader:
        wanted = query.wanted(values, reader)
        calls, tokens = week.sums(reader.connection, reader.zone, wanted)
        document = documents.head_of(SCHEMA, reader, wanted)
    since = wanted.since or 0
    with curves(source, since, longest=DAY) as (_, series):  # when a week's number rises says no more
        windows = list(filter(None, map(_window, series, repeat(since))))  # none is held while the next is read
    return {**document, "calls": calls, "tokens": tokens, "windows": windows}


def _window(series: Series, since: int) -> dict[str, Any] | None:
    rises = summary.week(series.cycles, since)
    hits = [cycle.limit_at for cycle in series.cycles if cycle.limit_at is not None and cycle.limit_at >= since]
    if rises is None and not hits:
        return None
    return {
        "account": series.account.text,
        "window": series.window.window,
        "label": series.window.label,
        "points": [[round(points, 2) for points in hours] for hours in rises] if rises else None,
        "limit_hits": hits,
    }
