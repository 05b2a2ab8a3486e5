"""What the history says of the last hours. Without one that can be read the dashboard does without."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from operator import attrgetter
from typing import TYPE_CHECKING
from urllib.parse import quote

from statusline import cycles, history

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from statusline.history import Point

BUSY_SECONDS = 0.2


def points(folder: str, since: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], tuple[Point, ...]]:
    """Return the points of each account and window since its time (epoch seconds), from the history in folder.

    Opened for reading only: a history that is missing, busy or damaged is the refresh's business.
    """
    try:
        with closing(_connected(f"{folder}/{history.FILE}")) as connection:
            known = history.History(connection, None)
            return {key: _in_order(cycles.believed(known.series(*key, since=start))) for key, start in since.items()}
    except (sqlite3.Error, TypeError):  # a newer version's rows may have more columns
        return {}


def _connected(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(path)}?mode=ro", timeout=BUSY_SECONDS, uri=True)


def _in_order(points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(sorted(points, key=attrgetter("as_of")))
