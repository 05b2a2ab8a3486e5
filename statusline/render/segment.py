"""The text of a segment at an instant, in any of the shapes of render.shapes: fragments, each with its place."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from statusline.config import variables
from statusline.format.evaluate import NEW_LINE, SEPARATOR, between, evaluate, located, names, separated
from statusline.format.grammar import ACCOUNT, parse
from statusline.format.style import NO_STYLE, Fragment
from statusline.limits.windows import LEVELS
from statusline.render import age, shapes
from statusline.render import variables as render_variables
from statusline.render.by_node import ByNode
from statusline.render.costs import NO_COSTS
from statusline.render.known import texts_of
from statusline.render.shapes import BRIEF, LONG, SHORT, TINY, Moment
from statusline.render.window_text import NAMES, WindowText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.format.evaluate import Located
    from statusline.format.grammar import Format
    from statusline.limits.view import AccountView
    from statusline.render.by_node import State, Written
    from statusline.render.costs import Costs
    from statusline.render.shapes import Shape
    from statusline.render.variables import Part

_SEPARATOR = ((), Fragment(hole=SEPARATOR))
BEFORE = (-2,)  # the place of a separator before an account's own fragments


class Segment(WindowText):
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
        super().__init__(config, longest)
        self.now, self.costs, self.others, self.views = now, costs, others, views
        self._numbers = {id(view): number for number, view in enumerate(views)}
        self._own_parts = [self._parts(view) for view in views]
        self.parts = list(chain.from_iterable(self._own_parts))
        written, _ = evaluate(parse(config.separator, variables.NONE), lambda _: (), self.painter(*LEVELS[:1] * 2))
        self.separator = tuple(self.written([fragment for _, fragment in written]))
        self.edges = sorted(edge for edge in shapes.changes(self.parts, self.config) if edge > now)
        self._known = [(texts_of(view, config), self._place(number)) for number, view in enumerate(views)]
        self._names = list(map(self.name_of, views))
        self._by_nodes: dict[int, ByNode] = {}
        self._old: dict[tuple[int, int], list[Part]] = {}
        self._values: dict[tuple[int, str], list[Located]] = {}
        self._ages: dict[tuple[int, int, bool], list[Located]] = {}
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

    def parts_of(self, view: AccountView) -> list[Part]:
        return self._own_parts[self._numbers[id(view)]]

    def worst(self, at: int) -> str:
        return shapes.worst(self.parts, at, self.config)

    def _parts(self, view: AccountView) -> list[Part]:
        return render_variables.parts(view, self.config)

    def account_value(self, name: str, view: AccountView, at: int, *, short: bool) -> list[Located]:
        if name == "stale":
            return self._stale(view, at, short=short)
        key = (id(view), name)
        if key not in self._values:
            self._values[key] = self._value(name, view)
        return self._values[key]

    def _value(self, name: str, view: AccountView) -> list[Located]:
        samples = [part.sample for part in self.parts_of(view) if part.sample]
        if name == "age" and samples:
            return located([Fragment(hole=f"a{min(sample.as_of for sample in samples)}")])
        if name == "source" and samples:
            return located([Fragment(max(samples, key=lambda sample: sample.as_of).source)])
        text = render_variables.of_account(name, view, self.config)
        text = self._name(text) if name in NAMES else text
        settings = self.config.of(view.account.provider)
        colour = self._paint(settings.style, LEVELS[0], LEVELS[0]) if name == "symbol" else NO_STYLE
        return located([Fragment(text, colour)] if text else [])

    def stale_at(self, view: AccountView) -> int | None:
        """Return when the oldest number that is shown of an account turns stale."""
        times = [part.sample.as_of for part in self.parts_of(view) if part.sample]
        return min(times) + self.config.stale_after if times else None

    def moment(self, at: int, keep: int | None = None) -> Moment:
        """Return the state at an instant; keep: how many windows stay at most."""
        if (at, keep) not in self._moments:
            if at not in self._ranks:
                self._ranks[at] = shapes.ranked(self.parts, at, self.config), self.worst(at)
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
                        written[state] = [(BEFORE, _SEPARATOR[1]), *node]
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
            return [_SEPARATOR]
        if name in variables.COSTS:
            text = self.costs.variable(name) if shape.binding in (LONG, BRIEF) else ""
            return located([Fragment(text)] if text else [])
        fragments: list[Located] = []
        for index, view in enumerate(self.views):
            if name in self._names[index]:
                part = self._account(view, self._shown_of(shape, moment)[index], shape, moment)
                if part and fragments:
                    fragments.append(((index, 0), _SEPARATOR[1]))
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

    def _account_text(self, view: AccountView, shown: list[Part], shape: Shape, moment: Moment) -> list[Located]:
        def scope(name: str) -> list[Located]:
            if name == "sep":
                return [_SEPARATOR]
            if name == "windows":
                return list(self._windows(shown, shape, moment))
            return self.account_value(name, view, moment.at, short=shape.others == TINY)

        own_level = max(
            (level for part in shown if (level := part.level(moment.at, self.config)) in LEVELS),
            key=LEVELS.index,
            default=LEVELS[0],
        )
        nodes = parse(self.config.of(view.account.provider).format, variables.PROVIDER)
        return evaluate(nodes, scope, self.painter(moment.worst, own_level))[0]

    def _windows(self, shown: list[Part], shape: Shape, moment: Moment) -> Iterator[Located]:
        begun = False
        for part in shown:
            form = self._form(part, shape, moment)
            fragments = self.window(part, form, moment, labels=shape.labels)
            if part.sample and fragments and part in self._old_ones(part.view, moment.at):
                late = self.aged(part.view, part.sample.as_of, short=form == TINY)
                fragments = [
                    *(((0, *path), fragment) for path, fragment in fragments),
                    *(((1, *path), fragment) for path, fragment in late),
                ]
            yield from self._entry(part, fragments, begun=begun)
            begun = begun or bool(fragments)

    def _form(self, part: Part, shape: Shape, moment: Moment) -> str:
        form = shape.binding if part is moment.binding else shape.others
        # The word why nothing is known outlives other windows.
        unknown = part.sample is None and part is moment.binding and shape.keep > 1
        return SHORT if unknown and form == TINY else form

    def _entry(self, part: Part, fragments: list[Located], *, begun: bool) -> list[Located]:
        """Return the fragments of a window, after a separator if another one stands before it."""
        index = self.parts.index(part)
        separator = [((index, 0), _SEPARATOR[1])] if fragments and begun else []
        return separator + [((index, 1, *path), fragment) for path, fragment in fragments]

    def _stale(self, view: AccountView, at: int, *, short: bool) -> list[Located]:
        stale_at = self.stale_at(view)
        if stale_at is None or at < stale_at or self._old_ones(view, at):
            return []
        return self.aged(view, stale_at - self.config.stale_after, short=short)

    def _old_ones(self, view: AccountView, at: int) -> list[Part]:
        """Return the windows that carry their own age: others are newer, and the format has a place for it."""
        key = (id(view), at)
        if key not in self._old:
            old = age.old_ones(self.parts_of(view), at, self.config.stale_after)
            format_ = parse(self.config.of(view.account.provider).format, variables.PROVIDER)
            self._old[key] = old if old and "stale" in names(format_) else []
        return self._old[key]

    def aged(self, view: AccountView, as_of: int, *, short: bool) -> list[Located]:
        """Return the age of what was observed at as_of, in brackets."""
        key = (id(view), as_of, short)
        if key not in self._ages:
            (before, after), style = age.words(view, short=short), self._paint("stale", "", "")
            fragments = (Fragment(before, style), Fragment("", style, f"a{as_of}"), Fragment(after, style))
            self._ages[key] = located(fragments)
        return self._ages[key]
