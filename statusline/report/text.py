"""A report as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.cost.table import aligned, cut
from statusline.history import forecasts, summary
from statusline.report import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.report.facts import Facts
    from statusline.report.rows import Table


def lines(facts: Facts, *, plain: bool) -> Iterator[str]:
    """Yield the lines of a report. plain: in ASCII."""
    yield f"{rows.title(facts.span)}, {rows.compared(facts.span)}"
    yield ""
    yield from aligned([("", "now", "before"), *rows.summary(facts)], 1)
    if facts.limits:
        yield from _table(rows.limits(facts.limits))
    for share in facts.shares:
        yield from _table(rows.shares(share))
        if share.now.why:
            yield f"Not enough yet to say whose it was: {share.now.why}."
    for cost in facts.costs:
        if cost.now:
            yield from _table(rows.costs(cost))
    if facts.days:
        yield from _table(rows.days(facts))
    for limit in facts.limits:
        if limit.week:
            yield from ("", f"When {limit.title} rose", *summary.heat_map(limit.week, plain=plain))
    yield from _scores(facts)
    yield from ("", *facts.notes)


def _scores(facts: Facts) -> Iterator[str]:
    for entry in facts.scores:
        table = rows.scores(entry)
        yield from _table(table._replace(title=f"Forecasts of {table.title}"))
    if facts.scores:
        yield forecasts.LEGEND


def _table(table: Table) -> Iterator[str]:
    yield ""
    yield table.title
    cells = [table.head, *((*map(cut, row[: table.texts]), *row[table.texts :]) for row in table.rows)]
    yield from aligned(cells, table.texts)
