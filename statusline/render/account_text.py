"""The text of an account, in any of the shapes of render.shapes: fragments, each with its place."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from statusline.config import variables
from statusline.format.evaluate import SEPARATOR, evaluate, located, names
from statusline.format.grammar import parse
from statusline.format.style import NO_STYLE, Fragment
from statusline.limits.windows import LEVELS
from statusline.render import age
from statusline.render import variables as render_variables
from statusline.render.shapes import SHORT, TINY
from statusline.render.window_text import NAMES, WindowText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.format.evaluate import Located
    from statusline.limits.view import AccountView
    from statusline.render.shapes import Moment, Shape
    from statusline.render.variables import Part

BETWEEN = ((), Fragment(hole=SEPARATOR))


class AccountText(WindowText):
    """Writes accounts by a config. longest: of a name, in columns; others: as of Segment."""

    def __init__(
        self, views: tuple[AccountView, ...], config: Config, longest: int | None, others: tuple[AccountView, ...]
    ) -> None:
        super().__init__(config, longest)
        self.views, self.others = views, others
        self._numbers = {id(view): number for number, view in enumerate(views)}
        self._own_parts = [self._parts(view) for view in views]
        self.parts = list(chain.from_iterable(self._own_parts))
        self._old: dict[tuple[int, int], list[Part]] = {}
        self._values: dict[tuple[int, str], list[Located]] = {}
        self._ages: dict[tuple[int, int, bool], list[Located]] = {}

    def parts_of(self, view: AccountView) -> list[Part]:
        return self._own_parts[self._numbers[id(view)]]

    def _parts(self, view: AccountView) -> list[Part]:
        return render_variables.parts(view, self.config)

    def _account_text(self, view: AccountView, shown: list[Part], shape: Shape, moment: Moment) -> list[Located]:
        def scope(name: str) -> list[Located]:
            if name == "sep":
                return [BETWEEN]
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
        separator = [((index, 0), BETWEEN[1])] if fragments and begun else []
        return separator + [((index, 1, *path), fragment) for path, fragment in fragments]

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
