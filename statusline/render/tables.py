"""Tables and sentences for people: in the columns that there are, or whole where nobody counts them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from statusline.hot import text as hot_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

BETWEEN = "  "
PROSE = 110  # columns of the longest line of sentences at a terminal: more are hard to read
_NAME = 16  # a name is cut down to these before a column goes
_SHORTEST_NAME = 6  # … and to these once no other column can go


class Shape(NamedTuple):
    """What the columns of a table are, by their places.

    names: texts that may be cut in their middle. texts: those that stand left and stay whole. All others are numbers:
    they stand right and stay whole. spare: which columns go where there is too little room, the first one first; after
    them go the last ones, but the first two stay.
    """

    names: Collection[int] = (0,)
    texts: Collection[int] = ()
    spare: Sequence[int] = ()


def lines(rows: Sequence[Sequence[str]], shape: Shape, columns: int | None) -> Iterator[str]:
    """Yield rows, the head among them, as lines of equal columns. columns: of the terminal; None: as many as needed."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    places = _places(widths, shape, columns)
    widths = _fitted(widths, places, shape, columns)
    for row in rows:
        cells = [_cell(row[at], widths[at], left=at in shape.names or at in shape.texts) for at in places]
        yield BETWEEN.join(cells).rstrip()


def sentences(text: str, columns: int | None, first: str = "", others: str = "") -> list[str]:
    """Return a text in lines of whole words. first, others: how the first line and those below it are indented."""
    if columns is None:
        return [first + text]
    wrapped = textwrap.wrap(
        text,
        max(min(columns, PROSE), len(others) + _NAME, hot_text.width(first) + _NAME),
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped or [first]


def _places(widths: Sequence[int], shape: Shape, columns: int | None) -> list[int]:
    """Return the columns for which there is room, with the names cut a little where they must."""
    places = list(range(len(widths)))
    last = [at for at in reversed(places) if at not in shape.spare]
    for gone, name in (*((at, _NAME) for at in shape.spare), *((at, _SHORTEST_NAME) for at in last)):
        least = [min(widths[at], name) if at in shape.names else widths[at] for at in places]
        if columns is None or _total(least) <= columns or len(places) <= 2:  # noqa: PLR2004 - a name and a number
            break
        if gone in places:
            places.remove(gone)
    return places


def _fitted(widths: list[int], places: list[int], shape: Shape, columns: int | None) -> list[int]:
    """Return the widths with the longest names cut to what is left of the columns."""
    widths = list(widths)
    names = [at for at in places if at in shape.names]
    while columns is not None and names and _total([widths[at] for at in places]) > columns:
        longest = max(names, key=lambda at: widths[at])
        if widths[longest] <= _SHORTEST_NAME:
            break
        widths[longest] -= 1
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(BETWEEN) * (len(widths) - 1)


def _cell(text: str, columns: int, *, left: bool) -> str:
    if (size := _width(text)) > columns:
        text = hot_text.shortened(text, columns)
        size = _width(text)
    spaces = " " * (columns - size)
    return text + spaces if left else spaces + text


def _width(text: str) -> int:
    """Return the columns of a text without escape sequences, of which a report may have thousands."""
    return len(text) if text.isascii() else hot_text.width(text)
