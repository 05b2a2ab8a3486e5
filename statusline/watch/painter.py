"""Text in the user's styles and character set: everything that the dashboard shows."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.style import Style
from rich.text import Text

from statusline.config import themes
from statusline.format import style
from statusline.frozen import dataclass
from statusline.hot.ascii_text import in_ascii
from statusline.hot.text import printable
from statusline.render.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statusline.config import Config

_ANY = Console(width=80)  # wrapping asks for one and only takes its tabs
_OWN = {"name": Style(bold=True), "binding": Style(bold=True)}
_HEALTHY = {"dark": "green", "light": "fg:28"}  # these themes leave a healthy number in a prompt without a colour
_ATTRIBUTES = {"inverted": "reverse", "hidden": "conceal", "strikethrough": "strike"}


@dataclass(frozen=True, slots=True)
class Painter:
    """`styles` are the config's, by name; `ascii`: only ASCII; `gauge` is the set of characters of bars."""

    styles: Mapping[str, Style]
    ascii: bool
    gauge: str

    def text(self, text: str, name: str = "") -> Text:
        """Return one line of text in a style; control characters are replaced."""
        text = harmless(printable(text))
        if self.ascii:
            text = in_ascii(text)
        return Text(text, self.styles.get(name, Style.null()), no_wrap=True)

    def cut(self, line: Text, width: int) -> Text:
        if line.cell_len > width:
            line = line.copy()
            line.truncate(width, overflow="crop" if self.ascii else "ellipsis")
        return line

    def wrapped(self, text: str, width: int, name: str = "", indent: int = 0) -> Iterator[Text]:
        """Yield text in lines of at most width columns, each but the first indented."""
        return self.folded(self.text(text, name), width, indent)

    def folded(self, text: Text, width: int, indent: int) -> Iterator[Text]:
        """Yield a line in lines of at most width columns, each but the first indented."""
        text.no_wrap = False
        for number, line in enumerate(text.wrap(_ANY, max(1, width - indent), overflow="fold")):
            line.rstrip()
            line.no_wrap = True
            yield Text.assemble(" " * (indent if number else 0), line, no_wrap=True)


def of(config: Config, *, ascii_only: bool = False) -> Painter:
    """Return the painter for a config; ascii_only: the terminal can show no other characters."""
    styles = {name: translated(value) for name, value in asdict(themes.styles(config)).items()}
    if not config.styles.normal and config.theme in _HEALTHY:
        styles["normal"] = translated(_HEALTHY[config.theme])
    plain = config.ascii or ascii_only
    return Painter({**styles, **_OWN}, plain, "ascii" if plain else config.gauge)


def translated(text: str) -> Style:
    """Return a style string of the config as rich's Style. Raises ConfigError."""
    parsed = style.parse(text)
    attributes = " ".join(_ATTRIBUTES.get(name, name) for name in parsed.attributes)
    return Style.parse(attributes) + Style(color=_colour(parsed.foreground), bgcolor=_colour(parsed.background))


def _colour(colour: str) -> str | None:
    if colour.isdecimal():
        return f"color({colour})"
    return colour.replace("bright-", "bright_").replace("purple", "magenta") or None
