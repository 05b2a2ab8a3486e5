"""Rows of the dashboard and what they are worth where there is no room for all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text


class Worth(IntEnum):
    """What goes last, first: the window that binds stays whatever happens, blank lines go first."""

    BINDING = 0
    NAME = 1
    WINDOW = 2
    PROBLEM = 3
    SCOPED = 4
    FOOTER = 5
    FRESHNESS = 6
    BAR = 7
    DETAIL = 8
    MONEY = 9
    NOBODY = 10
    BLANK = 11


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `alone` is what it says if it is the only one that is left."""

    text: Text
    worth: Worth
    alone: Text | None = None


def fitting(rows: Sequence[Row], height: int) -> list[Text]:
    """Return the lines that fit into height (at least one): the least important went first, of equals the lower."""
    order = sorted(range(len(rows)), key=lambda position: (rows[position].worth, position))
    kept = [rows[position] for position in sorted(order[: max(1, height)])]
    if len(kept) == 1:
        return [kept[0].alone or kept[0].text]
    return [row.text for row in kept]
