"""What the index holds, starting it anew, and forgetting a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.index import queries
from statusline.index.quarters import sum_quarters
from statusline.state import sqlite, token_index
from statusline.state.token_index import QUARTER

if TYPE_CHECKING:
    import sqlite3

    from statusline.index.queries import Filter

_STATUS = """SELECT f.root, max(f.provider), count(*), sum(f.gone_at IS NULL), sum(f.lines), sum(f.unreadable),
    sum(f.replayed), sum(f.offset) FROM files f GROUP BY f.root ORDER BY f.provider, f.root"""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with logs as the index knows it: `logs` ever read, of which `there` are there; lines and bytes read.

    `unreadable` lines say nothing that is understood, `replayed` calls were known from another log already.
    `known_from`: nothing from then on is unread (epoch seconds, 0: nothing at all).
    """

    root: str
    provider: str
    logs: int
    there: int
    lines: int
    unreadable: int
    replayed: int
    read: int
    known_from: int


@dataclass(frozen=True, slots=True)
class Status:
    """`calls` by vendor; `first` and `last` (epoch seconds) are those of the oldest and the newest call."""

    folders: tuple[Folder, ...]
    calls: dict[str, int]
    first: int | None
    last: int | None


def status(connection: sqlite3.Connection) -> Status:
    known_from = {entry.root: entry.known_from for entry in queries.coverage(connection)}
    folders = tuple(Folder(*(*row, known_from.get(row[0], 0))) for row in connection.execute(_STATUS))
    counts = "SELECT n.name, sum(q.calls) FROM quarters q JOIN names n ON n.id = q.provider GROUP BY 1 ORDER BY 1"
    first, last = connection.execute("SELECT min(at), max(at) FROM calls").fetchone()
    return Status(folders, dict(connection.execute(counts)), first, last)


def start_anew(folder: str) -> None:
    """Let the next pass read every log from its beginning. What logs that are gone have shown stays."""
    with token_index.opened(folder) as database, sqlite.transaction(database.connection):
        connection = database.connection
        there = "file IN (SELECT id FROM files WHERE gone_at IS NULL)"
        quarters = _quarters(connection, f"WHERE {there}", [])
        connection.execute(f"DELETE FROM calls WHERE {there}")  # noqa: S608 - of our own words
        statement = (
            "UPDATE files SET size = -1, offset = 0, inode = 0, state = '', lines = 0, unreadable = 0, replayed = 0"
        )
        connection.execute(f"{statement} WHERE gone_at IS NULL")
        sum_quarters(connection, quarters)


def forget(folder: str, filter_: Filter) -> int:
    """Delete the calls of a filter, and ledgers and names that nothing else has; return how many calls.

    The logs are not read again for that: only `start_anew` brings back what they still show.
    """
    with token_index.opened(folder) as database:
        return _forget(database.connection, filter_)


def forget_before(connection: sqlite3.Connection, oldest: int) -> None:
    """Delete the calls before oldest (epoch seconds), and what is known of logs that are gone and had no others."""
    _forget(connection, queries.Filter(until=oldest))
    unused = "gone_at IS NOT NULL AND id NOT IN (SELECT file FROM calls)"
    connection.execute(f"DELETE FROM files WHERE {unused}")  # noqa: S608 - of our own words


def _forget(connection: sqlite3.Connection, filter_: Filter) -> int:
    connection.execute("PRAGMA secure_delete = ON")  # nor is it left in the pages that it was in
    with sqlite.transaction(connection):
        where, values = queries.condition(filter_, of_calls=True)
        quarters = _quarters(connection, where, values)
        forgotten = connection.execute(f"DELETE FROM calls {where}", values).rowcount  # noqa: S608 - of our own words
        sum_quarters(connection, quarters)
        connection.execute("DELETE FROM ledgers WHERE session NOT IN (SELECT session FROM calls)")
        connection.execute("DELETE FROM sessions WHERE session NOT IN (SELECT session FROM calls) AND repeats = ''")
        sessions = "SELECT name FROM names JOIN calls ON session = id"
        connection.execute(f"DELETE FROM snapshots WHERE scope NOT IN ({sessions})")  # noqa: S608 - of our own words
        columns = ("provider", "session", "project", "model", "effort", "agent", "account")
        used = " UNION ".join(f"SELECT {name} FROM calls" for name in columns)  # noqa: S608 - of our own words
        others = "SELECT session FROM sessions UNION SELECT parent FROM sessions UNION SELECT model FROM ledgers"
        accounts = "SELECT provider FROM sessions UNION SELECT account FROM sessions UNION SELECT account FROM owners"
        in_use = f"{used} UNION {others} UNION {accounts}"
        connection.execute(f"DELETE FROM names WHERE id NOT IN ({in_use})")  # noqa: S608 - of our own words
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return forgotten


def _quarters(connection: sqlite3.Connection, where: str, values: list[object]) -> list[int]:
    statement = f"SELECT DISTINCT at / {QUARTER} FROM calls {where}"  # noqa: S608 - of our own words
    return [quarter for (quarter,) in connection.execute(statement, values)]
