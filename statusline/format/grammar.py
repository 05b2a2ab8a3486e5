r"""The format language: text, `$name` or `${name}`, `[…](style)`, `(…)` that vanishes when empty, backslash escapes.

format:  item*          ("name" is also command.NAME or account.LABEL, the latter in braces with any characters but "}")
item:    text, "$" name, "${" name "}", "[" format "](" style ")", "(" format ")", or "\" special
special: one of $[](){}\
style:   words of style.py and STYLE_NAMES, between spaces
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn

from statusline.errors import ConfigError
from statusline.format import style
from statusline.format.caret import mistake
from statusline.format.suggest import nearest
from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection

STYLE_NAMES = ("level", "own", "normal", "warning", "critical", "label", "unknown", "stale")
DEEPEST = 20
_SPECIAL = frozenset("$[](){}\\")
_PLAIN = re.compile(r"[^$\[\]()\\]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ACCOUNT = "account."  # before the label of a configured account
_ACCOUNT = re.compile(r"account\.[A-Za-z0-9_-]+")
COMMAND = "command."  # before the name of one of the user's commands
_COMMAND = re.compile(r"command\.[A-Za-z0-9_-]+")
_BRACED_ACCOUNT = re.compile(r"account\.[^}]+")
_WORD = re.compile(r"\S+")
_STYLE_WORDS = (*STYLE_NAMES, *style.COLOURS, *style.ATTRIBUTES, "none")


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(frozen=True, slots=True)
class Styled:
    """`style` holds words of style.py and STYLE_NAMES."""

    children: tuple[Node, ...]
    style: str


@dataclass(frozen=True, slots=True)
class Group:
    """Vanishes when no variable in it has a value."""

    children: tuple[Node, ...]


Node = Text | Variable | Styled | Group
Format = tuple[Node, ...]


@lru_cache(maxsize=256)
def parse(text: str, variables: tuple[str, ...], elsewhere: frozenset[str] = frozenset()) -> Format:
    """Return the nodes of a format that may use these variables. Raises ConfigError with a caret under the mistake."""
    reader = _Reader(text, variables, elsewhere)
    nodes = reader.nodes(())
    if reader.position < len(text):
        reader.stray()
    return nodes


def style_words(text: str) -> None:
    """Check a style in which the STYLE_NAMES may stand too. Raises ConfigError."""
    for match in _WORD.finditer(text):
        _check_word(text, match.start(), match.group())


class _Reader:
    def __init__(self, text: str, variables: Collection[str], elsewhere: Collection[str]) -> None:
        self.text, self.variables, self.elsewhere, self.position = text, variables, elsewhere, 0
        self.accounts = "accounts" in variables
        self.commands = f"{COMMAND}NAME" in variables

    def nodes(self, openings: tuple[int, ...]) -> Format:
        """Read up to a closing mark or the end. openings: the positions of the marks that are still open."""
        if len(openings) > DEEPEST:
            self.fail(openings[-1], f"Brackets are nested more than {DEEPEST} deep.", "Remove some.")
        nodes: list[Node] = []
        while self.position < len(self.text) and self.text[self.position] not in "])":
            node, previous = self.node(openings), nodes[-1] if nodes else None
            if isinstance(node, Text) and isinstance(previous, Text):
                nodes.pop()
                node = Text(previous.text + node.text)
            nodes.append(node)
        return tuple(nodes)

    def node(self, openings: tuple[int, ...]) -> Node:
        mark, start = self.text[self.position], self.position
        if mark == "$":
            return self.variable()
        if mark == "\\":
            return self.escaped()
        if mark in "[(":
            self.position += 1
            children = self.nodes((*openings, start))
            return self.styled(start, children) if mark == "[" else self.group(start, children)
        plain = _PLAIN.match(self.text, self.position)
        self.position = plain.end() if plain else self.position + 1
        return Text(self.text[start : self.position])

    def escaped(self) -> Text:
        following = self.text[self.position + 1 : self.position + 2]
        if following not in _SPECIAL:
            self.fail(
                self.position,
                "A backslash must be followed by one of $ [ ] ( ) { } \\.",
                "Write two for a backslash itself.",
            )
        self.position += 2
        return Text(following)

    def variable(self) -> Variable:
        dollar = self.position
        braced = self.text.startswith("{", dollar + 1)
        start = dollar + 1 + braced
        account = (_BRACED_ACCOUNT if braced else _ACCOUNT).match(self.text, start) if self.accounts else None
        command = _COMMAND.match(self.text, start) if self.commands else None
        match = account or command or _NAME.match(self.text, start)
        if match is None:
            self.fail(
                dollar,
                "A $ must be followed by the name of a variable.",
                r"Write the name after it, or \$ for a dollar sign.",
            )
        if braced and not self.text.startswith("}", match.end()):
            self.fail(dollar + 1, "This { is not closed.", "Write } right after the name of the variable.")
        if not (account or command) and match.group() not in self.variables:
            self.fail(start, *self.unknown(match.group()))
        self.position = match.end() + braced
        return Variable(match.group())

    def unknown(self, name: str) -> tuple[str, str]:
        suggestion = None if name in self.elsewhere else nearest(name, self.variables)
        if suggestion:
            return f"There is no variable ${name[:40]} here.", f"Did you mean ${suggestion}?"
        names = ", ".join(f"${variable}" for variable in self.variables)
        return f"There is no variable ${name[:40]} here.", f"Available here: {names or 'none'}."

    def styled(self, start: int, children: Format) -> Styled:
        self.close("]", start)
        bracket = self.position - 1
        if not self.text.startswith("(", self.position):
            self.fail(
                bracket,
                "[...] must be followed by (style).",
                r"Write (bold), say, after it, or \[ \] for the brackets.",
            )
        end = self.text.find(")", self.position)
        if end < 0:
            self.fail(self.position, "This style is not closed.", "End it with ).")
        names = self.text[self.position + 1 : end]
        for match in _WORD.finditer(names):
            _check_word(self.text, self.position + 1 + match.start(), match.group())
        self.position = end + 1
        return Styled(children, names)

    def group(self, start: int, children: Format) -> Group:
        self.close(")", start)
        return Group(children)

    def close(self, mark: str, start: int) -> None:
        if self.position >= len(self.text):
            opening = self.text[start]
            self.fail(start, f"This {opening} is not closed.", rf"End it with {mark}, or write \{opening} for it.")
        if self.text[self.position] != mark:
            self.stray(f"; the {self.text[start]} before it ends with {mark}")
        self.position += 1

    def stray(self, more: str = "") -> NoReturn:
        mark = self.text[self.position]
        self.fail(self.position, f"This {mark} closes nothing{more}.", rf"Take it out, or write \{mark} for it.")

    def fail(self, position: int, problem: str, remedy: str) -> NoReturn:
        raise mistake(self.text, position, problem, remedy)


def _check_word(text: str, position: int, name: str) -> None:
    if name.lower() in STYLE_NAMES:
        return
    try:
        style.parse(name)
    except ConfigError:
        bare = name.removeprefix("fg:")
        suggestion = nearest(bare, _STYLE_WORDS)
        remedy = (
            f"Did you mean {suggestion}?" if suggestion else f"Use a colour, an attribute, or {', '.join(STYLE_NAMES)}."
        )
        raise mistake(text, position, "Not a colour, an attribute or the name of a style.", remedy) from None
