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


def evaluate(
    format_: Format, scope: Scope, paint: Paint, base: Style = NO_STYLE, parent: Path = ()
) -> tuple[list[Located], bool]:
    """Return the fragments in order, and whether any variable had a value; a group without a value vanishes."""
    fragments: list[Located] = []
    filled = False
    for index, node in enumerate(format_):
        path = (*parent, index)
        if isinstance(node, Text):
            fragments += text(node.text, base, path)
            continue
        if isinstance(node, Variable):
            value = [((*path, *inner), on(base, fragment)) for inner, fragment in scope(node.name)]
            part, has_value = value, bool(value) and node.name != "sep"
        elif isinstance(node, Styled):
            part, has_value = evaluate(node.children, scope, paint, over(base, paint(node.style)), path)
        else:
            part, has_value = evaluate(node.children, scope, paint, base, path)
        if has_value or not isinstance(node, Group):
            fragments += part
        filled = filled or has_value
    return fragments, filled


def on(base: Style, fragment: Fragment) -> Fragment:
    return Fragment(fragment.text, over(base, fragment.style), fragment.hole) if base else fragment


def text(content: str, style: Style = NO_STYLE, parent: Path = ()) -> Iterable[Located]:
    """Yield text as fragments, with a break at the end of each line but the last."""
    for index, line in enumerate(content.split("\n")):
        if index:
            yield (*parent, 2 * index), BREAK
        if line:
            yield (*parent, 2 * index + 1), Fragment(line, style)


@lru_cache(maxsize=256)
def restyled(format_: Format, style: str) -> Format:
    """Return a format with a style in place of `level` and `own`."""
    return tuple(_restyled(node, style) for node in format_)


def _restyled(node: Node, style: str) -> Node:
    if isinstance(node, Styled):
        styled = " ".join(style if word.lower() in ("level", "own") else word for word in node.style.split())
        return Styled(restyled(node.children, style), styled)
    return Group(restyled(node.children, style)) if isinstance(node, Group) else node


def names(format_: Format) -> set[str]:
    variables = set()
    for node in format_:
        if isinstance(node, Variable):
            variables.add(node.name)
        elif not isinstance(node, Text):
            variables |= names(node.children)
    return variables


def separated(located: Iterable[Located], separator: tuple[Fragment, ...]) -> list[Located]:
    """Fill in the separators, each only between two fragments of one line."""
    result: list[Located] = []
    waiting: Path | None = None
    begun = False
    for path, fragment in located:
        if fragment.hole == SEPARATOR:
            waiting = path if begun else waiting
        elif fragment.hole == NEW_LINE:
            waiting, begun = None, False
            result.append((path, fragment))
        else:
            if waiting is not None:
                result += [((*waiting, index), part) for index, part in enumerate(separator)]
            waiting, begun = None, True
            result.append((path, fragment))
    return result
