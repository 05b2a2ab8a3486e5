"""Rows of the dashboard and their importance, for when there is no room for all."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from rich.text import Text

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.watch.context import Context


class Worth(IntEnum):
    """The importance of a row, the most important first: the window nearest to its limit always stays."""

    BINDING = 0
    BANNER = 1
    NAME = 2
    WINDOW = 3
    PROBLEM = 4
    SCOPED = 5
    FOOTER = 6
    FRESHNESS = 7
    BAR = 8
    DETAIL = 9
    MONEY = 10
    NOBODY = 11
    BLANK = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `alone` is its text if it is the only row."""

    text: Text
    worth: Worth
    alone: Text | None = None


def words(text: str, context: Context, worth: Worth, style: str = "", indent: int = 1) -> Iterator[Row]:
    """Yield the rows of a sentence, indented and wrapped between words."""
    for part in text.splitlines():
        for line in context.painter.wrapped(part, context.width - indent, style, indent=2):
            yield Row(Text.assemble(" " * indent, line, no_wrap=True), worth)


def fitting(rows: Sequence[Row], height: int) -> list[Text]:
    """Return the lines that fit into height (at least one), without the least important ones."""
    order = sorted(range(len(rows)), key=lambda position: (rows[position].worth, position))
    visible = [rows[position] for position in sorted(order[: max(1, height)])]
    if len(visible) == 1:
        return [visible[0].alone or visible[0].text]
    return [row.text for row in visible]
