r"""The format language: text, `$name` or `${name}`, `[…](style)`, `(…)` that vanishes when empty, backslash escapes.

format:  item*
item:    text, "$" name, "${" name "}", "[" format "](" style ")", "(" format ")", or "\" special
special: one of $[](){}\
style:   words of style.py and STYLE_NAMES, between spaces
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn

from statusline.errors import ConfigError
from statusline.format import style
from statusline.format.caret import mistake
from statusline.format.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

STYLE_NAMES = ("level", "own", "normal", "warning", "critical", "label", "unknown", "stale")
DEEPEST = 20
_SPECIAL = frozenset("$[](){}\\")
_PLAIN = re.compile(r"[^$\[\]()\\]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORD = re.compile(r"\S+")
_STYLE_WORDS = (*STYLE_NAMES, *style.COLOURS, *style.ATTRIBUTES, "none")


@dataclass(frozen=True, slots=True)
class Text:
    """Characters as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """The value of a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Styled:
    """What is inside, in a style; `style` holds words of style.py and STYLE_NAMES."""

    children: tuple[Node, ...]
    style: str


@dataclass(frozen=True, slots=True)
class Group:
    """What is inside; nothing at all when no variable in it has a value."""

    children: tuple[Node, ...]


Node = Text | Variable | Styled | Group
Format = tuple[Node, ...]


@lru_cache(maxsize=256)
def parse(text: str, variables: tuple[str, ...], elsewhere: frozenset[str] = frozenset()) -> Format:
    """Return the nodes of a format that may use variables. Raises ConfigError, with a caret under the place.

    elsewhere: variables that other formats may use; one of them in the wrong format is no typo.
    """
    reader = _Reader(text, variables, elsewhere)
    nodes = reader.nodes(())
    if reader.environment < len(text):
        reader.stray()
    return nodes


def style_words(text: str) -> None:
    """Check a style in which the STYLE_NAMES may stand too. Raises ConfigError."""
    for match in _WORD.finditer(text):
        _check_word(text, match.start(), match.group())


class _Reader:
    def __init__(self, text: str, variables: Collection[str], elsewhere: Collection[str]) -> None:
        self.text, self.variables, self.elsewhere, self.environment = text, variables, elsewhere, 0

    def nodes(self, opened: tuple[int, ...]) -> Format:
        """Read up to a closing mark or the end; opened: the places of the marks around."""
        if len(opened) > DEEPEST:
            self.fail(opened[-1], f"More than {DEEPEST} brackets inside each other.", "Take some out.")
        found: list[Node] = []
        while self.environment < len(self.text) and self.text[self.environment] not in "])":
            node, before = self.node(opened), found[-1] if found else None
            if isinstance(node, Text) and isinstance(before, Text):
                found.pop()
                node = Text(before.text + node.text)
            found.append(node)
        return tuple(found)

    def node(self, opened: tuple[int, ...]) -> Node:
        mark, start = self.text[self.environment], self.environment
        if mark == "$":
            return self.variable()
        if mark == "\\":
            return self.escaped()
        if mark in "[(":
            self.environment += 1
            children = self.nodes((*opened, start))
            return self.styled(start, children) if mark == "[" else self.group(start, children)
        plain = _PLAIN.match(self.text, self.environment)
        self.environment = plain.end() if plain else self.environment + 1
        return Text(self.text[start : self.environment])

    def escaped(self) -> Text:
        following = self.text[self.environment + 1 : self.environment + 2]
        if following not in _SPECIAL:
            self.fail(
                self.environment,
                "A backslash stands only before one of $ [ ] ( ) { } \\.",
                "Write it twice for a backslash itself.",
            )
        self.environment += 2
        return Text(following)

    def variable(self) -> Variable:
        dollar = self.environment
        braced = self.text.startswith("{", dollar + 1)
        start = dollar + 1 + braced
        match = _NAME.match(self.text, start)
        if match is None:
            self.fail(dollar, "A $ without the name of a variable.", r"Write its name after it, or \$ for the sign.")
        if braced and not self.text.startswith("}", match.end()):
            self.fail(dollar + 1, "A { that is not closed.", "Write } right after the name of the variable.")
        if match.group() not in self.variables:
            self.fail(start, *self.unknown(match.group()))
        self.environment = match.end() + braced
        return Variable(match.group())

    def unknown(self, name: str) -> tuple[str, str]:
        meant = None if name in self.elsewhere else nearest(name, self.variables)
        if meant:
            return f"There is no variable ${name[:40]} here.", f"Did you mean ${meant}?"
        known = ", ".join(f"${one}" for one in self.variables)
        return f"There is no variable ${name[:40]} here.", f"Known here: {known or 'none'}."

    def styled(self, start: int, children: Format) -> Styled:
        self.close("]", start)
        bracket = self.environment - 1
        if not self.text.startswith("(", self.environment):
            self.fail(
                bracket,
                "A [ ] without its style.",
                r"Write (style) after it, such as (bold), or \[ \] for these.",
            )
        end = self.text.find(")", self.environment)
        if end < 0:
            self.fail(self.environment, "A style that is not closed.", "End it with ).")
        words = self.text[self.environment + 1 : end]
        for match in _WORD.finditer(words):
            _check_word(self.text, self.environment + 1 + match.start(), match.group())
        self.environment = end + 1
        return Styled(children, words)

    def group(self, start: int, children: Format) -> Group:
        self.close(")", start)
        return Group(children)

    def close(self, mark: str, start: int) -> None:
        if self.environment >= len(self.text):
            opening = self.text[start]
            self.fail(start, f"A {opening} that is not closed.", rf"End it with {mark}, or write \{opening} for it.")
        if self.text[self.environment] != mark:
            self.stray(f"; the {self.text[start]} before it ends with {mark}")
        self.environment += 1

    def stray(self, more: str = "") -> NoReturn:
        mark = self.text[self.environment]
        self.fail(self.environment, f"A {mark} that nothing opened{more}.", rf"Take it out, or write \{mark} for it.")

    def fail(self, place: int, problem: str, remedy: str) -> NoReturn:
        raise mistake(self.text, place, problem, remedy)


def _check_word(text: str, place: int, word: str) -> None:
    if word.lower() in STYLE_NAMES:
        return
    try:
        style.parse(word)
    except ConfigError:
        bare = word.removeprefix("fg:")
        meant = nearest(bare, _STYLE_WORDS)
        remedy = f"Did you mean {meant}?" if meant else f"Use a colour, an attribute, or {', '.join(STYLE_NAMES)}."
        raise mistake(text, place, "No colour, attribute or name of a style.", remedy) from None
