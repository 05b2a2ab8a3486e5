"""The text of a segment at an instant, in any of the shapes of render.shapes: fragments, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config import variables
from statusline.format.evaluate import NEW_LINE, SEPARATOR, between, evaluate, located, separated
from statusline.format.grammar import ACCOUNT, parse
from statusline.format.style import Fragment
from statusline.limits.windows import LEVELS
from statusline.render import shapes
from statusline.render.account_text import BETWEEN, AccountText
from statusline.render.by_node import ByNode
from statusline.render.costs import NO_COSTS
from statusline.render.known import texts_of
from statusline.render.shapes import BRIEF, LONG, TINY, Moment

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.format.evaluate import Located
    from statusline.format.grammar import Format
    from statusline.limits.view import AccountView
    from statusline.render.by_node import State, Written
    from statusline.render.costs import Costs
    from statusline.render.shapes import Shape
    from statusline.render.variables import Part

BEFORE = (-2,)  # the place of a separator before an account's own fragments


class Segment(AccountText):
    """The accounts of a login, to be written by any format.

    now: epoch seconds; longest: of a name, in columns; others: configured accounts that a format may name, too.
    """

    def __init__(
        self,
        views: tuple[AccountView, ...],
        config: Config,
        now: int,
        longest: int | None = None,
        costs: Costs = NO_COSTS,
        others: tuple[AccountView, ...] = (),
    ) -> None:
        super().__init__(views, config, longest, others)
        self.now, self.costs = now, costs
        written, _ = evaluate(parse(config.separator, variables.NONE), lambda _: (), self.painter(*LEVELS[:1] * 2))
        self.separator = tuple(self.written([fragment for _, fragment in written]))
        self.edges = sorted(edge for edge in shapes.changes(self.parts, self.config) if edge > now)
        self._known = [(texts_of(view, config), self._place(number)) for number, view in enumerate(views)]
        self._names = list(map(self.name_of, views))
        self._by_nodes: dict[int, ByNode] = {}
        self._ranks: dict[int, tuple[list[Part], str]] = {}
        self._moments: dict[tuple[int, int | None], Moment] = {}
        self._states: dict[tuple[int, int], State] = {}
        self._shown: dict[tuple[Shape, int], tuple[State, ...]] = {}
        self._same: dict[State, State] = {}
        self._texts: dict[int, list[Located]] = {}
        self._separated: dict[tuple[int, bool], tuple[list[Located], list[Located], bool, Located | None]] = {}

    def _place(self, number: int) -> State:
        """Return all that the texts of an account depend on besides itself, the config, and their states."""
        before = sum(map(len, self._own_parts[:number]))
        return type(self), self.longest, number, before, self.views[number] in self.others

    def name_of(self, view: AccountView) -> set[str]:
        """Return the variables that show an account."""
        own = {"accounts", view.account.provider} if view not in self.others else set()
        return own | ({f"{ACCOUNT}{view.account.label}"} if view.account.label else set())

    def worst(self, at: int) -> str:
        return shapes.worst(self.parts, at, self.config)

    def moment(self, at: int, keep: int | None = None) -> Moment:
        """Return the state at an instant; keep: how many windows stay at most."""
        if (at, keep) not in self._moments:
            if at not in self._ranks:
                self._ranks[at] = shapes.ranked(self.parts, at), self.worst(at)
            ranked, worst = self._ranks[at]
            visible = frozenset(part.name for part in ranked[:keep])
            self._moments[at, keep] = Moment(at, worst, ranked[0] if ranked else None, visible)
        return self._moments[at, keep]

    def separated(self, nodes: list[list[Located]]) -> list[list[Located]]:
        """Return nodes with the separators between the fragments of one line; what is the same stays one list."""
        result: list[list[Located]] = []
        begun, waiting = False, None
        for node in nodes:
            if waiting and node:
                if node[0][1].hole not in (SEPARATOR, NEW_LINE):
                    index, separator = waiting
                    result[index] = result[index] + between(separator, self.separator)
                waiting = None
            key = (id(node), begun)
            if key not in self._separated:
                self._separated[key] = (node, *separated(node, self.separator, begun=begun))  # the id stays its own
            _, fragments, begun, last = self._separated[key]
            waiting = (len(result), last) if last else waiting
            result.append(fragments)
        return result

    def text_of_nodes(self, nodes: Format, shape: Shape, at: int) -> list[list[Located]]:
        """Return the fragments of each node of a format; those that are the same at two instants are one list."""
        moment = self.moment(at, shape.keep)
        if not shape.account:
            binding = moment.binding
            return [self.window(binding, shape.binding, moment, labels=shape.labels) if binding else []]
        general = (shape.without, shape.fields, shape.binding in (LONG, BRIEF), moment.worst)
        return self._by_node(nodes).text(
            id(self._same.setdefault(general, general)),
            tuple(map(id, self._shown_of(shape, moment))),
            lambda name: self._top(name, shape, moment),
            self.painter(moment.worst, moment.worst),
            lambda index, name, written: self._of_accounts(index, name, written, shape, moment),
        )

    def _of_accounts(
        self, index: int, name: str, written: Written, shape: Shape, moment: Moment
    ) -> list[list[Located]]:
        """Return the fragments of each account that a variable shows: nodes with places of their own."""
        nodes: list[list[Located]] = []
        begun = False
        for number, (view, shown) in enumerate(zip(self.views, self._shown_of(shape, moment), strict=True)):
            if name in self._names[number]:
                node = self._account(view, shown, shape, moment)
                if node and begun:
                    state = (index, number, id(shown))
                    if state not in written:
                        written[state] = [(BEFORE, BETWEEN[1]), *node]
                    node = written[state]
                nodes.append(node)
                begun = begun or bool(node)
        return nodes

    def _by_node(self, nodes: Format) -> ByNode:
        if id(nodes) not in self._by_nodes:  # to hash a format takes as long as to evaluate a part of it
            self._by_nodes[id(nodes)] = ByNode(nodes, set().union(*self._names))
        return self._by_nodes[id(nodes)]

    def _top(self, name: str, shape: Shape, moment: Moment) -> list[Located]:
        if name == "sep":
            return [BETWEEN]
        if name in variables.COSTS:
            text = self.costs.variable(name) if shape.binding in (LONG, BRIEF) else ""
            return located([Fragment(text)] if text else [])
        fragments: list[Located] = []
        for index, view in enumerate(self.views):
            if name in self._names[index]:
                part = self._account(view, self._shown_of(shape, moment)[index], shape, moment)
                if part and fragments:
                    fragments.append(((index, 0), BETWEEN[1]))
                fragments += [((index, 1, *path), fragment) for path, fragment in part]
        return fragments

    def _account(self, view: AccountView, state: State, shape: Shape, moment: Moment) -> list[Located]:
        """Return the fragments of one account; most of them are the same at many instants, and in several shapes."""
        if not state:
            return []
        text = self._texts.get(id(state))
        if text is None:
            known, place = self._known[self._numbers[id(view)]]
            key = (*place, state)
            if key not in known:
                shown = [part for part in self.parts_of(view) if part.name in moment.visible]
                known[key] = self._account_text(view, shown, shape, moment)
            text = self._texts[id(state)] = known[key]
        return text

    def _shown_of(self, shape: Shape, moment: Moment) -> tuple[State, ...]:
        """Return all that the text of each account depends on, empty if nothing of it is shown.

        What is equal is one object: to hash a state takes as long as to write a part of its text.
        """
        key = (shape, moment.at)
        states = self._shown.get(key)
        if states is None:
            each = [self._shown_of_account(number, shape, moment) for number in range(len(self.views))]
            states = self._shown[key] = tuple(self._same.setdefault(state, state) for state in each)
        return states

    def _shown_of_account(self, number: int, shape: Shape, moment: Moment) -> State:
        visible = moment.visible
        forms = [self._form(part, shape, moment) if part.name in visible else "" for part in self._own_parts[number]]
        if not any(forms):
            return ()
        return self._state(number, moment.at), moment.worst, *forms, shape.labels, shape.others == TINY

    def _state(self, number: int, at: int) -> State:
        """Return all that the text of an account takes from an instant."""
        if (number, at) not in self._states:
            view = self.views[number]
            stale_at = self.stale_at(view)
            self._states[number, at] = (
                number,
                stale_at is not None and at >= stale_at,
                *(part.name for part in self._old_ones(view, at)),
                *(
                    (
                        part.used(at),
                        part.level(at, self.config),
                        part.runs_out_at is not None and at >= part.runs_out_at,
                    )
                    for part in self._own_parts[number]
                ),
            )
        return self._states[number, at]
