"""What the history says of the last hours. Without one that can be read the dashboard does without."""

from __future__ import annotations

import sqlite3
from operator import attrgetter
from typing import TYPE_CHECKING

from statusline.history import cycles
from statusline.state import samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from statusline.state.samples import Point

PATIENCE = 0.2  # seconds to wait for another process that is at the history


def points(folder: str, since: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], tuple[Point, ...]]:
    """Return the points of each account and window since its time (epoch seconds), from the history in folder."""
    try:
        with samples.glanced_at(folder, PATIENCE) as known:
            return {key: _in_order(cycles.believed(known.series(*key, since=at))) for key, at in since.items() if known}
    except (sqlite3.Error, TypeError):  # a newer version's rows may have more columns
        return {}


def _in_order(points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(sorted(points, key=attrgetter("as_of")))
