"""The sessions of the index: when each began and ended, where, and how large its context became."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.frozen import dataclass
from statusline.index import queries

if TYPE_CHECKING:
    import sqlite3

    from statusline.index.queries import Filter

_SUMS = "min(at), max(at), count(*), sum(agent != 0), max(input + cache_read + cache_write_5m + cache_write_1h)"


class Size(NamedTuple):
    """A session by what it can be ranked by without looking at its calls; `ended_at` to a quarter of an hour."""

    session: str
    ended_at: int
    calls: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Session:
    """Some calls of one session. Times are epoch seconds; `project` is the folder that it began in.

    `agent_calls` are those of sub-agents; `context` is the largest that was sent, in tokens.
    """

    session: str
    provider: str
    project: str | None
    started_at: int
    ended_at: int
    calls: int
    agent_calls: int
    context: int


def sizes(connection: sqlite3.Connection, filter_: Filter) -> list[Size]:
    """Return every session that has calls of the filter."""
    return [Size(*row) for row in queries.by_session(connection, filter_)]


def sessions(connection: sqlite3.Connection, filter_: Filter) -> list[Session]:
    """Return the sessions that have calls of the filter, the last one used first."""
    where, values = queries.condition(filter_, of_calls=True)
    names = queries.stored_names(connection)
    statement = f"SELECT session, provider, project, {_SUMS} FROM calls {where} GROUP BY 1, 2, 3"  # noqa: S608 - of our own words
    result: dict[int, Session] = {}
    for session, provider, project, *sums in connection.execute(f"{statement} ORDER BY min(at)", values):
        if session in names:
            part = Session(names[session], names.get(provider) or "", names.get(project), *sums)
            earlier = result.get(session)
            result[session] = _joined(earlier, part) if earlier else part
    return sorted(result.values(), key=lambda session: -session.ended_at)


def _joined(first: Session, later: Session) -> Session:
    return Session(
        first.session,
        first.provider,
        first.project,
        first.started_at,
        max(first.ended_at, later.ended_at),
        first.calls + later.calls,
        first.agent_calls + later.agent_calls,
        max(first.context, later.context),
    )
