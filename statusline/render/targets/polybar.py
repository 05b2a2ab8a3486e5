"""polybar: `%{F#rrggbb}…%{F-}` for colours (its formatting tags); a script's output has no other way to be painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.format import palette

if TYPE_CHECKING:
    from statusline.format.style import Style


def escape(text: str) -> str:
    """Return text so that polybar finds no tag in it: an offset of nothing parts `%` from `{`."""
    return text.replace("%{", "%%{O0}{")


def paint(style: Style) -> tuple[str, str]:
    """Return the tags for style and those that end it; bold and the like are a font in polybar's own config."""
    pairs = [
        (f"%{{{letter}{palette.hexadecimal(colour)}}}", f"%{{{letter}-}}")
        for letter, colour in (("F", style.foreground), ("B", style.background))
        if colour
    ]
    if "underline" in style.attributes:
        pairs.append(("%{+u}", "%{-u}"))
    if "inverted" in style.attributes:
        pairs.append(("%{R}", "%{R}"))
    return "".join(on for on, _ in pairs), "".join(off for _, off in reversed(pairs))
