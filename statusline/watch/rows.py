"""Rows of the dashboard and their importance, for when there is no room for all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text


class Worth(IntEnum):
    """The importance of a row, the most important first: the window nearest to its limit always stays."""

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
    """One line; `alone` is its text if it is the only row."""

    text: Text
    worth: Worth
    alone: Text | None = None


def fitting(rows: Sequence[Row], height: int) -> list[Text]:
    """Return the lines that fit into height (at least one), without the least important ones."""
    order = sorted(range(len(rows)), key=lambda position: (rows[position].worth, position))
    visible = [rows[position] for position in sorted(order[: max(1, height)])]
    if len(visible) == 1:
        return [visible[0].alone or visible[0].text]
    return [row.text for row in visible]
