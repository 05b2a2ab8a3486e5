"""A format with its variables filled in: fragments, each with its path in the format, so that evaluations compare."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from statusline.format.grammar import Group, Styled, Text, Variable
from statusline.format.style import NO_STYLE, Fragment, over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from statusline.format.grammar import Format, Node
    from statusline.format.style import Style

    Path = tuple[int, ...]  # indexes of nodes, from the root of the format down
    Located = tuple[Path, Fragment]
    Scope = Callable[[str], Iterable[Located]]  # the value of a variable, with paths relative to it
    Paint = Callable[[str], Style]  # the style that the words of `[…](words)` name

SEPARATOR = "S"
NEW_LINE = "N"
BREAK = Fragment(hole=NEW_LINE)
OPEN, CLOSE = Fragment(hole="("), Fragment(hole=")")  # around what the render drops if the session has no value for it
LIST = Fragment(hole="0")  # before windows of which a session may know none
FRESH = Fragment(hole="F")  # fills a group unless a session knows newer numbers
LEVEL = "<"  # before bounds: what follows is shown while the context of the session is between them
FILL = "H"  # all the space that a line leaves
CAP = "K"  # before what ends a coloured block, parts two and starts one
CELLS = "V"  # before the colours of the columns of the gauge after it
_STRUCTURE = (SEPARATOR, OPEN.hole, CLOSE.hole, LIST.hole, FRESH.hole, FILL)
_BRACKETS = (OPEN.hole, CLOSE.hole)
_WITHOUT_VALUE = ("sep", "fill", "cap")
_LAST = 1_000_000


def evaluate(
    format_: Format, scope: Scope, paint: Paint, base: Style = NO_STYLE, parent: Path = (), first: int = 0
) -> tuple[list[Located], bool | None]:
    """Return the fragments in order, and whether any variable had a value; a group without a value vanishes.

    None: only a session knows; a group then stays open for the render to decide. first: the index of the first node.
    """
    fragments: list[Located] = []
    filled: bool | None = False
    styled = base != NO_STYLE
    for index, node in enumerate(format_, first):
        path = (*parent, index)
        if isinstance(node, Text):
            fragments += text(node.text, base, path)
            continue
        if isinstance(node, Variable):
            if styled:
                part = [((*path, *inner), on(base, fragment)) for inner, fragment in scope(node.name)]
            else:
                part = [((*path, *inner), fragment) for inner, fragment in scope(node.name)]
            has_value = _says(part) if node.name not in _WITHOUT_VALUE else False
        elif isinstance(node, Styled):
            part, has_value = evaluate(node.children, scope, paint, over(base, paint(node.style)), path)
        else:
            part, has_value = evaluate(node.children, scope, paint, base, path)
            if has_value is None:
                part = grouped(part, path)
            elif has_value is False:
                continue
        fragments += part
        filled = filled or (filled if has_value is False else has_value)
    return fragments, filled


def grouped(fragments: list[Located], parent: Path = ()) -> list[Located]:
    """Return fragments as a group that the render drops if nothing in it has a value."""
    return [((*parent, -1), OPEN), *fragments, ((*parent, _LAST), CLOSE)]


def located(fragments: Iterable[Fragment]) -> list[Located]:
    """Return fragments with their order as path."""
    return [((index,), fragment) for index, fragment in enumerate(fragments)]


def _says(value: list[Located]) -> bool | None:
    """Tell whether a value says something; None: only a session knows. A hole that ends with a comma is the session's.

    What stands in such a hole after the last comma is shown where the session does not know better.
    """
    depth = 0
    for _, fragment in value:
        hole = fragment.hole
        if hole in _BRACKETS:
            depth += 1 if hole == OPEN.hole else -1
        elif not depth and hole[-1:] != "," and not _structural(fragment):
            return True
    return None if value else False


def _structural(fragment: Fragment) -> bool:
    return fragment.hole in _STRUCTURE or fragment.hole[:1] in (LEVEL, CAP, CELLS)


def on(base: Style, fragment: Fragment) -> Fragment:
    if base == NO_STYLE or (_structural(fragment) and fragment.hole != SEPARATOR):
        return fragment
    return Fragment(fragment.text, over(base, fragment.style), fragment.hole)


def text(content: str, style: Style = NO_STYLE, parent: Path = ()) -> list[Located]:
    """Return text as fragments, with a break at the end of each line but the last."""
    if "\n" not in content:
        return [((*parent, 1), Fragment(content, style))]
    fragments: list[Located] = []
    for index, line in enumerate(content.split("\n")):
        if index:
            fragments.append(((*parent, 2 * index), BREAK))
        if line:
            fragments.append(((*parent, 2 * index + 1), Fragment(line, style)))
    return fragments


@lru_cache(maxsize=256)
def restyled(format_: Format, style: str) -> Format:
    """Return a format with a style in place of `level` and `own`."""
    return tuple(_restyled(node, style) for node in format_)


def _restyled(node: Node, style: str) -> Node:
    if isinstance(node, Styled):
        styled = " ".join(style if word.lower() in ("level", "own") else word for word in node.style.split())
        return Styled(restyled(node.children, style), styled)
    return Group(restyled(node.children, style)) if isinstance(node, Group) else node


@lru_cache(maxsize=1024)
def names(format_: Format) -> frozenset[str]:
    variables = set()
    for node in format_:
        if isinstance(node, Variable):
            variables.add(node.name)
        elif not isinstance(node, Text):
            variables |= names(node.children)
    return frozenset(variables)


def separated(
    located: Iterable[Located], separator: tuple[Fragment, ...], *, begun: bool = False
) -> tuple[list[Located], bool, Located | None]:
    """Fill in the separators, each only between two fragments of one line.

    begun: whether something stands in the line already. Return it as of the end, and the separator that waits there.
    """
    result: list[Located] = []
    waiting: Located | None = None
    for path, fragment in located:
        if fragment.hole == SEPARATOR:
            waiting = (path, fragment) if begun else waiting
        elif fragment.hole == NEW_LINE:
            waiting, begun = None, False
            result.append((path, fragment))
        else:
            if waiting is not None:
                result += between(waiting, separator)
            waiting, begun = None, True
            result.append((path, fragment))
    return result, begun, waiting


def between(waiting: Located, separator: tuple[Fragment, ...]) -> list[Located]:
    """Return the fragments of a separator that stands between two others."""
    path, fragment = waiting
    return [((*path, index), on(fragment.style, part)) for index, part in enumerate(separator)]
