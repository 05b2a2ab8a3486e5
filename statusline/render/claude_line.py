"""Claude Code's own rungs: the windows that a session may know better stay open, and so do the session's fields.

What is left to the render is written in the holes of claude_line.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from statusline.config import variables
from statusline.format.grammar import parse
from statusline.format.style import Fragment, over
from statusline.limits import windows as limits_windows
from statusline.limits.view import UNCONFIGURED
from statusline.limits.windows import LEVELS
from statusline.render import timeline
from statusline.render import variables as render_variables
from statusline.render.claude_format import ELSE, END, FILLED, NEXT, NOT_NEXT, NOTHING, SEP, Context, Walk, around
from statusline.render.claude_windows import Windows
from statusline.render.layout import LONG, RAMP, SHORT, TINY
from statusline.render.variables import UNKNOWN, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.config import Config
    from statusline.format.grammar import Format
    from statusline.limits.view import AccountView
    from statusline.render.claude_format import Value
    from statusline.render.layout import Layout

# What a session says goes in this order.
MINOR = frozenset({"duration", "lines", "session", "pr", "effort"})
MIDDLE = MINOR | {"cost", "branch"}
MAJOR = MIDDLE | {"dir", "context", "context_gauge"}
ALL = MAJOR | {"model"}


@dataclass(frozen=True, slots=True)
class Variant:
    """The form of the window that binds, that of the others (empty: left out), the fields and windows left out."""

    binding: str
    others: str
    without: frozenset[str] = frozenset()
    account: bool = True
    dropped: frozenset[str] = frozenset()


FEW, ONE = Variant(SHORT, TINY, ALL), Variant(SHORT, "", ALL)
LADDER = (
    Variant(LONG, LONG),
    Variant(LONG, LONG, MINOR),
    Variant(LONG, SHORT, MINOR),
    Variant(LONG, SHORT, MIDDLE),
    Variant(SHORT, SHORT, MIDDLE),
    Variant(SHORT, SHORT, MAJOR),
    Variant(SHORT, TINY, MAJOR),
    FEW,
    ONE,
    Variant(TINY, "", ALL),
    Variant(TINY, "", ALL, account=False),
    Variant(RAMP, "", ALL, account=False),
)


class Line:
    """The rungs of one login's Claude Code line. padding: that of its settings, in columns."""

    def __init__(self, whole: Layout, config: Config, padding: int = 0) -> None:
        self.whole, self.config, self.padding = whole, config, padding
        self.walk = Walk(whole.painter)
        self.windows = Windows(whole, config, self.walk)

    def rungs(self, format_: str) -> list[list[Fragment]]:
        """Return the pieces of each rung, ever shorter."""
        nodes = parse(format_, variables.CLAUDE_LINE)
        whole = self.whole.mentioned(nodes)
        if whole.views and whole is not self.whole:
            return Line(whole, self.config, self.padding).rungs(format_)
        head = [Fragment(hole=f"P{self.padding}")] if self.padding else []
        found: list[list[Fragment]] = []
        for rung in self._ladder():
            body = self.walk.value(nodes, partial(self._top, rung), Context())[0] if rung.account else self._bare(rung)
            pieces = self.whole.written([*head, *self.windows.declared(), *body])
            if not found or pieces != found[-1]:
                found.append(pieces)
        return found

    def _ladder(self) -> Iterator[Variant]:
        """Yield the rungs; on the way to the window that binds the others go one by one, the least important first."""
        ranked = sorted(self.windows.parts, key=lambda part: part.urgency(self.whole.now))
        names = [part.name for part in sorted(ranked, key=lambda part: -part.settings(self.config).priority)]
        for rung in LADDER:
            if rung == ONE:
                for kept in range(len(names) - 1, 0, -1):
                    yield replace(FEW, dropped=frozenset(names[kept:]))
            yield rung

    def _top(self, rung: Variant, name: str, here: Context) -> Value:
        if name in rung.without:
            return NOTHING
        if name == "sep":
            return [SEP], False
        if name == "context_gauge":
            kind = render_variables.gauge_kind(self.config)
            return [Fragment(hole=f"C{self.config.gauge_width},{kind}", style=here.base)], None
        if name in variables.SESSION:
            return [Fragment(hole="D" + name, style=here.base)], None
        found = [
            piece
            for view in self.whole.views
            if name in ("accounts", view.account.provider)
            for piece in self._account(view, rung, here)
        ]
        return ([NEXT, *found, NOT_NEXT], None) if found else NOTHING

    def _account(self, view: AccountView, rung: Variant, here: Context) -> list[Fragment]:
        """Return the pieces of an account: its windows, or the word for why none is known."""
        live, fixed = ([part for part in some if part.view is view] for some in (self.windows.live, self.windows.fixed))
        blocked = view.account.block is not None
        word = [] if view.status == UNCONFIGURED or (fixed and not blocked) else self._word(view, rung, here)
        known = self._known(view, rung, here) if live or fixed else []
        if blocked and not rung.others:  # that nobody can work on is what binds
            return word
        if live and not fixed:
            return [Fragment(hole="?n"), *word, ELSE, *known, END]
        if word and not rung.others:  # the windows of others are what binds, where they are known
            return [] if self.windows.fixed else [Fragment(hole="?n"), *word, END] if self.windows.live else word
        return known or word

    def _known(self, view: AccountView, rung: Variant, here: Context) -> list[Fragment]:
        parts = [part for part in self.windows.parts if part.view is view]
        names = ",".join(map(self.windows.name, parts))

        def windows(inside: Context) -> Value:
            word = self._blocked(inside) if view.account.block else []
            return [
                NEXT,
                *word,
                *(piece for part in parts for piece in self._window(part, rung, inside)),
                NOT_NEXT,
            ], None

        scope = partial(self._of_account, view, rung, windows)
        body, _ = self.walk.value(self._format(view), scope, replace(here, own=None, windows=names))
        found = [SEP, FILLED, *body]
        stays = rung.others and any(part.name not in rung.dropped for part in parts)
        return found if stays else [Fragment(hole="?b" + names), *found, END]

    def _blocked(self, here: Context) -> list[Fragment]:
        critical = self.whole.painter(LEVELS[-1], LEVELS[-1])("level")
        return [SEP, FILLED, Fragment(limits_windows.BLOCKED_WORD, over(here.base, critical))]

    def _word(self, view: AccountView, rung: Variant, here: Context) -> list[Fragment]:
        if not rung.others and self.windows.fixed and not view.account.block:
            return []
        word = (
            limits_windows.nothing(view)
            if rung.binding != TINY
            else render_variables.tiny_word(Part(view), self.config)
        )
        level = LEVELS[-1] if view.account.block else UNKNOWN
        unknown = self.whole.painter(level, level)(level)

        def windows(inside: Context) -> Value:
            return [Fragment(word, over(inside.base, unknown))], True

        scope = partial(self._of_account, view, rung, windows)
        body, _ = self.walk.value(self._format(view), scope, replace(here, own=LEVELS[0]))
        return [SEP, FILLED, *body]

    def _format(self, view: AccountView) -> Format:
        return parse(self.config.of(view.account.provider).format, variables.PROVIDER)

    def _of_account(
        self, view: AccountView, rung: Variant, windows: Callable[[Context], Value], name: str, here: Context
    ) -> Value:
        if name == "windows":
            return windows(here)
        if name == "sep":
            return [SEP], False
        short = rung.others in ("", TINY)
        if view is self.windows.claude and self.windows.live and name in ("stale", "age", "source"):
            return self._of_session(view, name, here, short=short), None
        found = [self.whole.account_value(name, view, at, short=short) for at in self.whole.moments()]
        states = [[((-1,), FILLED), *state] if state else [] for state in found]
        return around(here.base, timeline.merged(states, self.whole.edges)), all(states) or (
            None if any(states) else False
        )

    def _of_session(self, view: AccountView, name: str, here: Context, *, short: bool) -> list[Fragment]:
        """Return what depends on how old the numbers are of which a session may have newer ones."""
        samples = [part.sample for part in self.windows.fixed if part.view is view and part.sample]
        oldest = min((sample.as_of for sample in samples), default="")
        if name == "stale":
            style = over(here.base, self.whole.painter(LEVELS[0], LEVELS[0])("stale"))
            before, after = self.whole.stale_words(view, short=short)
            age = [Fragment(before, style), Fragment(hole="A", style=style), Fragment(after, style)]
            return [Fragment(hole=f"K{self.config.stale_after},{oldest}"), *age, timeline.END]
        newest = max(samples, key=lambda sample: sample.as_of, default=None)
        source = f"O,{newest.as_of},{newest.source}" if newest else "O,,"
        says = [Fragment(hole=f"K,{oldest}"), Fragment(hole="A", style=here.base)] if name == "age" else []
        says = says or [Fragment(hole=source, style=here.base)]
        return says if samples else [Fragment(hole="?n"), ELSE, *says, END]

    def _window(self, part: Part, rung: Variant, here: Context) -> list[Fragment]:
        """Return a window after its separator, in the form for the one that binds or that for the others."""
        name = self.windows.name(part)
        form = "" if part.name in rung.dropped else rung.others
        binding = self.windows.written(part, rung.binding, here)
        others = self.windows.written(part, form, here) if form else []
        content = [SEP, FILLED, *binding]
        if rung.binding != rung.others:
            content = [SEP, FILLED, Fragment(hole=f"?b{name}"), *binding, ELSE, *others, END]
            if not others:
                content = [Fragment(hole=f"?b{name}"), SEP, FILLED, *binding, END]
        return [Fragment(hole=f"?w{name}"), *content, END] if part in self.windows.live else content

    def _bare(self, rung: Variant) -> list[Fragment]:
        """Return the window that binds and nothing else."""
        found: list[Fragment] = []
        for part in self.windows.parts:
            found += [
                Fragment(hole=f"?b{self.windows.name(part)}"),
                *self.windows.written(part, rung.binding, Context()),
                END,
            ]
        words = [part for part in self.whole.parts if not part.sample]
        if blocked := [part for part in words if part.blocks]:
            critical = self.whole.painter(LEVELS[-1], LEVELS[-1])("level")
            return [Fragment(render_variables.tiny_word(blocked[0], self.config), critical)]
        if (
            self.windows.live
            and not self.windows.fixed
            and self.windows.claude
            and self.windows.claude.status != UNCONFIGURED
        ):
            words = [Part(self.windows.claude)]
        if self.windows.fixed or not words:
            return [Fragment(hole="?n"), ELSE, *found, END] if self.windows.live and not self.windows.fixed else found
        word = [
            Fragment(render_variables.tiny_word(words[0], self.config), self.whole.painter(UNKNOWN, UNKNOWN)(UNKNOWN))
        ]
        return [Fragment(hole="?n"), *word, ELSE, *found, END] if self.windows.live else word
