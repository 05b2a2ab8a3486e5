"""What a window's points tell: the value that was believed, its cycles, resets and limit hits.

Percentages are 0-100, times epoch seconds. Nothing here looks at a clock or a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from statusline.limits import merge
from statusline.limits.model import Sample
from statusline.state.samples import same_cycle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.state.samples import Point

LIMIT = 100.0


@dataclass(frozen=True, slots=True)
class Cycle:
    """A window from its start to its reset, as its believed points (at least one) show it.

    `started_at`: its length before its reset, or the first use that was seen. `ended_at`: when it began anew, None
    while it runs; `early`: before the reset that was announced. `limit_at`: when 100 % was first seen, or None.
    """

    points: tuple[Point, ...]
    started_at: int
    resets_at: int | None
    ended_at: int | None
    early: bool
    peak: float
    limit_at: int | None


def believed(points: Iterable[Point]) -> Iterator[Point]:
    """Yield each change of the value to believe, by the rules of merge.py, from one window's points, oldest first."""
    latest: dict[str, Point] = {}
    before: Point | None = None
    for point in points:
        latest[point.source] = point
        best = point if before is None else _best(before, point, latest)
        if before is None or best.used != before.used or not same_cycle(best.resets_at, before.resets_at):
            yield best
        before = best


def cycles(points: Iterable[Point], length: int | None, now: int) -> list[Cycle]:
    """Return the cycles in a window's believed points, oldest first. length: the window's seconds, None if unknown."""
    groups: list[list[Point]] = []
    for point in points:
        if groups and not _begins(groups[-1][-1], point):
            groups[-1].append(point)
        else:
            groups.append([point])
    found: list[Cycle] = []
    for group, following in zip_longest(groups, groups[1:]):
        earliest = found[-1].ended_at if found else None
        found.append(_cycle(tuple(group), following[0] if following else None, length, earliest or 0, now))
    return found


def _best(before: Point, point: Point, latest: dict[str, Point]) -> Point:
    """Return the point to believe once `point` is known; the usual cases need no look at the other sources."""
    if before.resets_at is not None and point.resets_at is not None:
        if point.resets_at > before.resets_at + merge.SAME_CYCLE:
            return point
        if same_cycle(before.resets_at, point.resets_at) and point.resets_at > point.as_of:
            return before if point.as_of == before.as_of and point.used < before.used else point
    samples = [
        Sample(one.window, "", one.used, one.resets_at, one.as_of, one.source, None, one.confidence)
        for one in latest.values()
    ]
    return latest[merge.believe(samples, point.as_of)[point.window].source]


def _begins(before: Point, point: Point) -> bool:
    """Tell whether a new cycle has begun: the old one was over, or the use fell along with another reset.

    Some sources move the reset of a window that is not in use; that begins nothing.
    """
    if same_cycle(before.resets_at, point.resets_at):
        return False
    return point.used < before.used or (before.resets_at is not None and point.as_of >= before.resets_at)


def _cycle(points: tuple[Point, ...], following: Point | None, length: int | None, earliest: int, now: int) -> Cycle:
    resets_at = next((point.resets_at for point in reversed(points) if point.resets_at is not None), None)
    began = next((point.as_of for point in points if point.used > 0), points[0].as_of)
    if resets_at is not None and length is not None:
        began = min(began, resets_at - length)
    early = following is not None and resets_at is not None and following.as_of < resets_at - merge.SAME_CYCLE
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
