"""Cost and calls as CSV and JSON; the columns are the same in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.cost import amounts
from statusline.history.export import iso
from statusline.index import queries
from statusline.state.token_index import COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.cost.charges import Charge, Total
    from statusline.cost.ledgers import Unlogged
    from statusline.cost.reader import CostReader
    from statusline.cost.report import Report
    from statusline.index.queries import Call, Filter

COST, CALLS = "statusline-cost/1", "statusline-calls/1"
TOKENS = (*COUNTS[:-1], "web_searches")
MONEY = ("list_usd", "unpriced_tokens", "credits", "credits_confidence")
CALL_COLUMNS = (
    "call",
    "at",
    "at_iso",
    "provider",
    "account",
    "project",
    "session",
    "agent",
    "model",
    "effort",
    "tier",
    *TOKENS,
    *MONEY,
)


def columns(report: Report) -> tuple[str, ...]:
    return (*report.by, "calls", *TOKENS, *MONEY)


def rows(report: Report) -> Iterator[tuple[object, ...]]:
    for group, total in report.groups.items():
        yield (*group, total.calls, *total.tokens, *_money(total))


def head(schema: str, reader: CostReader, since: int | None) -> dict[str, object]:
    """Return the beginning of a document: what it takes to believe it. since: epoch seconds, None: the first call."""
    starts = [entry.known_from for entry in queries.coverage(reader.connection)]
    complete = bool(starts) and max(starts) <= (since or 0)
    table = reader.prices.published
    return {
        "schema": schema,
        "generated_at": reader.now,
        "timezone": str(reader.zone),
        "privacy": reader.mode,
        "coverage": {**({"since": max(starts)} if starts else {}), "complete": complete},
        "prices": {"source": table.source, "as_of": table.as_of},
    }


def head_of(schema: str, reader: CostReader, wanted: Filter) -> dict[str, object]:
    """Return the beginning of a document on the calls of a filter, with the time that it is of."""
    until = {} if wanted.until is None else {"until": wanted.until}
    return {**head(schema, reader, wanted.since), "since": wanted.since, **until}


def totals(report: Report) -> dict[str, object]:
    """Return the sum of a report, the models without a price, and what no log shows."""
    total = report.total
    unpriced = sorted(total.unpriced.items(), key=lambda pair: -pair[1])
    return {
        "by": list(report.by),
        "unpriced": [{"model": model, "tokens": tokens} for model, tokens in unpriced],
        "total": sums(total),
        "unlogged": unlogged(report.unlogged),
    }


def sums(total: Total) -> dict[str, object]:
    """Return the calls, tokens and money of a group."""
    return {"calls": total.calls, **_named(TOKENS, total.tokens), **_named(MONEY, _money(total))}


def unlogged(missing: Unlogged) -> dict[str, object] | None:
    """Return what no log shows, None if that is nothing."""
    if not missing.sessions:
        return None
    return {
        "sessions": missing.sessions,
        **_named(TOKENS, missing.tokens),
        "usd": amounts.number(missing.dollars),
        "ledger_usd": amounts.number(missing.ledger),
    }


def call_row(call: Call, names: dict[str, str | None], charge: Charge) -> tuple[object, ...]:
    """Return the row of one call. names: what its names are shown as."""
    usd = None if charge.dollars is None else amounts.number(charge.dollars)
    unpriced = call.tokens.total if charge.dollars is None else 0
    own = (call.provider, *(names[kind] for kind in CALL_COLUMNS[4:10]), call.tier)
    return (f"{call.key:016x}", call.at, iso(call.at), *own, *call.tokens, usd, unpriced, *_credits(charge))


def safe(row: Iterable[object]) -> tuple[object, ...]:
    """Return a row in which no text is a formula to a spreadsheet."""
    return tuple(f"'{value}" if isinstance(value, str) and value[:1] in _FORMULA else value for value in row)


_FORMULA = frozenset("=+-@\t\r")


def _money(total: Total) -> tuple[object, ...]:
    usd = None if total.cost is None else amounts.number(total.cost)
    priced = total.credits is not None
    confidence = ("exact" if total.exact else "derived") if priced else None
    return (usd, sum(total.unpriced.values()), amounts.number(total.credits or 0) if priced else None, confidence)


def _credits(charge: Charge) -> tuple[object, ...]:
    if charge.credits is None:
        return (None, None)
    return (amounts.number(charge.credits), "exact" if charge.exact else "derived")


def _named(names: Iterable[str], values: Iterable[Any]) -> dict[str, object]:
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}
