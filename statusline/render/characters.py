"""The characters that a prompt may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.hot.text import printable

if TYPE_CHECKING:
    from statusline.config import Config

_ASCII = str.maketrans(
    {"·": "|", "–": "-", "…": "...", "≈": "~", "±": "+-", "“": '"', "”": '"', "‘": "'", "’": "'", "›": ">", "→": "->"}
)


def plain(text: str, config: Config) -> str:
    """Return text without control characters, in ASCII if that is wanted."""
    text = printable(text)
    return in_ascii(text) if config.ascii else text


def in_ascii(text: str) -> str:
    """Return text in ASCII characters, those that have no likeness as `?`."""
    return text.translate(_ASCII).encode("ascii", "replace").decode()
