"""The last hours of a window as a row of characters. Percentages 0-100, times epoch seconds."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from statusline.limits.model import FIVE_HOURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusline.limits.model import Sample
    from statusline.state.samples import Point

_DAY = 86_400


def span(sample: Sample) -> int:
    """Return how many seconds back a window's curve goes: its own length, five hours at least and a day at most."""
    return min(max(sample.length_seconds or FIVE_HOURS, FIVE_HOURS), _DAY)


def values(points: Sequence[Point], start: int, end: int, columns: int) -> list[float | None]:
    """Return what was known at the end of each of so many equal parts of the time from start to end.

    A point holds until the next one or its own reset; None where nothing is known.
    """
    moments = [start + (end - start) * (column + 1) // columns for column in range(columns)]
    times = [point.as_of for point in points]
    return [_value(points, bisect_right(times, moment) - 1, moment) for moment in moments]


def _value(points: Sequence[Point], position: int, moment: int) -> float | None:
    if position < 0:
        return None
    point = points[position]
    return None if point.resets_at is not None and point.resets_at <= moment else point.used
