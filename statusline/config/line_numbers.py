"""The line number of each key of a TOML text, which tomllib does not give."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config.checks import Key

_DEEPEST = 4  # table, named table, inline table, key; deeper ones are never asked for
_TOKEN = re.compile(
    r"""
    (?P<newline>\n)
  | (?P<text> \"{3} (?:[^"\\]+|\\.|"{1,2}(?!"))*+ "{3,5}
            | '{3}  (?:[^']+|'{1,2}(?!'))*+ '{3,5}
            | "(?:[^"\\\n]+|\\.)*+"
            | '[^'\n]*')
  | (?P<mark>[\[\]{},=])
  | (?P<bare>[^\s\[\]{},=#"']+)
  | [^\S\n]+ | \#[^\n]*
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class _Inside:
    """A table or a list that is being read; `item` is the index in a list, None in a table."""

    path: Key
    item: int | None = None


@dataclass(slots=True)
class _Reader:
    lines: dict[Key, int] = field(default_factory=dict)
    inside: list[_Inside] = field(default_factory=lambda: [_Inside(())])
    names: list[str] = field(default_factory=list)
    naming: bool = True
    heading: int = 0
    tables: Counter[Key] = field(default_factory=Counter)

    def note(self, path: Key, line: int) -> None:
        for end in range(1, min(len(path), _DEEPEST) + 1):
            self.lines.setdefault(path[:end], line)

    def newline(self) -> None:
        if len(self.inside) > 1:
            return
        if self.heading:
            self.inside = [_Inside(self.heading_path())]
            self.tables[tuple(self.names)] += self.heading > 1
        self.heading, self.naming, self.names = 0, True, []

    def word(self, kind: str, token: str, line: int) -> None:
        if not self.naming:
            self.note(self.value_path(), line)
            return
        self.names += [_unquoted(token)] if kind == "text" else filter(None, token.split("."))
        if self.heading:
            self.note(self.heading_path(), line)

    def mark(self, mark: str, line: int) -> None:
        if self.naming and mark in "[]":
            self.heading += mark == "["
        elif mark == "=":
            self.naming = False
            self.note(self.value_path(), line)
        elif mark in "[{":
            path = self.value_path()
            self.note(path, line)
            self.inside.append(_Inside(path, 0 if mark == "[" else None))
            self.naming, self.names = mark == "{", []
        elif mark in "]}":
            self.inside.pop()
            self.naming, self.names = False, []
        else:
            self.comma()

    def comma(self) -> None:
        container = self.inside[-1]
        self.naming, self.names = container.item is None, []
        if container.item is not None:
            container.item += 1

    def heading_path(self) -> Key:
        """Return the path of a [table], or of a [[table]] with its index."""
        path = tuple(self.names[:_DEEPEST])
        return (*path, self.tables[path]) if self.heading > 1 else path

    def value_path(self) -> Key:
        container = self.inside[-1]
        return (*container.path, *(self.names if container.item is None else (container.item,)))[: _DEEPEST + 1]


def key_lines(text: str) -> dict[Key, int]:
    """Return the first line (from 1) of every key and list item of a valid TOML text."""
    reader = _Reader()
    for kind, token, line in _tokens(text):
        if kind == "newline":
            reader.newline()
        elif kind == "mark":
            reader.mark(token, line)
        else:
            reader.word(kind, token, line)
    return reader.lines


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup:
            yield match.lastgroup, match.group(), line
        line += match.group().count("\n")


def _unquoted(token: str) -> str:
    return str(tomllib.loads(f"key = {token}")["key"])
