"""A line of ours, put together from the parts of another one."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING

from statusline.config.checks import LONGEST_FORMAT, unsafe
from statusline.errors import ConfigError
from statusline.format import style
from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITS = "$accounts"
LONGEST_TEXT = 40
GROUNDS = ("61", "24", "22", "23", "25", "94")  # of blocks whose colour the peer does not say; white text is readable
CAPS = {"\ue0b0": "arrow", "\ue0b4": "round", "\ue0bc": "slant", "\ue0c0": "flame"}
FILL = "$fill"
_NAMED = {"magenta": "purple", "grey": "bright-black", "gray": "bright-black"}


@dataclass(frozen=True, slots=True)
class Part:
    """A format, its style words and its background; `always`: it has no variable, so that it never vanishes."""

    text: str
    style: str = ""
    ground: str = ""
    always: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """The nearest look of ours to a peer's: rows of parts, keys of our config, and what cannot be had, in words."""

    peer: str
    file: str
    rows: list[list[Part]] = field(default_factory=lambda: [[]])
    keys: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def add(self, text: str, words: str = "", ground: str = "") -> None:
        """Add a part to the last row; one that is there already, such as the limits, is not shown twice."""
        if text == FILL or all(part.text != text for row in self.rows for part in row):
            self.rows[-1].append(Part(text, words, ground))

    def add_text(self, text: str, words: str = "", ground: str = "") -> None:
        """Add text of the user's own."""
        plain = literal(text)
        if plain.strip():
            self.rows[-1].append(Part(plain, words, ground, always=True))

    def lacks(self, what: str) -> None:
        if what not in self.missing:
            self.missing.append(what)

    def end_row(self) -> None:
        if self.rows[-1]:
            self.rows.append([])

    def settings(self) -> dict[str, str]:
        """Return key -> TOML value of our config, the format among them."""
        if not any("$accounts" in part.text for row in self.rows for part in row):
            self.rows[0].insert(0, Part(LIMITS))
        blocks = "claude_line.caps" in self.keys
        rows = [list(row) for row in self.rows if row]
        while len(format_ := "\n".join(_row(row, blocks=blocks) for row in rows)) > LONGEST_FORMAT:
            last = max(rows, key=len)
            self.lacks(f"more than {LONGEST_FORMAT} characters of format")
            last.pop()
        return {"claude_line.format": json.dumps(format_, ensure_ascii=True), **self.keys}


def literal(text: str) -> str:
    """Return text of a stranger as text of a format: nothing in it acts on a terminal, or is a variable."""
    plain = "".join(character for character in text[:LONGEST_TEXT] if not unsafe(character))
    return "".join(f"\\{character}" if character in "$[](){}\\" else character for character in plain)


def quoted(text: str) -> str:
    return json.dumps(text)


def colour(text: object) -> str:
    """Return a peer's colour as a word of ours: brightBlue, ansi256:61, hex:ff8800, #ff8800; empty for any other."""
    if not isinstance(text, str):
        return ""
    name = (
        text.removeprefix("bg") if text[:3] not in ("bg:", "bg#") and text[:2] == "bg" and text[2:3].isupper() else text
    )
    word = name.removeprefix("ansi256:")
    if name.startswith("hex:"):
        word = "#" + name.removeprefix("hex:").lower()
    elif name.lower().startswith("bright"):
        bare = name[6:].lower()
        word = f"bright-{_NAMED.get(bare, bare)}"
    elif not word.startswith("#"):
        word = _NAMED.get(word.lower(), word.lower())
    try:
        style.parse(word)
    except ConfigError:
        return ""
    return "" if word in style.ATTRIBUTES or word == "none" or " " in word else word


def _row(parts: list[Part], *, blocks: bool) -> str:
    return "".join(_blocks(parts) if blocks else _texts(parts))


def _texts(parts: list[Part]) -> Iterator[str]:
    begun = False
    for part in parts:
        if part.text == FILL:
            yield "${fill}"
            begun = False
            continue
        words = " ".join(filter(None, (part.style, f"bg:{part.ground}" if part.ground else "")))
        inner = f"[{part.text}]({words})" if words else part.text
        between = "${sep}" if inner[:1].isidentifier() or inner[:1].isdigit() else "$sep"
        inner = f"{between}{inner}" if begun else inner
        yield inner if part.always or inner == LIMITS else f"({inner})"
        begun = True


def _blocks(parts: list[Part]) -> Iterator[str]:
    for index, part in enumerate(parts):
        if part.text == FILL:
            yield f"$cap{FILL}"
            continue
        ground = "236" if part.text == LIMITS else part.ground or GROUNDS[index % len(GROUNDS)]
        words = "" if part.text == LIMITS else part.style or "fg:231"
        yield f"($cap[ {part.text} ]({f'{words} bg:{ground}'.strip()}))"
    yield "$cap"
