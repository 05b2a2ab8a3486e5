"""Single calls with what they cost: the newest, or the dearest and largest."""

from __future__ import annotations

import heapq
from itertools import islice
from typing import TYPE_CHECKING

from statusline.cost import charges, ledgers
from statusline.index import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.cost.charges import Charge
    from statusline.cost.names import Names
    from statusline.cost.reader import CostReader
    from statusline.index.queries import Call, Filter

    Charged = tuple[Call, Charge]

NEWEST = "newest"  # as the index has them
TOPS: dict[str, Callable[[Charged], int]] = {
    "cost": lambda pair: -1 if pair[1].dollars is None else pair[1].dollars,
    "tokens": lambda pair: pair[0].tokens.total,
    "context": lambda pair: pair[0].tokens.context,
    "output": lambda pair: pair[0].tokens.output,
}
_KINDS = ("account", "project", "session", "agent", "model", "effort")


def read(reader: CostReader, wanted: Filter, top: str, limit: int, min_tokens: int = 0) -> list[Charged]:
    """Return at most `limit` calls of at least so many tokens. top: NEWEST or one of TOPS."""
    calls = _charged(reader, wanted, min_tokens)
    return list(islice(calls, limit)) if top == NEWEST else heapq.nlargest(limit, calls, key=TOPS[top])


def shown(call: Call, names: Names) -> dict[str, str | None]:
    """Return what the names of a call are shown as, by their kind."""
    stored = {kind: getattr(call, kind) for kind in _KINDS}
    return {kind: None if name is None else names.shown(kind, name) for kind, name in stored.items()}


def _charged(reader: CostReader, wanted: Filter, min_tokens: int) -> Iterator[Charged]:
    for call in queries.calls(reader.connection, wanted):
        if call.tokens.total >= min_tokens:
            yield call, charges.of_call(call, ledgers.day_of(call.at), reader.prices)
