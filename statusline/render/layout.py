"""The variants of a segment: its text as long as it likes, then shorter and shorter, down to one character.

What goes first: the middle of long names, then what the windows that do not bind say besides their numbers, then the
least important windows. The window that binds first stays to the end.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from statusline.config import variables
from statusline.format.evaluate import names
from statusline.format.grammar import Variable, parse
from statusline.hot.text import width
from statusline.render import timeline
from statusline.render import variables as render_variables
from statusline.render.segment import BEFORE, Segment
from statusline.render.shapes import ladder
from statusline.render.window_text import NAMES

if TYPE_CHECKING:
    from typing import Self

    from statusline.format.evaluate import Located, Path
    from statusline.format.grammar import Format
    from statusline.format.style import Fragment
    from statusline.render.shapes import Shape
    from statusline.render.timeline import Measures

    Nodes = list[list[Located]]

NAME_COLUMNS = 12  # a longer name is cut to these before anything else of its shape goes


class Measured(NamedTuple):
    columns: int
    shape: Shape
    nodes: Nodes


class Layout(Segment):
    @cached_property
    def _written(self) -> dict[str, list[tuple[int, list[Fragment]]]]:
        return {}

    @cached_property
    def _measured(self) -> dict[int, tuple[list[Located], Measures]]:
        return {}

    def variants(self, format_: str, limit: int = 0) -> list[tuple[int, list[Fragment]]]:
        """Return (most columns, fragments) of each variant, ever shorter; limit: what is wider is left out."""
        if format_ not in self._written:  # most targets have the same format
            self._written[format_] = self._variants(format_)
        variants = self._written[format_]
        fitting = [variant for variant in variants if not limit or variant[0] <= limit]
        return fitting or variants[-1:]

    def _variants(self, format_: str) -> list[tuple[int, list[Fragment]]]:
        nodes = parse(format_, variables.SEGMENT)
        layout = self.mentioned(nodes)
        if layout is not self:
            return layout.variants(format_)
        between = list(pairwise([*self.moments(), timeline.NEVER]))
        candidates = self.candidates()
        texts = [[layout.measured(nodes, shape, *times) for layout, shape in candidates] for times in between]
        longest = max(state[0].columns for state in texts)
        known: timeline.Known = {}
        return [
            (columns, self.written(timeline.merged(self._chosen(nodes, texts, columns), self.edges, known)))
            for columns in sorted(
                {longest} | {text.columns for text in texts[0] if text.columns < longest}, reverse=True
            )
        ]

    def _chosen(self, nodes: Format, texts: list[list[Measured]], columns: int) -> list[Nodes]:
        """Return the first text of each state that is not wider than columns, else the last."""
        chosen = [next((text for text in state if text.columns <= columns), state[-1]) for state in texts]
        if len({text.shape.account for text in chosen}) == 1:
            return [text.nodes for text in chosen]
        # A window that stands alone is no node of the format.
        return [[self._one_node(nodes, text.nodes) if text.shape.account else text.nodes[0]] for text in chosen]

    def _one_node(self, format_: Format, nodes: Nodes) -> list[Located]:
        """Return the fragments of all nodes with their places in the whole format."""
        places: list[Path] = []
        for index, node in enumerate(format_):
            name = node.name if isinstance(node, Variable) else ""
            places += [(index, number) for number, names_ in enumerate(self._names) if name in names_] or [()]
        return list(chain.from_iterable(map(_placed, places, nodes)))

    def mentioned(self, nodes: Format) -> Self:
        """Return the segment of the accounts that a format mentions: the others decide nothing."""
        named = names(nodes)
        every = (*self.views, *(view for view in self.others if view not in self.views))
        views = tuple(view for view in every if self.name_of(view) & named)
        others = tuple(view for view in self.others if view in views)
        same = views == self.views and others == self.others
        return self if same else type(self)(views, self.config, self.now, costs=self.costs, others=others)

    def measured(self, nodes: Format, shape: Shape, start: int, end: int) -> Measured:
        """Return the columns that a shape takes at most while nothing changes, and the fragments of its nodes."""
        text = self.separated(self.text_of_nodes(nodes, shape, start))
        return Measured(timeline.columns(map(self._measures, text), start, end), shape, text)

    def _measures(self, node: list[Located]) -> Measures:
        if id(node) not in self._measured:
            self._measured[id(node)] = node, timeline.measures(list(self.plain([fragment for _, fragment in node])))
        return self._measured[id(node)][1]

    def moments(self) -> list[int]:
        """Return the instants from which on a state holds, the first of them now."""
        return [self.now, *self.edges]

    def _shapes(self) -> list[Shape]:
        return ladder(len(self.parts))

    def candidates(self) -> list[tuple[Self, Shape]]:
        """Return the shapes, ever shorter, with who writes them; each once more with names cut where one is long."""
        values = {render_variables.fixed("label", part, self.config) for part in self.parts}
        values |= {render_variables.of_account(name, view, self.config) for view in self.views for name in NAMES}
        layouts = [self]
        if any(width(value) > NAME_COLUMNS for value in values):
            layouts.append(type(self)(self.views, self.config, self.now, NAME_COLUMNS, self.costs, self.others))
        return [(layout, shape) for shape in self._shapes() for layout in layouts]


def _placed(place: Path, node: list[Located]) -> list[Located]:
    """Return the fragments of an account below its place in the format; no place: they have theirs."""
    if not place:
        return node
    return [((*place, 0, *path[1:]) if path[:1] == BEFORE else (*place, 1, *path), text) for path, text in node]
