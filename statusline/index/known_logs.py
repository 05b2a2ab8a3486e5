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

    def row(self, log: Log) -> KnownLog:
        """Return a log as the index knows it now, made if it is new."""
        root, path = self.key(log)
        columns = ", ".join(_COLUMNS)
        self.connection.execute(
            """INSERT OR IGNORE INTO files (provider, root, path, inode, size, changed_ns, offset, skipping, parser,
            state, lines, unreadable, replayed) VALUES (?, ?, ?, 0, ?, 0, 0, 0, ?, '', 0, 0, 0)""",
            (log.root.provider, root, path, UNFINISHED, PARSER),
        )
        statement = f"SELECT {columns} FROM files WHERE root = ? AND path = ?"  # noqa: S608 - of our own words
        return KnownLog(*self.connection.execute(statement, (root, path)).fetchone())
