"""The help of the dashboard: its keys, and what its signs mean."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = {
    "r": "refresh: ask what may be asked now",
    "h": "history of the last 7 days",
    "e": "explain: where each number comes from",
    "?": "this help",
    "q": "quit; Ctrl-C quits, too",
}
SIGNS = {
    "▲": "the limit that stops you first, with when it is full and when it resets",
    "█": "used",
    "▒": "used at the reset, if it goes on like this",
    "│": "even use: a bar that ends before it is behind pace and lasts",
    "!": "from the warning threshold on; !! from the critical one",
    "~": "an estimate",
    "–": "unknown, or its reset has passed",
}
ASCII_SIGNS = ("!", "#", "+", "|", "!", "~", "-")
_WORDS = 4


def lines(columns: int, *, plain: bool) -> list[str]:
    """Return the help in lines of so many columns. plain: the signs as in ASCII."""
    signs = zip(ASCII_SIGNS if plain else SIGNS, SIGNS.values(), strict=True)
    rows = [("Keys", ""), *KEYS.items(), ("", ""), ("Signs", ""), *signs]
    return [line for sign, text in rows for line in _line(sign, text, columns)]


def _line(sign: str, text: str, columns: int) -> Iterator[str]:
    if not text:
        yield f"\x1b[1m{sign}\x1b[0m" if sign else ""
        return
    indent = " " * _WORDS
    yield from textwrap.wrap(text, max(columns, 2 * _WORDS), initial_indent=f" {sign}  ", subsequent_indent=indent)
