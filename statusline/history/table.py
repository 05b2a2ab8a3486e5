"""A window's cycles as a table for people: start, end, peak, and when the limit was hit. Times are local."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from statusline.hot.text import whole
from statusline.render import tables
from statusline.render.tables import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusline.history.cycles import Cycle

WITH_DATE, SHORT = "%Y-%m-%d %H:%M", "%m-%d %H:%M"
HEAD = ("start", "end", "peak", "limit hit")
RUNNING, EARLY = "running", " early"


class _Shape(NamedTuple):
    """The layout of a row: the least width it needs, the format of its times, and its columns."""

    least: int
    time: str
    columns: tuple[int, ...]


_SHAPES = (
    _Shape(64, WITH_DATE, (0, 1, 2, 3)),
    _Shape(51, SHORT, (0, 1, 2, 3)),
    _Shape(0, SHORT, (0, 2, 3)),
)


def lines(cycles: Sequence[Cycle], width: int | None, nothing: str) -> list[str]:
    """Return the lines of the table, without unused cycles; width None: unlimited.

    nothing: the text for a missing value.
    """
    shape = next(shape for shape in _SHAPES if width is None or width >= shape.least)
    used = [_row(cycle, shape.time, nothing) for cycle in cycles if cycle.peak > 0]
    if not used:
        return ["no use recorded"]
    rows = [tuple(row[column] for column in shape.columns) for row in (HEAD, *used)]
    texts = [place for place, column in enumerate(shape.columns) if HEAD[column] != "peak"]
    return list(tables.lines(rows, Shape(names=(), texts=texts), width))


def _row(cycle: Cycle, shape: str, nothing: str) -> tuple[str, ...]:
    end = RUNNING if cycle.ended_at is None else _when(cycle.ended_at, shape) + EARLY * cycle.early
    limit = nothing if cycle.limit_at is None else _when(cycle.limit_at, shape)
    return _when(cycle.started_at, shape), end, f"{whole(cycle.peak)}%", limit


def _when(moment: int, shape: str) -> str:
    return time.strftime(shape, time.localtime(moment))
