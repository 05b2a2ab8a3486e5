"""The variants of a segment: its text as long as it likes, then shorter and shorter, down to one character.

What goes first: the middle of long names, then what the windows that do not bind say besides their numbers, then the
least important windows. The window that binds first stays to the end.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from statusline.config import variables
from statusline.format.evaluate import names
from statusline.format.grammar import parse
from statusline.hot.text import width
from statusline.render import timeline
from statusline.render import variables as render_variables
from statusline.render.segment import Segment
from statusline.render.shapes import ladder
from statusline.render.window_text import NAMES

if TYPE_CHECKING:
    from typing import Self

    from statusline.format.evaluate import Located
    from statusline.format.grammar import Format
    from statusline.format.style import Fragment
    from statusline.render.shapes import Shape

NAME_COLUMNS = 12  # a longer name is cut to these before anything else of its shape goes


class Layout(Segment):
    @cached_property
    def _written(self) -> dict[str, list[tuple[int, list[Fragment]]]]:
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
        longest = max(state[0][0] for state in texts)
        return [
            (columns, self.written(timeline.merged([timeline.fitting(state, columns) for state in texts], self.edges)))
            for columns in sorted({longest} | {width for width, _ in texts[0] if width < longest}, reverse=True)
        ]

    def mentioned(self, nodes: Format) -> Self:
        """Return the segment of the accounts that a format mentions: the others decide nothing."""
        named = names(nodes)
        every = (*self.views, *(view for view in self.others if view not in self.views))
        views = tuple(view for view in every if self.name_of(view) & named)
        others = tuple(view for view in self.others if view in views)
        same = views == self.views and others == self.others
        return self if same else type(self)(views, self.config, self.now, costs=self.costs, others=others)

    def measured(self, nodes: Format, shape: Shape, start: int, end: int) -> tuple[int, list[Located]]:
        """Return the columns that a shape takes at most while nothing changes, and its fragments."""
        fragments = self.text(nodes, shape, start)
        return timeline.columns(self.plain([fragment for _, fragment in fragments]), start, end), fragments

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
