"""Between which two moments the official number of a window rose, and by how much. Pure.

Points are percentage points, times epoch seconds.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.history.cycles import Cycle

WHOLE, TENTH = 1.0, 0.1


@dataclass(frozen=True, slots=True)
class Interval:
    """After `after`, up to and with `until`, the number rose by `points`; `first` is the one from a cycle's start on.

    `cycle` numbers the cycles, the oldest being 0.
    """

    cycle: int
    after: int
    until: int
    points: float
    first: bool = False


def of_cycles(cycles: Iterable[Cycle]) -> Iterator[Interval]:
    for number, cycle in enumerate(cycles):
        yield from of_cycle(cycle, number)


def of_cycle(cycle: Cycle, number: int = 0) -> Iterator[Interval]:
    """Yield the intervals of a cycle, the oldest first; their points add up to its last number.

    What was taken back later was never used: each number counts as the lowest of itself and all that follow.
    """
    lowest, values = math.inf, []
    for point in reversed(cycle.points):
        lowest = min(lowest, point.used)
        values.append(lowest)
    after, before = cycle.started_at - 1, 0.0
    for point, used in zip(cycle.points, reversed(values), strict=True):
        if used > before:
            yield Interval(number, after, max(after, point.as_of), used - before, first=before == 0)
            after, before = max(after, point.as_of), used


def step(cycles: Iterable[Cycle]) -> float:
    """Return the steps in which the vendor tells the number."""
    values = (point.used for cycle in cycles for point in cycle.points)
    return WHOLE if all(used == round(used) for used in values) else TENTH
