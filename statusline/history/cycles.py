"""The cycles of a window from its recorded points: believed values, resets and limit hits.

Percentages are 0-100, times epoch seconds. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.hot.text import SAME_CYCLE
from statusline.limits import merge
from statusline.limits.model import Sample
from statusline.state.samples import same_cycle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.state.samples import Point

LIMIT = 100.0


@dataclass(frozen=True, slots=True)
class Cycle:
    """A window from its start to its reset, with its believed points (at least one).

    `started_at`: its length before its reset, or the first use that was seen. `ended_at`: its reset, None while it
    runs; `early`: before the announced reset. `limit_at`: when 100 % was first seen.
    """

    points: tuple[Point, ...]
    started_at: int
    resets_at: int | None
    ended_at: int | None
    early: bool
    peak: float
    limit_at: int | None


def believed(points: Iterable[Point]) -> Iterator[Point]:
    """Yield each change of the value to believe (rules of merge.py) from a window's points, oldest first."""
    latest: dict[str, Point] = {}
    previous: Point | None = None
    for point in points:
        latest[point.source] = point
        best = point if previous is None else _best(previous, point, latest)
        if previous is None or best.used != previous.used or not same_cycle(best.resets_at, previous.resets_at):
            yield best
        previous = best


def cycles(points: Iterable[Point], length: int | None, now: int) -> list[Cycle]:
    """Return the cycles in a window's believed points, oldest first. length: the window's seconds, None if unknown."""
    return list(each(points, length, now))


def each(points: Iterable[Point], length: int | None, now: int) -> Iterator[Cycle]:
    """Yield what `cycles` returns; a cycle that is not used any more is not in memory."""
    group: list[Point] = []
    earliest = 0
    for point in points:
        if group and _begins(group[-1], point):
            made = _cycle(tuple(group), point, length, earliest, now)
            earliest = made.ended_at or 0
            group = []
            yield made
        group.append(point)
    if group:
        yield _cycle(tuple(group), None, length, earliest, now)


def _best(previous: Point, point: Point, latest: dict[str, Point]) -> Point:
    """Return the point to believe after `point`; the usual cases need no look at the other sources."""
    if previous.resets_at is not None and point.resets_at is not None:
        if point.resets_at > previous.resets_at + SAME_CYCLE:
            return point
        if same_cycle(previous.resets_at, point.resets_at) and point.resets_at > point.as_of:
            return previous if point.as_of == previous.as_of and point.used < previous.used else point
    samples = [
        Sample(other.window, "", other.used, other.resets_at, other.as_of, other.source, None, other.confidence)
        for other in latest.values()
    ]
    return latest[merge.believe(samples, point.as_of)[point.window].source]


def _begins(previous: Point, point: Point) -> bool:
    """Tell whether a new cycle begins: the old one was over, or the use fell together with another reset.

    Some sources move the reset of an unused window; that does not begin a cycle.
    """
    if same_cycle(previous.resets_at, point.resets_at):
        return False
    return point.used < previous.used or (previous.resets_at is not None and point.as_of >= previous.resets_at)


def _cycle(points: tuple[Point, ...], following: Point | None, length: int | None, earliest: int, now: int) -> Cycle:
    resets_at = next((point.resets_at for point in reversed(points) if point.resets_at is not None), None)
    began = next((point.as_of for point in points if point.used > 0), points[0].as_of)
    if resets_at is not None and length is not None:
        began = min(began, resets_at - length)
    early = following is not None and resets_at is not None and following.as_of < resets_at - SAME_CYCLE
    ended = resets_at if resets_at is not None and resets_at <= now else None
    if following is not None and (early or ended is None):
        ended = following.as_of
    return Cycle(
        points=points,
        started_at=max(began, earliest),
        resets_at=resets_at,
        ended_at=ended,
        early=early,
        peak=max(point.used for point in points),
        limit_at=next((point.as_of for point in points if point.used >= LIMIT), None),
    )
