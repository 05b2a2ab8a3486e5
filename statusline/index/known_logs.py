"""The logs as the index knows them: how far each was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.frozen import dataclass
from statusline.index.log_lines import UNFINISHED, Place
from statusline.state import token_index

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from statusline.index.policy import Policy
    from statusline.index.walking import Log, Root

    Key = tuple[str, str]

PARSER = 1  # logs that another version has read are read again from their beginning

_SEEN = ("path", "inode", "size", "changed_ns", "parser", "gone_at", "offset", "id")
_COLUMNS = (
    *("id", "path", "inode", "size", "changed_ns", "offset", "skipping", "parser", "state"),
    *("lines", "unreadable", "replayed", "gone_at"),
)
_ROW = f"SELECT {', '.join(_COLUMNS)} FROM files WHERE root = ? AND path = ?"  # noqa: S608 - of our own words
_PUT = f"""INSERT OR REPLACE INTO files (provider, root, {", ".join(_COLUMNS)})
    VALUES (?, ?, {", ".join("?" * len(_COLUMNS))})"""  # noqa: S608 - of our own words


class Seen(NamedTuple):
    """What tells whether a log has anything new."""

    inode: int
    size: int
    changed_ns: int
    parser: int
    gone_at: int | None
    offset: int
    id: int

    def is_up_to_date(self, log: Log) -> bool:
        return (self[:_IDENTITY], self.parser, self.gone_at) == (log[-_IDENTITY:], PARSER, None)

    def unread(self, log: Log) -> int:
        """Return how many bytes are there to read."""
        return log.size - self.offset if self.inode == log.inode and not log.packed else log.size


_IDENTITY = 3  # inode, size and changed_ns: the first fields of the one, the last of the other


class KnownLog(NamedTuple):
    """A log as the index knows it; `path` is what the index keeps of it."""

    id: int
    path: str
    inode: int
    size: int
    changed_ns: int
    offset: int
    skipping: int
    parser: int
    state: str
    lines: int
    unreadable: int
    replayed: int
    gone_at: int | None

    def is_up_to_date(self, log: Log) -> bool:
        return self.parser == PARSER and (self.inode, self.size, self.changed_ns) == log.identity

    @property
    def place(self) -> Place:
        if self.parser != PARSER:
            return Place()
        return Place(self.inode, self.size, self.changed_ns, self.offset, bool(self.skipping))


@dataclass(frozen=True, slots=True)
class KnownLogs:
    connection: sqlite3.Connection
    policy: Policy

    def key(self, log: Log) -> Key:
        """Return what the index knows a log by."""
        return token_index.stored(log.root.path), self.policy.log(token_index.stored(log.path))

    def below(self, roots: Iterable[Root]) -> dict[Key, Seen]:
        statement = f"SELECT {', '.join(_SEEN)} FROM files WHERE root = ?"  # noqa: S608 - of our own words
        folders = [token_index.stored(root.path) for root in roots]
        rows = ((folder, row) for folder in folders for row in self.connection.execute(statement, (folder,)))
        return {(folder, row[0]): tuple.__new__(Seen, row[1:]) for folder, row in rows}


class LogRows:
    """The rows of logs in one transaction. What is put is written by `finish`, in which the transaction has to end."""

    def __init__(self, logs: KnownLogs) -> None:
        self._logs = logs
        self._put: list[tuple[object, ...]] = []
        (last,) = logs.connection.execute("SELECT max(id) FROM files").fetchone()
        self._next = (last or 0) + 1

    def of(self, log: Log) -> KnownLog:
        """Return a log as the index knows it now; a new one has a number of its own."""
        root, path = self._logs.key(log)
        row = self._logs.connection.execute(_ROW, (root, path)).fetchone()
        if row:
            return KnownLog(*row)
        self._next += 1
        return KnownLog(self._next - 1, path, 0, UNFINISHED, 0, 0, 0, PARSER, "", 0, 0, 0, None)

    def put(self, log: Log, row: KnownLog) -> None:
        self._put.append((log.root.provider, token_index.stored(log.root.path), *row))

    def finish(self) -> None:
        self._logs.connection.executemany(_PUT, self._put)
