"""Single calls with what they cost: the newest, or the dearest and largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.cost import charges, ledgers, price_order
from statusline.index import queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.cost.charges import Charge
    from statusline.cost.names import Names
    from statusline.cost.reader import CostReader
    from statusline.index.queries import Call, Filter

    Charged = tuple[Call, Charge]

NEWEST = "newest"  # as the index has them
TOPS: dict[str, Callable[[CostReader], str]] = {
    "cost": lambda reader: price_order.dollars(reader.connection, reader.prices),
    "tokens": lambda _: queries.TOTAL,
    "context": lambda _: queries.CONTEXT,
    "output": lambda _: "output",
}
_KINDS = ("account", "project", "session", "agent", "model", "effort")


def read(reader: CostReader, wanted: Filter, top: str, limit: int, min_tokens: int = 0) -> list[Charged]:
    """Return at most `limit` calls of at least so many tokens. top: NEWEST or one of TOPS."""
    most = TOPS[top](reader) if top != NEWEST else ""
    calls = queries.calls(reader.connection, wanted, most, limit, min_tokens)
    return [(call, charges.of_call(call, ledgers.day_of(call.at), reader.prices)) for call in calls]


def shown(call: Call, names: Names) -> dict[str, str | None]:
    """Return what the names of a call are shown as, by their kind."""
    stored = {kind: getattr(call, kind) for kind in _KINDS}
    return {kind: None if name is None else names.shown(kind, name) for kind, name in stored.items()}
