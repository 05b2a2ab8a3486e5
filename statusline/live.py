"""Claude Code's own rungs: the windows that a session may know better stay open, and so do the session's fields.

What is left to the render is written in the holes of claude_line.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from statusline import segment, spans, values
from statusline.format import variables
from statusline.format.grammar import parse
from statusline.ladder import LONG, RAMP, SHORT, TINY
from statusline.live_format import CLOSE, ELSE, END, FILLED, NEXT, NOT_NEXT, NOTHING, OPEN, SEP, Context, Walk, around
from statusline.live_window import Windows
from statusline.piece import NO_STYLE, Piece
from statusline.segment import LEVELS
from statusline.style import over
from statusline.values import UNKNOWN, Part
from statusline.view import UNCONFIGURED

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.ladder import Segment
    from statusline.live_format import Value
    from statusline.view import AccountView

# What a session says goes in this order.
MINOR = frozenset({"duration", "lines", "session", "pr", "effort"})
MIDDLE = MINOR | {"cost", "branch"}
MAJOR = MIDDLE | {"dir", "context", "context_gauge"}
ALL = MAJOR | {"model"}


@dataclass(frozen=True, slots=True)
class Rung:
    """The form of the window that binds, that of the others (empty: left out), and the fields that are left out."""

    binding: str
    others: str
    without: frozenset[str] = frozenset()
    account: bool = True


LADDER = (
    Rung(LONG, LONG),
    Rung(LONG, LONG, MINOR),
    Rung(LONG, SHORT, MINOR),
    Rung(LONG, SHORT, MIDDLE),
    Rung(SHORT, SHORT, MIDDLE),
    Rung(SHORT, SHORT, MAJOR),
    Rung(SHORT, TINY, MAJOR),
    Rung(SHORT, TINY, ALL),
    Rung(SHORT, "", ALL),
    Rung(TINY, "", ALL),
    Rung(TINY, "", ALL, account=False),
    Rung(RAMP, "", ALL, account=False),
)


class Line:
    """The rungs of one login's Claude Code line. padding: that of its settings, in columns."""

    def __init__(self, whole: Segment, config: Config, padding: int = 0) -> None:
        self.whole, self.config, self.padding = whole, config, padding
        self.walk = Walk(whole.painter)
        self.windows = Windows(whole, config, self.walk)

    def rungs(self, format_: str) -> list[list[Piece]]:
        """Return the pieces of each rung, ever shorter."""
        nodes = parse(format_, variables.CLAUDE_LINE)
        head = [Piece(hole=f"P{self.padding}")] if self.padding else []
        found: list[list[Piece]] = []
        for rung in LADDER:
            body = self.walk.value(nodes, partial(self._top, rung), Context())[0] if rung.account else self._bare(rung)
            pieces = self.whole.written([*head, *self.windows.declared(), *body])
            if not found or pieces != found[-1]:
                found.append(pieces)
        return found

    def _top(self, rung: Rung, name: str, here: Context) -> Value:
        if name in rung.without:
            return NOTHING
        if name == "sep":
            return [SEP], False
        if name == "context_gauge":
            kind = values.gauge_kind(self.config)
            return [Piece(hole=f"C{self.config.gauge_width},{kind}", style=here.base)], None
        if name in variables.SESSION:
            return [Piece(hole="D" + name, style=here.base)], None
        found = [
            piece
            for view in self.whole.views
            if name in ("accounts", view.account.provider)
            for piece in self._account(view, rung, here)
        ]
        return ([NEXT, *found, NOT_NEXT], None) if found else NOTHING

    def _account(self, view: AccountView, rung: Rung, here: Context) -> list[Piece]:
        """Return the pieces of an account: nothing at all where none of its windows is shown."""
        nodes = parse(getattr(self.config, view.account.provider).format, variables.PROVIDER)
        shown = [part for part in (*self.windows.live, *self.windows.fixed) if part.view is view]
        found: list[Piece] = []
        if shown:
            windows = [NEXT, *(piece for part in shown for piece in self._window(part, rung, here))]
            body, _ = self.walk.value(nodes, partial(self._of_account, view, rung, (windows, None)), here)
            found = [OPEN, SEP, *body, CLOSE]
        if view.status == UNCONFIGURED or any(part.view is view for part in self.windows.fixed):
            return found
        if not rung.others and self.windows.fixed:
            return found
        word = segment.nothing(view) if rung.binding != TINY else values.tiny_word(Part(view), self.config)
        unknown = over(here.base, self.whole.painter(UNKNOWN, UNKNOWN)(UNKNOWN))
        body, _ = self.walk.value(nodes, partial(self._of_account, view, rung, ([Piece(word, unknown)], True)), here)
        body = [SEP, *body]
        return [*found, *([Piece(hole="?n"), *body, END] if view is self.windows.claude else body)]

    def _of_account(self, view: AccountView, rung: Rung, windows: Value, name: str, here: Context) -> Value:
        if name == "windows":
            return windows
        if name == "sep":
            return [SEP], False
        short = rung.others in ("", TINY)
        if view is self.windows.claude and self.windows.live and name in ("stale", "age"):
            return self._age(view, name, short=short), None
        states = [self.whole.account_value(name, view, at, short=short) for at in self.whole.moments()]
        return around(here.base, spans.merged(states, self.whole.edges)), any(states)

    def _age(self, view: AccountView, name: str, *, short: bool) -> list[Piece]:
        times = [part.sample.as_of for part in self.windows.fixed if part.view is view and part.sample]
        since = Piece(hole=f"K{self.config.stale_after},{min(times, default='')}")
        style = self.whole.painter(LEVELS[0], LEVELS[0])("stale") if name == "stale" else NO_STYLE
        before, after = self.whole.stale_words(view, short=short)
        if name == "age":
            start = replace(since, hole=f"K0,{min(times, default='')}")
            return [Piece(hole="?n"), ELSE, FILLED, start, Piece(hole="A"), spans.END, END]
        return [since, Piece(before, style), Piece(hole="A", style=style), Piece(after, style), spans.END]

    def _window(self, part: Part, rung: Rung, here: Context) -> list[Piece]:
        """Return a window after its separator, in the form for the one that binds or that for the others."""
        binding, others = (
            [*self.windows.written(part, form, here)] if form else [] for form in (rung.binding, rung.others)
        )
        content = [SEP, FILLED, *binding]
        if rung.binding != rung.others:
            content = [SEP, FILLED, Piece(hole=f"?b{self.windows.name(part)}"), *binding, ELSE, *others, END]
            if not others:
                content = [Piece(hole=f"?b{self.windows.name(part)}"), SEP, FILLED, *binding, END]
        return [Piece(hole=f"?w{self.windows.name(part)}"), *content, END] if part in self.windows.live else content

    def _bare(self, rung: Rung) -> list[Piece]:
        """Return the window that binds and nothing else."""
        found: list[Piece] = []
        for part in (*self.windows.live, *self.windows.fixed):
            found += [
                Piece(hole=f"?b{self.windows.name(part)}"),
                *self.windows.written(part, rung.binding, Context()),
                END,
            ]
        words = [part for part in self.whole.parts if not part.sample]
        if (
            self.windows.live
            and not self.windows.fixed
            and self.windows.claude
            and self.windows.claude.status != UNCONFIGURED
        ):
            words = [Part(self.windows.claude)]
        if self.windows.fixed or not words:
            return [Piece(hole="?n"), ELSE, *found, END] if self.windows.live and not self.windows.fixed else found
        word = [Piece(values.tiny_word(words[0], self.config), self.whole.painter(UNKNOWN, UNKNOWN)(UNKNOWN))]
        return [Piece(hole="?n"), *word, ELSE, *found, END] if self.windows.live else word
