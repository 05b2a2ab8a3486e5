"""A format whose variables only the render knows: its styles as branches, its groups left open.

What is left to the render is written in the holes of claude_line.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from statusline.format.evaluate import SEPARATOR, on, text
from statusline.format.grammar import Group, Styled, Text
from statusline.format.style import NO_STYLE, Fragment, over
from statusline.limits.windows import LEVELS
from statusline.render.timeline import SPAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.format.evaluate import Paint
    from statusline.format.grammar import Format, Node
    from statusline.format.style import Style

    Value = tuple[list[Fragment], bool | None]  # pieces, and whether they say something; None: only the render knows
    Scope = Callable[[str, "Context"], Value]

ELSE, END, FILLED = Fragment(hole="|"), Fragment(hole=";"), Fragment(hole="F")
NEXT, NOT_NEXT = Fragment(hole="0"), Fragment(hole="1")
NO_REDACTION, CLOSE, SEP = Fragment(hole="("), Fragment(hole=")"), Fragment(hole=SEPARATOR)
NOTHING: Value = ([], False)


@dataclass(frozen=True, slots=True)
class Context:
    """Where a format is: the style around it, what `level` and `own` mean (None: only the render knows).

    windows: the names of those that `own` is about, between commas; empty: all.
    """

    base: Style = NO_STYLE
    level: str | None = None
    own: str | None = None
    windows: str = ""


class Walk:
    """Evaluates formats; painter turns the names of two levels into what paints with them."""

    def __init__(self, painter: Callable[[str, str], Paint]) -> None:
        self.painter = painter

    def value(self, nodes: Format, scope: Scope, here: Context) -> Value:
        """Return the pieces of a format; a group of which only the render knows whether it is empty stays open."""
        found: list[Fragment] = []
        says: set[bool | None] = set()
        for node in nodes:
            pieces, filled = self._node(node, scope, here)
            found += pieces
            says.add(filled)
        return found, True if True in says else None if None in says else False

    def _node(self, node: Node, scope: Scope, here: Context) -> Value:
        if isinstance(node, Text):
            return [piece for _, piece in text(node.text, here.base)], False
        if isinstance(node, Styled):
            return self._styled(node, scope, here)
        if isinstance(node, Group):
            pieces, filled = self.value(node.children, scope, here)
            return (pieces, True) if filled else NOTHING if filled is False else ([NO_REDACTION, *pieces, CLOSE], None)
        return scope(node.name, here)

    def _styled(self, node: Styled, scope: Scope, here: Context) -> Value:
        words = node.style.lower().split()
        if "level" in words and here.level is None:
            return self._each([("l", replace(here, level=level)) for level in LEVELS], node, scope)
        if "own" in words and here.own is None:
            worst = f"o{here.windows}," if here.windows else "l"
            return self._each([(worst, replace(here, own=level)) for level in LEVELS], node, scope)
        style = self.painter(here.level or LEVELS[0], here.own or here.level or LEVELS[0])(node.style)
        return self.value(node.children, scope, replace(here, base=over(here.base, style)))

    def _each(self, cases: list[tuple[str, Context]], node: Styled, scope: Scope) -> Value:
        found: list[Fragment] = []
        filled: bool | None = False
        for index, (condition, here) in enumerate(cases):
            pieces, filled = self._styled(node, scope, here)
            found += [Fragment(hole=f"?{condition}{index}"), *pieces, END]
        return found, filled


def around(base: Style, pieces: list[Fragment]) -> list[Fragment]:
    """Return pieces with the style around them."""
    return [piece if piece.hole[:1] == SPAN else on(base, piece) for piece in pieces]
