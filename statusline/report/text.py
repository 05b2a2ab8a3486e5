"""A report as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.history import forecasts, summary
from statusline.render import tables
from statusline.render.tables import Shape
from statusline.report import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.report.facts import Facts
    from statusline.report.rows import Table


def lines(facts: Facts, columns: int | None, *, plain: bool) -> Iterator[str]:
    """Yield the lines of a report. columns: as tables.lines; plain: in ASCII."""
    yield from tables.sentences(f"{rows.title(facts.span)}, {rows.compared(facts.span)}", columns)
    yield ""
    yield from tables.lines([("", "now", "before"), *rows.summary(facts)], Shape(), columns)
    if facts.limits:
        yield from _table(rows.limits(facts.limits), columns)
    for share in facts.shares:
        yield from _table(rows.shares(share), columns)
        if share.now.why:
            yield from tables.sentences(f"Not enough yet to say whose it was: {share.now.why}.", columns)
    for cost in facts.costs:
        if cost.now:
            yield from _table(rows.costs(cost), columns)
    if facts.days:
        yield from _table(rows.days(facts), columns)
    for limit in facts.limits:
        if limit.week:
            yield from ("", f"When {limit.title} rose", *summary.heat_map(limit.week, plain=plain))
    yield from _scores(facts, columns)
    yield ""
    for note in facts.notes:
        yield from tables.sentences(note, columns)


def _scores(facts: Facts, columns: int | None) -> Iterator[str]:
    for entry in facts.scores:
        table = rows.scores(entry)
        yield from _table(table._replace(title=f"Forecasts of {table.title}"), columns)
    if facts.scores:
        yield from tables.sentences(forecasts.LEGEND, columns)


def _table(table: Table, columns: int | None) -> Iterator[str]:
    yield ""
    yield from tables.sentences(table.title, columns)
    yield from tables.lines([table.head, *table.rows], Shape(range(table.texts), spare=table.wide), columns)
