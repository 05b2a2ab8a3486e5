"""The surroundings of a call in lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.context.entries import COMPACTION
from statusline.cost import amounts, charges, ledgers, table, top_calls
from statusline.index.decoding import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.context.answer import Context
    from statusline.context.entries import Shown
    from statusline.cost.reader import CostReader

_OWN, _OTHER = "> ", "  "
_INDENT = "      "


def lines(context: Context, reader: CostReader) -> Iterator[str]:
    yield from _head(context, reader)
    for entry in context.shown:
        at = seconds(entry.at)
        when = "" if at is None else f"{table.local_time(int(at), reader.zone)} "
        name = f" {entry.name}" if entry.name else ""
        yield f"{_OWN if entry.of_call else _OTHER}{when}{entry.kind}{name}{_missing(entry)}"
        yield from (f"{_INDENT}{line}" for line in entry.text.splitlines())


def _head(context: Context, reader: CostReader) -> Iterator[str]:
    call = context.call
    names = top_calls.shown(call, reader.names)
    charge = charges.of_call(call, ledgers.day_of(call.at), reader.prices)
    who = (names["model"], names["project"], names["session"], names["agent"])
    yield " · ".join([f"{call.key:016x}", *filter(None, who), amounts.dollars(charge.dollars)])


def _missing(entry: Shown) -> str:
    if entry.kind == COMPACTION:
        return " (what it wrote is never shown)"
    if entry.left_out:
        return f" ({entry.characters} characters; --tools shows them)"
    return f" (the first {len(entry.text)} of {entry.characters} characters)" if entry.cut else ""
