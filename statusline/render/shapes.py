"""The shapes of a segment, from its text as long as it likes down to one character."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.limits.windows import LEVELS
from statusline.render.variables import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusline.config import Config
    from statusline.render.variables import Part

LONG, BRIEF, SHORT, TINY, RAMP = "format", "brief", "short", "tiny", "ramp"  # BRIEF: long, but a reset is only its day


class Shape(NamedTuple):
    """The form of the window that binds, that of the others, how many windows stay, and whether their account does.

    `labels`: whether a tiny form has its $label. `without`: the fields of a session that are left out; `fields`: the
    form of the others.
    """

    binding: str
    others: str
    keep: int
    account: bool = True
    labels: bool = True
    without: frozenset[str] = frozenset()
    fields: str = LONG


class Moment(NamedTuple):
    """A state of the segment, from an instant on; worst is the level that colours it, binding the part that stays."""

    at: int
    worst: str
    binding: Part | None
    visible: frozenset[str]


def ladder(every: int) -> list[Shape]:
    """Return the shapes of a segment of so many windows, ever shorter."""
    return [
        Shape(LONG, LONG, every),
        Shape(BRIEF, BRIEF, every),
        Shape(BRIEF, SHORT, every),
        Shape(SHORT, SHORT, every),
        Shape(SHORT, TINY, every),
        *(Shape(TINY, TINY, keep) for keep in range(every, 1, -1)),
        Shape(SHORT, TINY, 1),
        Shape(TINY, TINY, 1),
        Shape(TINY, TINY, 1, labels=False),
        Shape(TINY, TINY, 1, account=False, labels=False),
        Shape(RAMP, RAMP, 1, account=False),
    ]


def ranked(parts: Sequence[Part], at: int) -> list[Part]:
    """Return the parts in the order in which they stay at an instant: first the one that binds."""
    by_urgency = sorted(parts, key=lambda part: part.urgency(at))
    return by_urgency[:1] + sorted(by_urgency[1:], key=lambda part: -part.settings.priority)


def worst(parts: Sequence[Part], at: int, config: Config) -> str:
    """Return the worst level of the parts that have a number, else the first of LEVELS."""
    levels = [part.level(at, config) for part in parts]
    return max((level for level in levels if level != UNKNOWN), key=LEVELS.index, default=LEVELS[0])


def changes(parts: Sequence[Part], config: Config) -> set[int]:
    """Return the instants at which a segment turns into another state: resets, limits reached, numbers that get old."""
    samples = [part.sample for part in parts if part.sample]
    times = [sample.resets_at for sample in samples] + [part.runs_out_at for part in parts]
    old = {sample.as_of + config.stale_after for sample in samples}
    return {time for time in times if time is not None} | old
