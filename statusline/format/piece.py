"""A piece: a bit of the segment, still without any target's escapes."""

from __future__ import annotations

from dataclasses import dataclass

from statusline.format.style import Style

NO_STYLE = Style()


@dataclass(frozen=True, slots=True)
class Piece:
    """A hole of the prompt file (without its mark), then text; both in a style."""

    text: str = ""
    style: Style = NO_STYLE
    hole: str = ""
