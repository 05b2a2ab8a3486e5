"""The last hours of a window as a row of characters. Percentages 0-100, times epoch seconds."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from statusline.history import cycles
from statusline.hot.text import DAY
from statusline.limits.model import FIVE_HOURS
from statusline.state import samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from statusline.limits.model import Sample
    from statusline.state.samples import Point


def span(sample: Sample) -> int:
    """Return how many seconds back a window's curve goes: its length, at least 5 hours, at most a day."""
    return min(max(sample.length_seconds or FIVE_HOURS, FIVE_HOURS), DAY)


def values(points: Sequence[Point], start: int, end: int, columns: int) -> list[float | None]:
    """Return the value at the end of each of `columns` equal parts of the time from start to end.

    A point is valid until the next one or its own reset; None where there is none.
    """
    moments = [start + (end - start) * (column + 1) // columns for column in range(columns)]
    times = [point.as_of for point in points]
    return [_value(points, bisect_right(times, moment) - 1, moment) for moment in moments]


def _value(points: Sequence[Point], position: int, moment: int) -> float | None:
    if position < 0:
        return None
    point = points[position]
    return None if point.resets_at is not None and point.resets_at <= moment else point.used


PATIENCE = 0.2  # seconds to wait for another process that is at the history


def read(folder: str, since: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], tuple[Point, ...]]:
    """Return the points of each account and window since its time (epoch seconds), from the history in folder."""
    try:
        with samples.glanced_at(folder, PATIENCE) as history:
            return {
                key: _in_order(cycles.believed(history.series(*key, since=start)))
                for key, start in since.items()
                if history
            }
    except (sqlite3.Error, TypeError):  # a newer version's rows may have more columns
        return {}


def _in_order(points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(sorted(points, key=attrgetter("as_of")))
