"""How many tokens were burnt when, from Claude Code's transcripts: an index that reads each line once.

`transcripts.sqlite3` in the cache folder; it may be deleted at any time. Times are epoch seconds.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from statusline.limits.merge import KEPT_FOR
from statusline.providers.claude import transcript_line
from statusline.state import append_reader, sqlite
from statusline.state.append_reader import Cursor

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from statusline.limits.model import Login

    Tired = Callable[[int], bool]

FILE = "transcripts.sqlite3"
DEEPEST = 8  # folders below the root

# What a token of each kind counts for, in input tokens: the ratio of list prices. An assumption; calibration against
# official percentages makes up for a wrong scale, not for a wrong ratio between kinds.
WEIGHTS = {"input": 1.0, "output": 5.0, "cache_write": 1.25, "cache_read": 0.1}

_MIGRATIONS = (
    (
        """CREATE TABLE files (
            path TEXT PRIMARY KEY, root TEXT NOT NULL, owner TEXT NOT NULL,
            inode INTEGER NOT NULL, size INTEGER NOT NULL, offset INTEGER NOT NULL, skipping INTEGER NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE messages (
            key BLOB PRIMARY KEY, root TEXT NOT NULL, owner TEXT NOT NULL, at INTEGER NOT NULL,
            input INTEGER NOT NULL, output INTEGER NOT NULL, cache_write INTEGER NOT NULL, cache_read INTEGER NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX messages_by_time ON messages (root, at)",
    ),
    # Read once more: whose a session is has another form, and what other vendors burnt does not count.
    ("DELETE FROM messages", "DELETE FROM files"),
)
_ADD = """INSERT INTO messages (root, owner, key, at, input, output, cache_write, cache_read)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
    input = max(input, excluded.input), output = max(output, excluded.output),
    cache_write = max(cache_write, excluded.cache_write), cache_read = max(cache_read, excluded.cache_read)"""
_WEIGHTED = "sum(" + " + ".join(f"{weight} * {kind}" for kind, weight in WEIGHTS.items()) + ")"


class Progress(NamedTuple):
    """How far a pass came: bytes read, and the time from which on nothing is missing."""

    read: int
    known_from: int


class _File(NamedTuple):
    path: str
    inode: int
    size: int
    changed_at: float


@dataclass(slots=True)
class _Pass:
    root: str
    earliest: int
    tired: Tired
    read: int = 0


class Index:
    """An open index. Its methods raise sqlite3.DatabaseError, which `opened` turns into a StorageError."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def advance(self, root: str, now: int, tired: Tired) -> Progress:
        """Read what the transcripts below root have that was not read before, the last changed files first.

        `tired` gets the bytes read so far and says when to stop; the next pass goes on from there.
        """
        reading = _Pass(_stored(root), now - KEPT_FOR, tired)
        with sqlite.transaction(self._connection):
            self._connection.execute("DELETE FROM messages WHERE at < ?", (reading.earliest,))
            cursors = self._cursors(reading.root)
            files = sorted(_files(root), key=lambda file: file.changed_at, reverse=True)
            self._forget(cursors.keys() - {_stored(file.path) for file in files})
            for file in files:
                cursor, owner = cursors.get(_stored(file.path), (None, ""))
                if file.changed_at < reading.earliest:
                    break
                if cursor and (cursor.inode, cursor.size) == (file.inode, file.size):
                    continue
                if tired(reading.read) or not self._finish(reading, file.path, cursor, owner):
                    return Progress(reading.read, max(reading.earliest, int(file.changed_at) + 1))
        return Progress(reading.read, reading.earliest)

    def burnt(self, root: str, since: int, login: Login | None = None) -> list[tuple[int, float]]:
        """Return the weighted tokens of each second from since on that has any, in order.

        With a login, without those of sessions that are known to be of another account.
        """
        owner = transcript_line.Owner(*((login.user, login.organization) if login else (None, None)))
        user, organization = owner.stored.split(".")
        return self._connection.execute(
            f"SELECT at, {_WEIGHTED} FROM messages WHERE root = ? AND at >= ?"  # noqa: S608 - made of our own table
            " AND (owner = '' OR owner LIKE ?) GROUP BY at ORDER BY at",
            (_stored(root), since, f"{user or '%'}.{organization or '%'}"),
        ).fetchall()

    def _finish(self, reading: _Pass, path: str, cursor: Cursor | None, owner: str) -> bool:
        """Read a file on; return whether its end was reached."""
        at = cursor
        try:
            for step in append_reader.lines(path, cursor):
                line, length, at = step
                reading.read += length
                line_owner = transcript_line.owner(line)
                owner = line_owner.stored if line_owner else owner
                tokens = transcript_line.burnt(line)
                if tokens and tokens.at >= reading.earliest:
                    self._connection.execute(_ADD, (reading.root, owner, *tokens))
                if reading.tired(reading.read):
                    break
        except OSError:  # it went away, or is not ours to read
            return True
        if at is None:
            return True
        self._connection.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", (_stored(path), reading.root, owner, *at)
        )
        return at.size != append_reader.UNFINISHED

    def _cursors(self, root: str) -> dict[str, tuple[Cursor, str]]:
        rows = self._connection.execute("SELECT * FROM files WHERE root = ?", (root,))
        return {path: (Cursor(*cursor), owner) for path, _, owner, *cursor in rows}

    def _forget(self, paths: Iterable[str]) -> None:
        self._connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])


@contextmanager
def opened(folder: str) -> Iterator[Index]:
    """Open the index in folder, made if there is none. Raises StorageError, as database.opened does."""
    with sqlite.opened(f"{folder}/{FILE}", _MIGRATIONS) as database:
        yield Index(database.connection)


def _files(folder: str, depth: int = DEEPEST) -> Iterator[_File]:
    """Yield the transcripts below folder, those of sub-agents too; what cannot be read is left out."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if depth:
                        yield from _files(entry.path, depth - 1)
                elif entry.name.endswith(".jsonl") and entry.is_file():
                    state = entry.stat()
                    yield _File(entry.path, append_reader.inode(state), state.st_size, state.st_mtime)
    except OSError:
        return


def _stored(path: str) -> str:
    """Return a path as the index keeps it: SQLite takes no bytes that are not UTF-8, which a path may have."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
