"""A report as a table for people, and the sentences below it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from statusline.cost import amounts
from statusline.render import tables
from statusline.render.tables import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from statusline.cost.charges import Total
    from statusline.cost.report import Report
    from statusline.index.queries import Coverage
    from statusline.prices.price_list import PriceList

COLUMNS = ("calls", "input", "cached", "written", "output", "cost")
CREDITS = "credits"
_SPARE = ("written", "cached", "input", "calls", "output", CREDITS)


def lines(report: Report, columns: int | None) -> Iterator[str]:
    """Yield the head, a line for each group, and their sum. columns: as tables.lines."""
    has_credits = report.total.credits is not None
    head = (*report.by, *COLUMNS, *([CREDITS] if has_credits else []))
    names = len(report.by)
    rows = [head, *((*group, *_cells(total, has_credits)) for group, total in report.groups.items())]
    if len(report.groups) > 1:
        rows.append(("total", *[""] * (names - 1), *_cells(report.total, has_credits)))
    spare = [head.index(name) for name in _SPARE if name in head]
    yield from tables.lines(rows, Shape(range(names), spare=spare), columns)


def notes(report: Report, prices: PriceList) -> Iterator[str]:
    """Yield what one has to know to read the table."""
    unlogged = report.unlogged
    if unlogged.sessions:
        many = amounts.counted(unlogged.sessions, "session")
        count = amounts.tokens(unlogged.tokens.total)
        yield (
            f"Besides {amounts.dollars(unlogged.dollars)} for {count} tokens that no log shows, "
            f"by Claude Code's own ledger of {many}."
        )
    for model, unpriced in sorted(report.total.unpriced.items(), key=lambda pair: -pair[1]):
        yield f'{amounts.tokens(unpriced)} tokens of {model} have no price; put yours into [prices."{model}"].'
    if report.total.credits is not None and not report.total.exact:
        yield "~ credits are derived from the list price: the published card does not cover them all."
    source = f"{prices.published.source}, {prices.published.as_of}"
    yield f"List prices of the APIs ({source}), not what a subscription pays. Days in {report.zone}."


def coverage(folders: Iterable[Coverage], since: int | None, zone: tzinfo) -> Iterator[str]:
    """Yield a sentence where logs of the time since then are not read yet."""
    known_from = max((folder.known_from for folder in folders), default=0)
    if known_from > (since or 0):
        yield f"Logs before {local_time(known_from, zone)} are not all read yet; `statusline index read` reads them."


def _cells(total: Total, has_credits: bool) -> tuple[str, ...]:
    count = total.tokens
    written = count.cache_write_5m + count.cache_write_1h
    tokens = map(amounts.tokens, (count.input, count.cache_read, written, count.output))
    cost = amounts.dollars(total.cost) + "+" * (bool(total.unpriced) and total.cost is not None)
    credits_ = [amounts.credits_(total.credits, exact=total.exact)] if has_credits else []
    return (f"{total.calls:,}", *tokens, cost, *credits_)


def local_time(at: int, zone: tzinfo) -> str:
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M")
