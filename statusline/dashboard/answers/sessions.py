"""The sessions, and one of them call by call beside Claude Code's own ledger of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.cost import charges, documents, ledgers, names, top_calls
from statusline.dashboard import query
from statusline.dashboard.answers import cost
from statusline.index import queries, sessions, snapshots

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from statusline.cost.charges import Total
    from statusline.cost.reader import CostReader
    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source
    from statusline.index.queries import Filter
    from statusline.index.sessions import Session, Size

SESSIONS, SESSION = "statusline-sessions/1", "statusline-session/1"
_MOST = 500
_RANKS: dict[str, Callable[[Size], int]] = {
    "newest": lambda size: size.ended_at,
    "tokens": lambda size: size.tokens,
    "calls": lambda size: size.calls,
}
_ORDERS = (*_RANKS, "cost")


def many(source: Source, values: Values) -> dict[str, Any]:
    """Return the sessions with calls of the filter, the first of an order, and how many there are."""
    order = query.choice(values, "order", _ORDERS, "newest")
    limit = query.number(values, "limit", 1, _MOST, 100)
    with source.calls() as reader:
        wanted = query.wanted(values, reader)
        sizes = sessions.sizes(reader.connection, wanted)
        ranks = _costs(reader, wanted) if order == "cost" else {}
        sizes.sort(key=lambda size: (-ranks.get(size.session, 0) if ranks else -_RANKS[order](size), size.session))
        first = [size.session for size in sizes[:limit]]
        shown = _shown(reader, wanted, first)
        if order == "newest":
            shown.sort(key=lambda row: -int(row["ended_at"]))
        return {**documents.head_of(SESSIONS, reader, wanted), "sessions_in_all": len(sizes), "sessions": shown}


def single(source: Source, values: Values) -> dict[str, Any]:
    """Return one session: its sums, its calls from the first on, and its ledger by model."""
    if len(values.get("session", ())) != 1:
        raise query.BadQueryError("Name one session: ?session=ID.")
    with source.calls() as reader:
        wanted = query.wanted({"since": ["1970-01-02"], "session": values["session"]}, reader)
        calls = top_calls.read(reader, wanted, top_calls.NEWEST, cost.MOST_CALLS)[::-1]
        rows = (documents.call_row(call, top_calls.shown(call, reader.names), charge) for call, charge in calls)
        rows_by_model = queries.totals(reader.connection, ("model",), reader.zone, wanted)
        totals = charges.grouped(rows_by_model, reader.prices, lambda row: (row.group[0] or "",))
        sums = [
            _row(session, charges.all_of(totals.values()), reader)
            for session in sessions.sessions(reader.connection, wanted)[:1]
        ]
        unlogged = ledgers.unlogged(reader.connection, wanted, reader.prices)
        return {
            **documents.head_of(SESSION, reader, wanted),
            "session": sums[0] if sums else None,
            "models": [{"model": _model(name, reader), **documents.sums(total)} for (name,), total in totals.items()],
            "unlogged": documents.unlogged(unlogged),
            **_compactions(reader, wanted),
            "calls": cost.objects(documents.CALL_COLUMNS, rows),
        }


def _compactions(reader: CostReader, wanted: Filter) -> dict[str, list[int]]:
    """Return when a session was compacted, where a deep look has counted it."""
    counts, _ = snapshots.read(reader.connection)
    own = [counts[name] for name in wanted.session if name in counts]
    return {"compactions": sorted(own[0].compactions)} if own else {}


def _costs(reader: CostReader, wanted: Filter) -> dict[str, int]:
    """Return what each session cost, in picodollars."""
    rows = queries.totals(reader.connection, ("session",), reader.zone, wanted)
    costs: dict[str, int] = {}
    for row in rows:
        if name := row.group[0]:
            costs[name] = costs.get(name, 0) + (charges.dollars_of_row(row, reader.prices) or 0)
    return costs


def _shown(reader: CostReader, wanted: Filter, names_: list[str]) -> list[dict[str, Any]]:
    """Return the rows of some sessions, in their order."""
    if not names_:
        return []
    of_these = replace(wanted, session=tuple(names_))
    rows = queries.totals(reader.connection, ("session",), reader.zone, of_these)
    totals = charges.grouped(rows, reader.prices, lambda row: (row.group[0] or "",))
    by_id = {session.session: session for session in sessions.sessions(reader.connection, of_these)}
    return [_row(by_id[name], totals[name,], reader) for name in names_ if name in by_id and (name,) in totals]


def _row(session: Session, total: Total, reader: CostReader) -> dict[str, Any]:
    project = None if session.project is None else reader.names.shown("project", session.project)
    return {
        "session": reader.names.shown("session", session.session),
        "provider": session.provider,
        **({} if project is None else {"project": project}),
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "agent_calls": session.agent_calls,
        "largest_context": session.context,
        **documents.sums(total),
    }


def _model(name: str, reader: CostReader) -> str:
    return names.model(name, reader.names.redactor) if name else charges.NO_NAME
