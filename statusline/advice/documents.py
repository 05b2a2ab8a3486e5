"""Advice as JSON, and in lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice import answer
from statusline.cost import amounts, documents
from statusline.hot.text import duration
from statusline.render.tables import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.answer import Advice, Advised, Answer
    from statusline.cost.reader import CostReader
    from statusline.index.queries import Filter
    from statusline.index.snapshots import Counts

SCHEMA = "statusline-advice/1"
_INDENT = "   "
_MOST_LABELS = 8
FOOT = "At list prices. Findings overlap, so their sum is more than what can be saved."


def document(result: Answer, reader: CostReader, wanted: Filter) -> dict[str, object]:
    """Return the answer about the calls of a filter as an object."""
    counted = {} if result.counted_at is None else {"counted": _counted(result.counts, result.counted_at)}
    accounts = [_account(advice) for advice in result.advice]
    return {**documents.head_of(SCHEMA, reader, wanted), "accounts": accounts, **counted}


def _account(advice: Advice) -> dict[str, object]:
    points = {"window": advice.window} if advice.window else {"no_points": advice.why}
    return {
        "provider": advice.provider,
        "account": advice.account,
        **points,
        "calls": advice.calls,
        **({} if advice.dollars is None else {"list_usd": amounts.number(advice.dollars)}),
        "findings": [_finding(advised) for advised in advice.findings],
    }


def _finding(advised: Advised) -> dict[str, object]:
    finding, points = advised
    return {
        "rule": finding.rule,
        "what": finding.what,
        "how": finding.how,
        "do": finding.do,
        "list_usd": amounts.number(finding.dollars),
        **({} if points is None else {"points": round(points, 3)}),
        "calls": finding.calls,
    }


def _counted(counts: dict[str, Counts], made: int) -> dict[str, object]:
    total = answer.counted(counts)
    return {
        "made_at": made,
        "sessions": len(counts),
        "tools": _ordered(total.tools),
        "commands": _ordered(total.commands),
        "reads": total.reads,
        "rereads": total.rereads,
        "reread_characters": total.reread_characters,
        "compactions": len(total.compactions),
    }


def _ordered(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def lines(result: Answer, now: int, columns: int | None) -> Iterator[str]:
    """Yield the findings of each account. columns: as tables.lines."""
    for number, advice in enumerate(result.advice):
        if number:
            yield ""
        yield f"{advice.account}: {amounts.counted(advice.calls, 'call')}, {amounts.dollars(advice.dollars)}"
        for place, advised in enumerate(advice.findings, 1):
            yield from _lines(place, advised, advice, columns)
        if advice.dollars is None:
            unpriced = "None of these calls has a price, so nothing can be found; yours go into [prices] of the config."
            yield from sentences(unpriced, columns)
        elif not advice.findings:
            yield "Nothing that would have saved ten cents was found."
        elif advice.why:
            yield from sentences(f"Points are unknown: {advice.why}.", columns)
    if result.advice:
        yield from ("", *sentences(FOOT, columns))
    yield from _counts_lines(result, now, columns)


def _lines(place: int, advised: Advised, advice: Advice, columns: int | None) -> Iterator[str]:
    finding, points = advised
    worth = amounts.dollars(finding.dollars)
    if points is not None:
        worth += f", {points:.1f} points of {advice.window or 'the week'}"
    for title, text in (("", f"{worth}: {finding.what}"), ("Found by: ", finding.how), ("Do: ", finding.do)):
        first = _INDENT if title else f"{place}. "
        yield from sentences(f"{title}{text}", columns, first, _INDENT)


def _counts_lines(result: Answer, now: int, columns: int | None) -> Iterator[str]:
    if result.counted_at is None:
        offer = "`--deep` also reads the logs for repeated reads and compactions, and keeps counts alone."
        yield from sentences(offer, columns)
        return
    total = answer.counted(result.counts)
    age = duration(max(0, now - result.counted_at))
    sessions = amounts.counted(len(result.counts), "session")
    counted = f"Counted {age} ago in the logs of {sessions} (`--deep` counts anew):"
    yield from sentences(counted, columns)
    for title, counts in (("tools", total.tools), ("commands", total.commands)):
        if counts:
            most = list(_ordered(counts).items())[:_MOST_LABELS]
            text = ", ".join(f"{label} {count:,}" for label, count in most)
            yield from sentences(f"{title}: {text}", columns, "  ", "    ")
    again = f"reads of files: {total.reads:,}, of these again {total.rereads:,}"
    yield f"  {again}; compactions: {len(total.compactions):,}"
