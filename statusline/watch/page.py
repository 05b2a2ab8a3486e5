"""A page of text on the dashboard's screen, in place of the frame: it is scrolled, and any key back closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from statusline.hot.ascii_text import in_ascii
from statusline.watch import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from statusline.watch.painter import Painter

    Make = Callable[[int], Sequence[str]]
    """Returns the lines of a page, with SGR styles, for so many columns."""

CLOSES = ("q", terminal.ESCAPE)
_LINES = {terminal.UP: -1, "k": -1, terminal.DOWN: 1, "j": 1, terminal.ENTER: 1}
_SCREENS = {" ": 1, "b": -1}
LOWEST = 4  # rows that leave none for the keys
_KEYS = ("↑↓ space scroll · Esc back", "Esc back", "Esc")
_ASCII_KEYS = ("j k space scroll | Esc back", "Esc back", "Esc")


class Page:
    """`make` runs once for each width: a page is a look at one moment."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._columns, self._height, self._top = 0, 1, 0
        self._text: Sequence[Text] = ()

    def lines(self, painter: Painter, columns: int, rows: int) -> list[Text]:
        """Return what the screen shows of the page, and below it how to go on."""
        if columns != self._columns:
            self._columns = columns
            self._text = [line for text in self._make(columns) for line in _fitting(text, painter, columns)]
        foot = [Text(), self._foot(painter, columns)] if rows > LOWEST else []
        self._height = rows - len(foot)
        self._top = max(0, min(self._top, len(self._text) - self._height))
        body = [*self._text[self._top : self._top + self._height]]
        body += [Text()] * (self._height - len(body))
        return [*body, *foot]

    def press(self, key: str) -> None:
        """Scroll; a key that means nothing here does nothing."""
        self._top = max(0, self._top + _LINES.get(key, 0) + _SCREENS.get(key, 0) * self._height)

    def _foot(self, painter: Painter, columns: int) -> Text:
        bottom = min(self._top + self._height, len(self._text))
        where = f"{self._top + 1}-{bottom} of {len(self._text)} · " if len(self._text) > self._height else ""
        keys = _ASCII_KEYS if painter.ascii else _KEYS
        options = [painter.text(text, "label") for text in (f"{where}{keys[0]}", f"{where}{keys[1]}", *keys[1:])]
        return next((text for text in options if text.cell_len <= columns), options[-1])


def _fitting(line: str, painter: Painter, columns: int) -> Iterator[Text]:
    text = Text.from_ansi(in_ascii(line) if painter.ascii else line, no_wrap=True)
    if text.cell_len <= columns:
        yield text
    else:
        yield from painter.folded(text, columns, len(text.plain) - len(text.plain.lstrip()))
