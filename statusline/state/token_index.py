"""The token index: one row for each call of a model that the vendors' logs show, and nothing of what was said in it.

`tokens.sqlite3` in the state folder: it outlives the logs, which the clients delete. Only the wing `index` writes it.
Times are epoch seconds. Tables name things by a number, the id of a row of `names`; 0 is unknown.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.state import sqlite

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from statusline.state.sqlite import Opened

FILE = "tokens.sqlite3"
NONE_YET = "There is no index of calls yet."
QUARTER = 900  # seconds: the whole hours of every time zone are whole quarters

# What a call was billed as, by its number in the column `tier`.
TIERS = ("standard", "batch", "flex", "priority", "fast", "ultrafast")

# A call's context (input, cache_read and both cache_write) in tokens: its band is the number of bounds it is above.
# Prices change at some of them, for the whole call.
BANDS = (100_000, 128_000, 200_000, 256_000, 272_000)

# The columns with counts, in this order everywhere. Tokens, but for `searches`: web searches.
# input: neither read from a cache nor written to it. output includes reasoning.
COUNTS = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning", "searches")

_COUNTS = ", ".join(f"{name} INTEGER NOT NULL" for name in COUNTS)
_GROUPS = ("session", "project", "model", "effort", "agent", "account", "tier", "band")

MIGRATIONS = (
    (
        # kind: provider, model, effort, agent, project (a folder), account (the key in the record), session (vendor id)
        "CREATE TABLE names (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name))",
        # Hashes of the ids that a log gives for the owner of a session; empty: it does not say.
        """CREATE TABLE owners (account INTEGER PRIMARY KEY, user TEXT NOT NULL, organization TEXT NOT NULL)""",
        # The log of a path that is no longer there: gone_at. state: JSON, what the next line of the log needs to know.
        """CREATE TABLE files (
            id INTEGER PRIMARY KEY, provider TEXT NOT NULL, root TEXT NOT NULL, path TEXT NOT NULL,
            inode INTEGER NOT NULL, size INTEGER NOT NULL, changed_ns INTEGER NOT NULL,
            offset INTEGER NOT NULL, skipping INTEGER NOT NULL, parser INTEGER NOT NULL, state TEXT NOT NULL,
            lines INTEGER NOT NULL, unreadable INTEGER NOT NULL, replayed INTEGER NOT NULL,
            gone_at INTEGER, UNIQUE (root, path)
        )""",
        # parent: the session that this one was forked from, or that started it. repeats: the vendor id of the one whose
        # history it has in its log, if it was stamped anew there. forked: some of its calls are another one's.
        """CREATE TABLE sessions (
            session INTEGER PRIMARY KEY, provider INTEGER NOT NULL, parent INTEGER NOT NULL DEFAULT 0,
            repeats TEXT NOT NULL DEFAULT '', forked INTEGER NOT NULL DEFAULT 0, account INTEGER NOT NULL DEFAULT 0
        )""",
        # official: the vendor's own servers answered. rank: how little this copy of the call may say whose it is.
        f"""CREATE TABLE calls (
            key INTEGER PRIMARY KEY, at INTEGER NOT NULL, provider INTEGER NOT NULL, session INTEGER NOT NULL,
            project INTEGER NOT NULL, model INTEGER NOT NULL, effort INTEGER NOT NULL, agent INTEGER NOT NULL,
            account INTEGER NOT NULL, tier INTEGER NOT NULL, {_COUNTS},
            official INTEGER NOT NULL, rank INTEGER NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL
        )""",
        "CREATE INDEX calls_by_time ON calls (at)",
        "CREATE INDEX calls_by_session ON calls (session, at)",
        # The sums of `calls` by quarter of an hour: what every report reads. quarter: epoch seconds / QUARTER.
        f"""CREATE TABLE quarters (
            quarter INTEGER NOT NULL, provider INTEGER NOT NULL,
            {", ".join(f"{name} INTEGER NOT NULL" for name in _GROUPS)},
            calls INTEGER NOT NULL, {_COUNTS}, PRIMARY KEY (quarter, provider, {", ".join(_GROUPS)})
        ) WITHOUT ROWID""",
        # What Claude Code itself says that a session has cost so far, for each model; forks include their parent.
        f"""CREATE TABLE ledgers (
            session INTEGER NOT NULL, model INTEGER NOT NULL, at INTEGER NOT NULL, {_COUNTS}, cost_usd REAL NOT NULL,
            PRIMARY KEY (session, model)
        ) WITHOUT ROWID""",
        # Per root folder of logs: from which moment on nothing is unread (0: nothing at all is unread).
        """CREATE TABLE coverage (
            root TEXT PRIMARY KEY, provider TEXT NOT NULL, known_from INTEGER NOT NULL, read_at INTEGER NOT NULL
        ) WITHOUT ROWID""",
    ),
    (
        # Counts that a deep look at logs made when it was asked for. scope: of a session its vendor id; payload: JSON.
        """CREATE TABLE snapshots (
            name TEXT NOT NULL, scope TEXT NOT NULL, made_at INTEGER NOT NULL, payload TEXT NOT NULL,
            PRIMARY KEY (name, scope)
        ) WITHOUT ROWID""",
    ),
    (
        # In the order in which calls are read: keys are in none, and a row put among others takes twice as long.
        f"""CREATE TABLE calls_as_read (
            key INTEGER NOT NULL UNIQUE, at INTEGER NOT NULL, provider INTEGER NOT NULL, session INTEGER NOT NULL,
            project INTEGER NOT NULL, model INTEGER NOT NULL, effort INTEGER NOT NULL, agent INTEGER NOT NULL,
            account INTEGER NOT NULL, tier INTEGER NOT NULL, {_COUNTS},
            official INTEGER NOT NULL, rank INTEGER NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL
        )""",
        "INSERT INTO calls_as_read SELECT * FROM calls ORDER BY at",
        "DROP TABLE calls",
        "ALTER TABLE calls_as_read RENAME TO calls",
        "CREATE INDEX calls_by_time ON calls (at)",
        "CREATE INDEX calls_by_session ON calls (session, at)",
    ),
)


# What a token of each kind counts for, in input tokens: the ratio of list prices. An assumption; calibration against
# official percentages makes up for a wrong scale, not for a wrong ratio between kinds.
WEIGHTS = {"input": 1.0, "output": 5.0, "cache_write_5m": 1.25, "cache_write_1h": 2.0, "cache_read": 0.1}

_WEIGHTED = "sum(" + " + ".join(f"{weight} * {kind}" for kind, weight in WEIGHTS.items()) + ")"
_BURNT = f"""SELECT at, {_WEIGHTED} FROM calls WHERE at >= ? AND official
    AND file IN (SELECT id FROM files WHERE root = ?)
    AND account NOT IN (SELECT account FROM owners
        WHERE (user != '' AND user NOT LIKE ?) OR (organization != '' AND organization NOT LIKE ?))
    GROUP BY at ORDER BY at"""  # noqa: S608 - of our own words


def path(folder: str) -> str:
    return f"{folder}/{FILE}"


@contextmanager
def opened(folder: str) -> Iterator[Opened]:
    """Open the index in folder to write it, made if there is none. Raises StorageError, as sqlite.opened does."""
    with sqlite.opened(path(folder), MIGRATIONS) as database:
        yield database


@contextmanager
def reading(folder: str) -> Iterator[Opened | None]:
    """Open the index in folder to read it, None if there is none. Raises StorageError, as sqlite.reading does."""
    with sqlite.reading(path(folder), MIGRATIONS) as database:
        yield database


def problems(folder: str) -> Iterator[tuple[str, str]]:
    """Yield the problems of the index in folder, each with its remedy, without changing it."""
    return sqlite.problems(path(folder), MIGRATIONS)


def stored(path_: str) -> str:
    """Return a path as the index keeps it: SQLite takes no bytes that are not UTF-8, which a path may have."""
    return path_ if path_.isascii() else os.fsencode(path_).decode("utf-8", "backslashreplace")


def burnt(connection: sqlite3.Connection, root: str, since: int, owner: str) -> list[tuple[int, float]]:
    """Return the weighted tokens of each second from since on that has any, in order, of the logs below a root.

    owner: the hashes of the ids of a user and an organisation (empty: unknown), with a point between them. Calls that
    are known to be of another account are left out.
    """
    user, _, organization = owner.partition(".")
    return connection.execute(_BURNT, (since, stored(root), user or "%", organization or "%")).fetchall()


def known_from(connection: sqlite3.Connection, root: str) -> int | None:
    """Return from when on nothing below a root is unread (0: nothing at all); None if it was never looked at."""
    row = connection.execute("SELECT known_from FROM coverage WHERE root = ?", (stored(root),)).fetchone()
    return row[0] if row else None
