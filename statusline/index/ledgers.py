"""Claude Code's own ledgers of its sessions, as the index has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.providers import CLAUDE
from statusline.frozen import dataclass
from statusline.index import queries
from statusline.index.tokens import Tokens
from statusline.state.token_index import COUNTS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from statusline.index.queries import Filter

_LATEST = 1 << 62  # no moment is later
_OF_LEDGERS = ("model", "project", "session", "account")


@dataclass(frozen=True, slots=True)
class Ledger:
    """What Claude Code charged a session for one model until `at`, and what its logs show of that.

    Calls that are in no log (titles, `/btw`) are `charged` less `logged`.
    """

    session: str
    project: str | None
    account: str | None
    model: str
    at: int
    charged: Tokens
    cost_usd: float
    logged: Tokens
    logged_calls: int


def stored_ledgers(connection: sqlite3.Connection, filter_: Filter = queries.EVERYTHING) -> Iterator[Ledger]:
    """Yield the ledger of each session and model that has one; the filter's time is that of the ledger's last entry.

    Sessions that were forked are left out: their ledger includes their parent's.
    """
    names = queries.stored_names(connection)
    charged, logged = (", ".join(f"{table}.{name}" for name in COUNTS) for table in ("l", "c"))
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in logged.split(", "))
    statement = f"""SELECT l.session, l.model, l.at, l.cost_usd, max(c.project), max(s.account), count(c.key),
        {charged}, {sums}
        FROM ledgers l JOIN sessions s ON s.session = l.session AND NOT s.forked
        LEFT JOIN calls c ON c.session = l.session AND c.model = l.model
        WHERE l.at >= ? AND l.at < ?
        GROUP BY l.session, l.model ORDER BY l.session, l.model"""  # noqa: S608 - of our own words
    for session, model, at, cost, project, account, count, *counts in connection.execute(
        statement, (filter_.since or 0, _LATEST if filter_.until is None else filter_.until)
    ):
        ledger = Ledger(
            session=names.get(session) or "",
            project=names.get(project),
            account=names.get(account),
            model=names.get(model) or "",
            at=at,
            charged=Tokens(*counts[: len(COUNTS)]),
            cost_usd=cost,
            logged=Tokens(*counts[len(COUNTS) :]),
            logged_calls=count,
        )
        if _passes(ledger, filter_):
            yield ledger


def _passes(ledger: Ledger, filter_: Filter) -> bool:
    """Tell whether a ledger is of the filter; Claude Code alone writes any, and not by agent or effort."""
    if filter_.agent or filter_.effort:
        return False
    pairs = ((filter_.provider, CLAUDE), *((getattr(filter_, name), getattr(ledger, name)) for name in _OF_LEDGERS))
    return all(not wanted or (value or "") in wanted for wanted, value in pairs)
