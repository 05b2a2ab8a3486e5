"""Plots one window for a terminal in braille dots or ASCII; its resets and limit hits are marked.

The line keeps a value until the next one, and ends at the reset: the use after it is unknown.
"""

from __future__ import annotations

import time
from itertools import zip_longest
from typing import TYPE_CHECKING

from plotille import Canvas  # type: ignore[import-untyped]  # it has annotations but does not declare them

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.history.cycles import Cycle

HEIGHT = 8
MOST_COLUMNS = 160
FEWEST_COLUMNS = 24
_AXIS = 6
_ACROSS, _UP = 2, 4  # dots in a character
_BLANK = "\N{BRAILLE PATTERN BLANK}"
_STAMP = "%Y-%m-%d %H:%M"

Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Signs:
    """The characters of a plot; `dot` empty: braille."""

    dot: str
    axis: str
    foot: str
    floor: str
    reset: str
    limit: str


BRAILLE = Signs("", "┤", "└", "─", "↻", "✕")
ASCII = Signs("*", "|", "+", "-", "^", "x")


def plot(cycles: Sequence[Cycle], since: int, until: int, columns: int, signs: Signs) -> list[str]:
    """Return the lines of a plot from since to until (epoch seconds), `columns` wide; [] if that is too narrow."""
    width = min(columns, MOST_COLUMNS) - _AXIS
    if columns < FEWEST_COLUMNS or until <= since:
        return []
    scale = _Scale(since, until, width * _ACROSS)
    hits = {dot // _ACROSS for cycle in cycles if (dot := scale.dot(cycle.limit_at)) is not None}
    resets = {dot // _ACROSS for cycle in cycles if cycle.peak > 0 and (dot := scale.dot(cycle.ended_at)) is not None}
    body = _body(outline(cycles, scale.since, scale.until, scale.dots), width, signs)
    lines = [f"{label:>{_AXIS - 2}} {axis}{line}" for label, axis, line in _with_axis(body, signs)]
    foot = " " * (_AXIS - 1) + signs.foot + signs.floor * width
    marks = [signs.limit if column in hits else signs.reset if column in resets else " " for column in range(width)]
    lines += [foot, " " * _AXIS + "".join(marks), " " * _AXIS + _ends(since, until, width)]
    return [line.rstrip() for line in (*lines, *_legend(resets, hits, signs, width)) if line.strip()]


def outline(cycles: Sequence[Cycle], since: int, until: int, dots: int) -> list[Bounds | None]:
    """Return for each dot from since to until the lowest and highest value, None if there is none."""
    scale = _Scale(since, until, dots)
    bounds: list[Bounds | None] = [None] * dots
    for cycle in cycles:
        end = until if cycle.ended_at is None else cycle.ended_at
        last = cycle.points[0].used
        for point, following in zip_longest(cycle.points, cycle.points[1:]):
            held_until = min(end, following.as_of) if following else end
            if held_until >= since:
                first = scale.nearest(point.as_of)
                _extend(bounds, first, last if point.as_of >= since else point.used)
                for dot in range(first, max(first, scale.nearest(held_until)) + 1):
                    _extend(bounds, dot, point.used)
            last = point.used
    return bounds


@dataclass(frozen=True, slots=True)
class _Scale:
    since: int
    until: int
    dots: int

    def nearest(self, moment: int) -> int:
        """Return the dot of a moment; the first or the last dot for a moment outside."""
        dot = (moment - self.since) * self.dots // (self.until - self.since)
        return min(max(dot, 0), self.dots - 1)

    def dot(self, moment: int | None) -> int | None:
        return self.nearest(moment) if moment is not None and self.since <= moment <= self.until else None


def _extend(bounds: list[Bounds | None], dot: int, used: float) -> None:
    range_ = bounds[dot] or (used, used)
    bounds[dot] = min(range_[0], used), max(range_[1], used)


def _body(bounds: list[Bounds | None], width: int, signs: Signs) -> list[str]:
    rows = HEIGHT * _UP
    canvas = Canvas(width, HEIGHT, xmin=0, ymin=0, xmax=width * _ACROSS, ymax=rows)
    for dot, range_ in enumerate(bounds):
        if range_:
            low, high = (int(min(max(used, 0.0), 100.0) * (rows - 1) / 100) for used in range_)
            for height in range(low, high + 1):
                canvas.point(dot, height, marker=signs.dot or None)
    text: str = canvas.plot(linesep="\n")
    return text.replace(_BLANK, " ").split("\n")


def _with_axis(body: list[str], signs: Signs) -> Iterator[tuple[str, str, str]]:
    labels = {0: "100%", HEIGHT // 2: "50%", HEIGHT - 1: "0%"}
    for number, line in enumerate(body):
        yield labels.get(number, ""), signs.axis, line


def _ends(since: int, until: int, width: int) -> str:
    """Return the first and the last moment of the axis, shorter or only the last if there is little room."""
    for shape in (_STAMP, "%m-%d %H:%M"):
        left, right = (time.strftime(shape, time.localtime(moment)) for moment in (since, until))
        if len(left) + len(right) < width:
            return left + right.rjust(width - len(left))
    return right.rjust(width)


def _legend(resets: set[int], hits: set[int], signs: Signs, width: int) -> list[str]:
    entries = [f"{signs.reset} reset"] * bool(resets) + [f"{signs.limit} limit hit"] * bool(hits)
    together = "  ".join(entries)
    return [" " * _AXIS + line for line in ([together] if len(together) <= width else entries)]
