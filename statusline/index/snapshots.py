"""What a deep look at the logs of a session counted: numbers and labels of a fixed list, and nothing that was said."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from statusline.state import sqlite, token_index

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

NAME = "session"


@dataclass(slots=True)
class Counts:
    """`tools` and `commands`: how often, by label. `compactions`: when (epoch seconds).

    `rereads` are the reads of what the session had read before; their results have `reread_characters` together.
    """

    tools: dict[str, int] = field(default_factory=dict)
    commands: dict[str, int] = field(default_factory=dict)
    reads: int = 0
    rereads: int = 0
    reread_characters: int = 0
    compactions: list[int] = field(default_factory=list)


def keep(folder: str, counts: Mapping[str, Counts], now: int) -> None:
    """Keep the counts of sessions in place of all earlier ones. Raises StorageError."""
    rows = [(NAME, session, now, json.dumps(asdict(own))) for session, own in counts.items()]
    with token_index.opened(folder) as database, sqlite.transaction(database.connection):
        database.connection.execute("DELETE FROM snapshots WHERE name = ?", (NAME,))
        database.connection.executemany("INSERT INTO snapshots VALUES (?, ?, ?, ?)", rows)


def read(connection: sqlite3.Connection) -> tuple[dict[str, Counts], int | None]:
    """Return the counts by session, and when they were made (epoch seconds), None if there are none."""
    result: dict[str, Counts] = {}
    made = None
    for session, at, payload in connection.execute(
        "SELECT scope, made_at, payload FROM snapshots WHERE name = ?", (NAME,)
    ):
        with contextlib.suppress(ValueError, TypeError):
            result[session] = Counts(**json.loads(payload))
            made = at
    return result, made
