"""Where the logs have a call: its file and the byte at which its line begins, and whether a line still is that call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.providers import CLAUDE
from statusline.frozen import dataclass
from statusline.index import queries

if TYPE_CHECKING:
    import sqlite3

    from statusline.index.queries import Call

_COLUMNS = ", ".join(f"calls.{name}" for name in queries.CALL_COLUMNS.split(", "))
_MOST = 2  # more than one is as good as many


@dataclass(frozen=True, slots=True)
class Place:
    """A call, the path of its log, and the byte at which its line begins there. `file`, `state`: as they are stored."""

    call: Call
    path: str
    offset: int
    file: int
    state: str


def of_calls(connection: sqlite3.Connection, low: int, high: int) -> list[Place]:
    """Return the places of the calls whose keys are from low to high, two at most."""
    statement = f"""SELECT path, calls.offset, files.id, state, {_COLUMNS}
        FROM calls JOIN files ON files.id = calls.file WHERE key BETWEEN ? AND ? LIMIT ?"""  # noqa: S608 - of our own words
    names = queries.stored_names(connection)
    rows = connection.execute(statement, (low, min(high, (1 << 63) - 1), _MOST)).fetchall()
    return [Place(queries.call_of(row, names), path, offset, file, state) for path, offset, file, state, *row in rows]


def is_there(place: Place, line: bytes) -> bool:
    """Tell whether a line is that call."""
    from statusline.index import claude, codex  # here: they load msgspec

    if place.call.provider == CLAUDE:
        return claude.key_of(line) == place.call.key
    return codex.key_of(line, place.state, place.file) == place.call.key
