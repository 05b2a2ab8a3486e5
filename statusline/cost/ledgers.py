"""Claude Code's own ledgers of its sessions beside their logs: what no log shows, and whether our prices are right."""

from __future__ import annotations

import time
from datetime import UTC
from typing import TYPE_CHECKING

from statusline.cost import charges
from statusline.cost.charges import Total
from statusline.frozen import dataclass
from statusline.index import queries
from statusline.index.ledgers import stored_ledgers
from statusline.index.queries import Filter, Tokens
from statusline.prices.table import PICO, STANDARD

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from statusline.index.ledgers import Ledger
    from statusline.index.queries import Row
    from statusline.prices.price_list import PriceList

    Logged = dict[tuple[str, ...], Total]

_MOST_APART = 10**6  # picodollars, a millionth of a dollar: the ledger adds up floats
_AT_ONCE = 500  # sessions in one query
_NO_TOKENS = Tokens()


@dataclass(frozen=True, slots=True)
class Unlogged:
    """What the ledgers have and no log shows: logged + unlogged = ledger, in tokens and in picodollars."""

    sessions: int = 0
    tokens: Tokens = _NO_TOKENS
    dollars: int = 0
    ledger: int = 0


@dataclass(slots=True)
class Checked:
    """The ledgers of one model, of which `equal` are what the list prices come to. Money in picodollars."""

    model: str
    ledgers: int = 0
    equal: int = 0
    charged: int = 0
    listed: int | None = 0

    def add(self, charged: int, listed: int | None) -> None:
        """Add a ledger; listed: by the list prices, None without one."""
        self.ledgers += 1
        self.charged += charged
        self.listed = None if listed is None or self.listed is None else self.listed + listed
        self.equal += listed is not None and abs(charged - listed) <= _MOST_APART


def unlogged(connection: sqlite3.Connection, filter_: Filter, prices: PriceList) -> Unlogged:
    """Return what the ledgers that pass the filter have beyond the logs, for models that have a price."""
    sessions: set[str] = set()
    tokens, dollars, charged = _NO_TOKENS, 0, 0
    for entry in stored_ledgers(connection, filter_):
        missing = _missing(entry)
        listed = _listed(entry, missing, prices) if any(missing) else None
        if listed is not None:
            sessions.add(entry.session)
            tokens = tokens.plus(missing)
            dollars, charged = dollars + listed, charged + _charged(entry)
    return Unlogged(len(sessions), tokens, dollars, charged)


def check(connection: sqlite3.Connection, prices: PriceList) -> list[Checked]:
    """Return each model that has ledgers, the one that was charged most first."""
    entries = list(stored_ledgers(connection))
    logged = _logged(connection, entries, prices)
    models: dict[str, Checked] = {}
    for entry in entries:
        total = logged.get((entry.session, entry.model), Total())
        rest = _listed(entry, _missing(entry), prices)
        listed = None if rest is None or total.unpriced else total.dollars + rest
        models.setdefault(entry.model, Checked(entry.model)).add(_charged(entry), listed)
    return sorted(models.values(), key=lambda checked: -checked.charged)


def day_of(at: int) -> str:
    """Return the day of a moment in UTC, as prices have it."""
    return time.strftime("%Y-%m-%d", time.gmtime(at))


def _logged(connection: sqlite3.Connection, entries: Iterable[Ledger], prices: PriceList) -> Logged:
    """Return what the logs have of the sessions of these ledgers, by session and model."""
    sessions = sorted({entry.session for entry in entries})
    totals: Logged = {}
    for start in range(0, len(sessions), _AT_ONCE):
        of_these = Filter(session=tuple(sessions[start : start + _AT_ONCE]))
        totals |= charges.grouped(queries.totals(connection, ("session", "model"), UTC, of_these), prices, _names)
    return totals


def _names(row: Row) -> tuple[str, ...]:
    return tuple(name or "" for name in row.group)


def _missing(entry: Ledger) -> Tokens:
    return Tokens(*(max(0, charged - seen) for charged, seen in zip(entry.charged, entry.logged, strict=True)))


def _listed(entry: Ledger, tokens: Tokens, prices: PriceList) -> int | None:
    return prices.dollars(entry.model, day_of(entry.at), STANDARD, 0, tokens)


def _charged(entry: Ledger) -> int:
    return round(entry.cost_usd * PICO)
