"""Tokens and list prices in groups, and single calls: the documents of `statusline cost` and `statusline calls`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.cost import documents, report, top_calls
from statusline.dashboard import query
from statusline.index import queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source

MOST_CALLS = 5_000
_MOST_GROUPINGS = 2


def cost(source: Source, values: Values) -> dict[str, object]:
    by = tuple(values.get("by", ("day",)))
    if len(by) > _MOST_GROUPINGS or len(set(by)) < len(by) or not set(by) <= set(queries.DIMENSIONS):
        raise query.BadQueryError(f"by is one or two of {', '.join(queries.DIMENSIONS)}.")
    with source.calls() as reader:
        wanted = query.wanted(values, reader)
        result = report.read(reader.connection, by, reader.zone, wanted, reader.prices, reader.names.shown)
        rows = objects(documents.columns(result), documents.rows(result))
        return {**documents.head_of(documents.COST, reader, wanted), **documents.totals(result), "rows": rows}


def calls(source: Source, values: Values) -> dict[str, object]:
    top = query.choice(values, "top", (top_calls.NEWEST, *top_calls.TOPS), top_calls.NEWEST)
    limit = query.number(values, "limit", 1, MOST_CALLS, 20)
    with source.calls() as reader:
        wanted = query.wanted(values, reader)
        charged = top_calls.read(reader, wanted, top, limit)
        rows = (documents.call_row(call, top_calls.shown(call, reader.names), charge) for call, charge in charged)
        return {**documents.head_of(documents.CALLS, reader, wanted), "calls": objects(documents.CALL_COLUMNS, rows)}


def objects(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[dict[str, object]]:
    """Yield rows as objects without what is not known."""
    for row in rows:
        yield {name: value for name, value in zip(columns, row, strict=True) if value is not None}
