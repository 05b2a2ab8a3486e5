"""The shapes of a segment, from its text as long as it likes down to one character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statusline.render.variables import Part

LONG, BRIEF, SHORT, TINY, RAMP = "format", "brief", "short", "tiny", "ramp"  # BRIEF: long, but a reset is only its day


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of the window that binds, that of the others, how many windows stay, and whether their account does.

    `labels`: whether a tiny form has its $label. `without`: the fields of a session that are left out.
    """

    binding: str
    others: str
    keep: int
    account: bool = True
    labels: bool = True
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moment:
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
