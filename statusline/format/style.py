"""Style strings like starship's: `bold red`, `fg:208 bg:#222222`, `none`."""

from __future__ import annotations

from typing import NamedTuple

from statusline.errors import ConfigError

COLOURS = ("black", "red", "green", "yellow", "blue", "purple", "cyan", "white")
ATTRIBUTES = ("bold", "dim", "italic", "underline", "blink", "inverted", "hidden", "strikethrough")
_BRIGHT = "bright-"
_LAST_INDEX = 255
_LONGEST_SHOWN = 80
_HEX_DIGITS = 6


class Style(NamedTuple):
    """A parsed style. A colour is a name of COLOURS (or `bright-` and one), `0`-`255` or `#rrggbb`; empty: default."""

    foreground: str = ""
    background: str = ""
    attributes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.foreground or self.background or self.attributes)


def parse(text: str) -> Style:
    """Return the style that text describes; `none` anywhere in it means no style. Raises ConfigError."""
    foreground = background = ""
    attributes: list[str] = []
    for name in text.lower().split():
        if name == "none":
            return Style()
        if name in ATTRIBUTES:
            attributes.append(name)
        elif name.startswith("bg:"):
            background = _colour(name[3:], text)
        else:
            foreground = _colour(name.removeprefix("fg:"), text)
    return Style(foreground, background, tuple(dict.fromkeys(attributes)))


def over(base: Style, top: Style) -> Style:
    """Return top on base: top's colours before those of base, the attributes of both."""
    if NO_STYLE in (base, top):
        return base if top == NO_STYLE else top
    return Style(
        top.foreground or base.foreground,
        top.background or base.background,
        tuple(dict.fromkeys(base.attributes + top.attributes)),
    )


def _colour(colour: str, text: str) -> str:
    name = colour.removeprefix(_BRIGHT)
    index = colour.isdecimal() and colour.isascii() and len(colour) <= len(str(_LAST_INDEX))
    if name in COLOURS or (index and int(colour) <= _LAST_INDEX):
        return colour
    digits = colour.removeprefix("#")
    if colour.startswith("#") and len(digits) == _HEX_DIGITS and all(c in "0123456789abcdef" for c in digits):
        return colour
    raise ConfigError(
        f'"{_shown(colour)}" in the style "{_shown(text)}" is not a colour or an attribute.',
        f"Use {', '.join(COLOURS)}, bright-…, 0-255, #rrggbb, bg:…, or {', '.join(ATTRIBUTES)}, none.",
    )


def _shown(text: str) -> str:
    """Return text for a message: safe for a terminal, and cut to the length of the longest style."""
    clean = "".join(character if character.isprintable() else "?" for character in text[: _LONGEST_SHOWN + 1])
    return clean if len(clean) <= _LONGEST_SHOWN else clean[:_LONGEST_SHOWN] + "…"


NO_STYLE = Style()


class Fragment(NamedTuple):
    """A hole of the prompt file (without its mark), then text; both in a style."""

    text: str = ""
    style: Style = NO_STYLE
    hole: str = ""
