"""zsh prompts: `%F{…}` for colours, `%` doubled; text stays text with PROMPT_SUBST and PROMPT_BANG on or off.

Each colour is a fragment of its own, so that the plain text can be taken from the painted one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statusline.format.style import COLOURS

if TYPE_CHECKING:
    from statusline.format.style import Style


# With the option on, zsh takes the first of the two characters away; with it off, `%1<<` cuts it off, for it keeps the
# last column only. So neither a change of options nor the place of a `setopt` can turn a label into code.
_KEPT = "%1<<{}%<<"
_ESCAPES = str.maketrans(
    {"%": "%%", "$": _KEPT.format("\\$"), "`": _KEPT.format("\\`"), "\\": _KEPT.format("\\\\"), "!": _KEPT.format("!!")}
)
_ESCAPED = re.compile(r"%1<<(?:\\(.)|!(!))%<<|%(%)")
_COLOUR = re.compile(r"%[FfKkBbUuSs{]")
_ATTRIBUTES = {
    "bold": ("%B", "%b"),
    "dim": ("%{\x1b[2m%}", "%{\x1b[22m%}"),
    "italic": ("%{\x1b[3m%}", "%{\x1b[23m%}"),
    "underline": ("%U", "%u"),
    "blink": ("%{\x1b[5m%}", "%{\x1b[25m%}"),
    "inverted": ("%S", "%s"),
    "hidden": ("%{\x1b[8m%}", "%{\x1b[28m%}"),
    "strikethrough": ("%{\x1b[9m%}", "%{\x1b[29m%}"),
}


def escape(text: str) -> str:
    """Return text for a prompt with PROMPT_PERCENT on, which is zsh's default."""
    return text.translate(_ESCAPES)


def plain(fragment: str) -> str:
    """Return the text that `escape` made a fragment of, empty if the fragment is a colour."""
    return "" if _COLOUR.match(fragment) else _ESCAPED.sub(lambda match: match[match.lastindex or 0], fragment)


def paint(style: Style) -> tuple[str, str]:
    """Return what switches style on, and each part of it off again."""
    pairs = [(f"%{letter}{{{_colour(colour)}}}", f"%{letter.lower()}") for letter, colour in _colours(style) if colour]
    # zsh's own escapes may begin with a reset of everything, so the raw sequences come last and leave first.
    pairs += sorted((_ATTRIBUTES[name] for name in style.attributes), key=lambda pair: "{" in pair[0])
    return "".join(on for on, _ in pairs), "".join(off for _, off in reversed(pairs))


def _colours(style: Style) -> tuple[tuple[str, str], ...]:
    return ("F", style.foreground), ("K", style.background)


def _colour(colour: str) -> str:
    name = colour.removeprefix("bright-")
    if name != colour:
        return str(8 + COLOURS.index(name))
    return colour.replace("purple", "magenta")
