"""The text of a segment at an instant, in any of the shapes of render.shapes: fragments, each with its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.config import themes, variables
from statusline.format.evaluate import SEPARATOR, evaluate, located, names, restyled, separated
from statusline.format.grammar import ACCOUNT, parse
from statusline.format.style import NO_STYLE, Fragment
from statusline.hot import gauge
from statusline.hot.text import shortened
from statusline.limits import windows
from statusline.limits.windows import LEVELS
from statusline.render import age, shapes, timeline
from statusline.render import variables as render_variables
from statusline.render.characters import in_plain
from statusline.render.costs import NO_COSTS
from statusline.render.shapes import BRIEF, LONG, RAMP, SHORT, TINY
from statusline.render.variables import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statusline.config import Config
    from statusline.format.evaluate import Located, Paint
    from statusline.format.grammar import Format
    from statusline.format.style import Style
    from statusline.limits.view import AccountView
    from statusline.render.costs import Costs
    from statusline.render.shapes import Moment, Shape
    from statusline.render.variables import Part

_SEPARATOR = ((), Fragment(hole=SEPARATOR))
NAMES = ("label", "plan")


class Segment:
    """The accounts of a login, to be written by any format.

    now: epoch seconds; longest: of a name, in columns; others: configured accounts that a format may name, too.
    """

    inside_claude_code = False

    def __init__(
        self,
        views: tuple[AccountView, ...],
        config: Config,
        now: int,
        longest: int | None = None,
        costs: Costs = NO_COSTS,
        others: tuple[AccountView, ...] = (),
    ) -> None:
        self.config, self.now, self.longest, self.costs, self.others = config, now, longest, costs, others
        self.styles = themes.styles(config, inside_claude_code=self.inside_claude_code)
        self.gradient = self._gradient() if config.gauge_gradient else ()
        self.views = views
        self.parts = [part for view in views for part in self._parts(view)]
        written, _ = evaluate(parse(config.separator, variables.NONE), lambda _: (), self.painter(*LEVELS[:1] * 2))
        self.separator = tuple(self.written([fragment for _, fragment in written]))
        self.edges = sorted(edge for edge in shapes.changes(self.parts, self.config) if edge > now)
        self._windows_written: dict[tuple[object, ...], list[Located]] = {}
        self._accounts_written: dict[tuple[object, ...], list[Located]] = {}
        self._moments: dict[tuple[int, int | None], Moment] = {}
        self._states: dict[tuple[int, int], tuple[object, ...]] = {}

    def _gradient(self) -> tuple[Style, ...]:
        from statusline.render.gradient import colours  # here: most configs have none

        return colours(self.styles, self.config.gauge_width)

    def name_of(self, view: AccountView) -> set[str]:
        """Return the variables that show an account."""
        own = {"accounts", view.account.provider} if view not in self.others else set()
        return own | ({f"{ACCOUNT}{view.account.label}"} if view.account.label else set())

    def worst(self, at: int) -> str:
        return shapes.worst(self.parts, at, self.config)

    def window(self, part: Part, form: str, moment: Moment, *, labels: bool = True) -> list[Located]:
        """Return the fragments of one window, or the word for why there is none."""
        at, worst = moment.at, moment.worst
        gone = part.runs_out_at is not None and at >= part.runs_out_at
        state = (part.name, form, worst, part.used(at), gone, labels)
        if state not in self._windows_written:
            self._windows_written[state] = self._window(part, form, at, worst, labels=labels)
        return self._windows_written[state]

    def _window(self, part: Part, form: str, at: int, worst: str, *, labels: bool) -> list[Located]:
        if part.sample is None:
            colour = self._paint(part.level(at, self.config), "", "")
            fragments = render_variables.instead(
                part, self.config, long=form in (LONG, BRIEF), tiny=form in (TINY, RAMP)
            )
            return located([replace(fragment, style=colour) for fragment in fragments])
        level = part.level(at, self.config)
        settings = part.settings(self.config)
        words = "" if level == UNKNOWN else settings.style
        paint = self.painter(UNKNOWN, UNKNOWN) if level == UNKNOWN else self.painter(worst, level)
        if form == RAMP:
            return [((0,), self._ramp(part, at, paint(words or "level")))]
        nodes = parse(getattr(settings, LONG if form == BRIEF else form), variables.WINDOW)
        nodes = restyled(nodes, words) if words else nodes
        unsaid = "label" if form == TINY and not labels else ""

        def scope(name: str) -> list[Located]:
            wanted = "resets_brief" if (name, form) == ("resets", BRIEF) else name
            return [] if name == unsaid else located(self._of_window(wanted, part, at))

        return evaluate(nodes, scope, paint)[0]

    def _parts(self, view: AccountView) -> list[Part]:
        return render_variables.parts(view, self.config)

    def _of_window(self, name: str, part: Part, at: int) -> Iterable[Fragment]:
        fragments = render_variables.of_window(name, part, at, self.config)
        if name == "gauge" and self.gradient:
            from statusline.render.gradient import graded

            return graded(fragments, self.gradient)
        return (
            [replace(fragment, text=self._name(fragment.text)) for fragment in fragments]
            if name in NAMES
            else fragments
        )

    def _name(self, text: str) -> str:
        return text if self.longest is None else shortened(text, self.longest)

    def _ramp(self, part: Part, at: int, style: Style) -> Fragment:
        used = part.used(at)
        mark = windows.DASH if used is None else gauge.ramp(used, render_variables.gauge_kind(self.config))
        return Fragment(mark, style)

    def account_value(self, name: str, view: AccountView, at: int, *, short: bool) -> list[Located]:
        samples = [part.sample for part in self.parts if part.view is view and part.sample]
        if name == "stale":
            return self._stale(view, at, short=short)
        if name == "age" and samples:
            return located([Fragment(hole=f"a{min(sample.as_of for sample in samples)}")])
        if name == "source" and samples:
            return located([Fragment(max(samples, key=lambda sample: sample.as_of).source)])
        text = render_variables.of_account(name, view, self.config)
        text = self._name(text) if name in NAMES else text
        settings = self.config.of(view.account.provider)
        colour = self._paint(settings.style, LEVELS[0], LEVELS[0]) if name == "symbol" else NO_STYLE
        return located([Fragment(text, colour)] if text else [])

    def painter(self, level: str, own: str) -> Paint:
        return lambda words: self._paint(words, level, own)

    def written(self, fragments: Sequence[Fragment]) -> list[Fragment]:
        """Return fragments with printable text, in ASCII if that is wanted."""
        return timeline.joined(in_plain(fragment, self.config) for fragment in fragments)

    def _paint(self, words: str, level: str, own: str) -> Style:
        return render_variables.paint(words, self.styles, level, own)

    def stale_at(self, view: AccountView) -> int | None:
        """Return when the oldest number that is shown of an account turns stale."""
        times = [part.sample.as_of for part in self.parts if part.view is view and part.sample]
        return min(times) + self.config.stale_after if times else None

    def moment(self, at: int, keep: int | None = None) -> Moment:
        """Return the state at an instant; keep: how many windows stay at most."""
        if (at, keep) not in self._moments:
            self._moments[at, keep] = shapes.moment(self.parts, at, self.config, keep)
        return self._moments[at, keep]

    def text(self, nodes: Format, shape: Shape, at: int) -> list[Located]:
        moment = self.moment(at, shape.keep)
        if not shape.account:
            return self.window(moment.binding, shape.binding, moment, labels=shape.labels) if moment.binding else []
        fragments, _ = evaluate(
            nodes, lambda name: self._top(name, shape, moment), self.painter(moment.worst, moment.worst)
        )
        return self._separated(fragments)

    def _separated(self, fragments: list[Located]) -> list[Located]:
        return separated(fragments, self.separator)

    def _top(self, name: str, shape: Shape, moment: Moment) -> list[Located]:
        if name == "sep":
            return [_SEPARATOR]
        if name in variables.COSTS:
            text = self.costs.variable(name) if shape.binding in (LONG, BRIEF) else ""
            return located([Fragment(text)] if text else [])
        fragments: list[Located] = []
        for index, view in enumerate(self.views):
            if name in self.name_of(view):
                part = self._account(view, shape, moment)
                if part and fragments:
                    fragments.append(((index, 0), _SEPARATOR[1]))
                fragments += [((index, 1, *path), fragment) for path, fragment in part]
        return fragments

    def _account(self, view: AccountView, shape: Shape, moment: Moment) -> list[Located]:
        """Return the fragments of one account; most of them are the same at many instants, and in several shapes."""
        shown = [part for part in self.parts if part.view is view and part.name in moment.visible]
        if not shown:
            return []
        forms = tuple((part.name, self._form(part, shape, moment)) for part in shown)
        tiny = shape.others == TINY
        state = (self._state(view, moment.at), moment.worst, forms, shape.labels, tiny)
        if state not in self._accounts_written:
            self._accounts_written[state] = self._account_text(view, shown, shape, moment)
        return self._accounts_written[state]

    def _state(self, view: AccountView, at: int) -> tuple[object, ...]:
        """Return all that the text of an account takes from an instant."""
        number = self.views.index(view)
        if (number, at) not in self._states:
            own = [part for part in self.parts if part.view is view]
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
                    for part in own
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
        has_place = "stale" in names(parse(self.config.of(view.account.provider).format, variables.PROVIDER))
        shown = [part for part in self.parts if part.view is view]
        return age.old_ones(shown, at, self.config.stale_after) if has_place else []

    def aged(self, view: AccountView, as_of: int, *, short: bool) -> list[Located]:
        """Return the age of what was observed at as_of, in brackets."""
        before, after = age.words(view, short=short)
        fragments = (Fragment(before), Fragment(hole=f"a{as_of}"), Fragment(after))
        return located([replace(fragment, style=self._paint("stale", "", "")) for fragment in fragments])
