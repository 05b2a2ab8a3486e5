"""`own` around what only a session knows: three styles, of which the render shows the one of its level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.format.evaluate import LEVEL, names
from statusline.format.grammar import Group, Styled, Text, Variable

if TYPE_CHECKING:
    from statusline.format.grammar import Format, Node

LEVELS = ("normal", "warning", "critical")
OWN = "own"


def by_level(format_: Format, variables: frozenset[str], warning: int, critical: int) -> Format:
    """Return a format in which `own` around one of the variables is three styles. warning, critical: percentages."""
    spans = (f",{warning}", f"{warning},{critical}", f"{critical},")
    nodes: list[Node] = []
    for node in format_:
        if _has_own_level(node, variables):
            for span, level in zip(spans, LEVELS, strict=True):
                nodes += [Variable(LEVEL + span), _at(node, variables, level)]
            nodes.append(Variable(LEVEL))
        elif isinstance(node, Text | Variable):
            nodes.append(node)
        else:
            children = by_level(node.children, variables, warning, critical)
            nodes.append(Styled(children, node.style) if isinstance(node, Styled) else Group(children))
    return tuple(nodes)


def _has_own_level(node: Node, variables: frozenset[str]) -> bool:
    return isinstance(node, Styled) and OWN in node.style.lower().split() and bool(names((node,)) & variables)


def _at(node: Node, variables: frozenset[str], level: str) -> Node:
    """Return a node as it is at a level, with all that is in it."""
    if isinstance(node, Text | Variable):
        return node
    children = tuple(_at(child, variables, level) for child in node.children)
    if not isinstance(node, Styled):
        return Group(children)
    own = _has_own_level(node, variables)
    style = " ".join(level if own and word.lower() == OWN else word for word in node.style.split())
    return Styled(children, style)
