"""A format with its variables put in: pieces, each with its place, so that several evaluations can be compared."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from statusline.format.grammar import Group, Styled, Text, Variable
from statusline.format.style import NO_STYLE, Fragment, over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from statusline.format.grammar import Format, Node
    from statusline.format.style import Style

    Place = tuple[int, ...]
    Located = tuple[Place, Fragment]
    Scope = Callable[[str], Iterable[Located]]  # the value of a variable, places relative to it
    Paint = Callable[[str], Style]  # the style that the words of `[…](words)` name

SEPARATOR = "S"
NEW_LINE = "N"
BREAK = Fragment(hole=NEW_LINE)


def evaluate(
    format_: Format, scope: Scope, paint: Paint, base: Style = NO_STYLE, environment: Place = ()
) -> tuple[list[Located], bool]:
    """Return the pieces in order, and whether any variable had a value; a group in which none had vanishes."""
    found: list[Located] = []
    filled = False
    for index, node in enumerate(format_):
        here = (*environment, index)
        if isinstance(node, Text):
            found += text(node.text, base, here)
            continue
        if isinstance(node, Variable):
            value = [((*here, *inner), on(base, piece)) for inner, piece in scope(node.name)]
            part, has_value = value, bool(value) and node.name != "sep"
        elif isinstance(node, Styled):
            part, has_value = evaluate(node.children, scope, paint, over(base, paint(node.style)), here)
        else:
            part, has_value = evaluate(node.children, scope, paint, base, here)
        if has_value or not isinstance(node, Group):
            found += part
        filled = filled or has_value
    return found, filled


def on(base: Style, piece: Fragment) -> Fragment:
    """Return a piece with the style around it."""
    return Fragment(piece.text, over(base, piece.style), piece.hole) if base else piece


def text(words: str, style: Style = NO_STYLE, environment: Place = ()) -> Iterable[Located]:
    """Yield text as pieces, with a break in place of each end of a line."""
    for index, line in enumerate(words.split("\n")):
        if index:
            yield (*environment, 2 * index), BREAK
        if line:
            yield (*environment, 2 * index + 1), Fragment(line, style)


@lru_cache(maxsize=256)
def restyled(format_: Format, words: str) -> Format:
    """Return a format with the words of a style in place of `level` and `own`."""
    return tuple(_restyled(node, words) for node in format_)


def _restyled(node: Node, words: str) -> Node:
    if isinstance(node, Styled):
        styled = " ".join(words if word.lower() in ("level", "own") else word for word in node.style.split())
        return Styled(restyled(node.children, words), styled)
    return Group(restyled(node.children, words)) if isinstance(node, Group) else node


def names(format_: Format) -> set[str]:
    """Return the variables that a format mentions."""
    found = set()
    for node in format_:
        if isinstance(node, Variable):
            found.add(node.name)
        elif not isinstance(node, Text):
            found |= names(node.children)
    return found


def separated(located: Iterable[Located], separator: tuple[Fragment, ...]) -> list[Located]:
    """Return located with its separators put in, each only between two things on one line."""
    found: list[Located] = []
    waiting: Place | None = None
    begun = False
    for place, piece in located:
        if piece.hole == SEPARATOR:
            waiting = place if begun else waiting
        elif piece.hole == NEW_LINE:
            waiting, begun = None, False
            found.append((place, piece))
        else:
            if waiting is not None:
                found += [((*waiting, index), part) for index, part in enumerate(separator)]
            waiting, begun = None, True
            found.append((place, piece))
    return found
