"""Folders of an index that is to keep hashes instead, or folders again: what an earlier setting left."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from statusline.index.policy import LOG, PROJECT
from statusline.index.quarters import sum_quarters
from statusline.state import sqlite
from statusline.state.token_index import QUARTER

if TYPE_CHECKING:
    import sqlite3

    from statusline.index.policy import Policy


def apply(connection: sqlite3.Connection, policy: Policy) -> None:
    """Hide the folders that the policy does not keep; where it keeps them, have logs without one read again."""
    if policy.salt is None:
        if _any(connection, "files", f"path LIKE '{LOG}%' AND gone_at IS NULL"):
            with sqlite.transaction(connection):
                connection.execute(f"DELETE FROM files WHERE path LIKE '{LOG}%' AND gone_at IS NULL")  # noqa: S608 - of our own words
    elif _any(connection, "names", f"kind = 'project' AND name NOT LIKE '{PROJECT}%'") or _any(
        connection, "files", f"path NOT LIKE '{LOG}%'"
    ):
        connection.execute("PRAGMA secure_delete = ON")  # what a page had before is not left in it
        with sqlite.transaction(connection):
            _hide_projects(connection, policy)
            _hide_logs(connection, policy)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _any(connection: sqlite3.Connection, table: str, condition: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1").fetchone() is not None  # noqa: S608 - of our own words


def _hide_projects(connection: sqlite3.Connection, policy: Policy) -> None:
    names = connection.execute("SELECT id, name FROM names WHERE kind = 'project'").fetchall()
    numbers = {name: number for number, name in names}
    for number, name in names:
        if name.startswith(PROJECT):
            continue
        hidden = policy.project(name)
        if hidden in numbers:  # of a time when hashes were kept before
            _rename(connection, number, numbers[hidden])
            connection.execute("DELETE FROM names WHERE id = ?", (number,))
        else:
            connection.execute("UPDATE names SET name = ? WHERE id = ?", (hidden, number))


def _rename(connection: sqlite3.Connection, old: int, new: int) -> None:
    rows = connection.execute("SELECT DISTINCT at / ? FROM calls WHERE project = ?", (QUARTER, old)).fetchall()
    connection.execute("UPDATE calls SET project = ? WHERE project = ?", (new, old))
    sum_quarters(connection, [quarter for (quarter,) in rows])


def _hide_logs(connection: sqlite3.Connection, policy: Policy) -> None:
    rows = connection.execute(f"SELECT id, path, state FROM files WHERE path NOT LIKE '{LOG}%'").fetchall()  # noqa: S608 - of our own words
    hidden = [(policy.log(path), _without_folder(state, policy), number) for number, path, state in rows]
    connection.executemany("UPDATE OR REPLACE files SET path = ?, state = ? WHERE id = ?", hidden)


def _without_folder(state: str, policy: Policy) -> str:
    """Return what the next line of a log needs to know, with a hash of its folder."""
    needed = json.loads(state or "{}")
    return json.dumps({**needed, "project": policy.project(needed["project"])}) if needed.get("project") else state
