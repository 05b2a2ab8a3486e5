"""Claude Code's own rungs: the windows that a session may know better stay open, and so do the session's fields.

What is left to the render is written in the holes of claude_line.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from statusline import segment, spans, values
from statusline.claude_line import KNOWN_WINDOWS
from statusline.format import variables
from statusline.format.evaluate import SEPARATOR, text
from statusline.format.grammar import Group, Styled, Text, parse
from statusline.ladder import LONG, RAMP, SHORT, TINY
from statusline.model import CLAUDE, FIVE_HOURS, SEVEN_DAYS, Sample
from statusline.piece import NO_STYLE, Piece
from statusline.segment import DASH, LEVELS
from statusline.style import over
from statusline.values import UNKNOWN, Part
from statusline.view import UNCONFIGURED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.config import Config
    from statusline.format.grammar import Format, Node
    from statusline.ladder import Segment
    from statusline.style import Style
    from statusline.view import AccountView

    Value = tuple[list[Piece], bool | None]  # pieces, and whether they say something; None: only the render knows
    Scope = Callable[[str, "Context"], Value]

ELSE, END, FILLED, NEXT = Piece(hole="|"), Piece(hole=";"), Piece(hole="F"), Piece(hole="0")
OPEN, CLOSE, SEP = Piece(hole="("), Piece(hole=")"), Piece(hole=SEPARATOR)
RAMP_FORMAT = "[$gauge](level)"
LENGTHS = {"five_hour": ("5h", FIVE_HOURS), "seven_day": ("7d", SEVEN_DAYS)}
EMPTY: Value = ([], False)
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


@dataclass(frozen=True, slots=True)
class Context:
    """Where a format is: the style around it, what `level` and `own` mean (None: only the render knows), its window."""

    base: Style = NO_STYLE
    level: str | None = None
    own: str | None = None
    window: str = ""


class Line:
    """The rungs of one login's Claude Code line. padding: that of its settings, in columns."""

    def __init__(self, whole: Segment, config: Config, padding: int = 0) -> None:
        self.whole, self.config, self.padding = whole, config, padding
        self.claude = next((view for view in whole.views if view.account.provider == CLAUDE), None)
        names = [name for name in config.windows if name in KNOWN_WINDOWS] if self.claude else []
        self.live = [self._part(name) for name in names if not config.window_of(name).disabled]
        taken = {part.name for part in self.live}
        self.fixed = [part for part in whole.parts if part.sample and part.name not in taken]

    def rungs(self, format_: str) -> list[list[Piece]]:
        """Return the pieces of each rung, ever shorter."""
        nodes = parse(format_, variables.CLAUDE_LINE)
        head = [Piece(hole=f"P{self.padding}")] if self.padding else []
        found: list[list[Piece]] = []
        for rung in LADDER:
            body = self._walk(nodes, partial(self._top, rung), Context())[0] if rung.account else self._bare(rung)
            pieces = self.whole.written([*head, *self._declared(), *body])
            if not found or pieces != found[-1]:
                found.append(pieces)
        return found

    def _part(self, name: str) -> Part:
        """Return the window called name, without a percentage if the cache has none."""
        assert self.claude  # noqa: S101 - there are live windows only with it
        label, length = LENGTHS[name]
        known = next((sample for sample in self.claude.windows if sample.window == name), None)
        return Part(self.claude, known or Sample(name, label, None, None, 0, "", length))

    def _walk(self, nodes: Format, scope: Scope, here: Context) -> Value:
        """Return the pieces of a format; a group of which only the render knows whether it is empty stays open."""
        found: list[Piece] = []
        says: set[bool | None] = set()
        for node in nodes:
            pieces, filled = self._node(node, scope, here)
            found += pieces
            says.add(filled)
        return found, True if True in says else None if None in says else False

    def _node(self, node: Node, scope: Scope, here: Context) -> Value:
        if isinstance(node, Text):
            return [piece for _, piece in text(node.text, here.base)], False
        if isinstance(node, Styled):
            return self._styled(node, scope, here)
        if isinstance(node, Group):
            pieces, filled = self._walk(node.children, scope, here)
            return (pieces, True) if filled else EMPTY if filled is False else ([OPEN, *pieces, CLOSE], None)
        return scope(node.name, here)

    def _styled(self, node: Styled, scope: Scope, here: Context) -> Value:
        words = node.style.lower().split()
        if "level" in words and here.level is None:
            return self._each([("l", replace(here, level=level)) for level in LEVELS], node, scope)
        if "own" in words and here.own is None and here.window:
            return self._each([(f"o{here.window},", replace(here, own=level)) for level in LEVELS], node, scope)
        style = self.whole.painter(here.level or LEVELS[0], here.own or here.level or LEVELS[0])(node.style)
        return self._walk(node.children, scope, replace(here, base=over(here.base, style)))

    def _each(self, cases: list[tuple[str, Context]], node: Styled, scope: Scope) -> Value:
        found: list[Piece] = []
        filled: bool | None = False
        for index, (condition, here) in enumerate(cases):
            pieces, filled = self._styled(node, scope, here)
            found += [Piece(hole=f"?{condition}{index}"), *pieces, END]
        return found, filled

    def _top(self, rung: Rung, name: str, here: Context) -> Value:
        if name in rung.without:
            return EMPTY
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
        return found, None if found else False

    def _account(self, view: AccountView, rung: Rung, here: Context) -> list[Piece]:
        """Return the pieces of an account: nothing at all where none of its windows is shown."""
        nodes = parse(getattr(self.config, view.account.provider).format, variables.PROVIDER)
        shown = [part for part in (*self.live, *self.fixed) if part.view is view]
        found: list[Piece] = []
        if shown:
            windows = [NEXT, *(piece for part in shown for piece in self._window(part, rung, here))]
            body, _ = self._walk(nodes, partial(self._of_account, view, rung, (windows, None)), here)
            found = [OPEN, SEP, *body, CLOSE]
        if view.status == UNCONFIGURED or any(part.view is view for part in self.fixed):
            return found
        if not rung.others and self.fixed:
            return found
        word = segment.nothing(view) if rung.binding != TINY else values.tiny_word(Part(view), self.config)
        unknown = over(here.base, self.whole.painter(UNKNOWN, UNKNOWN)(UNKNOWN))
        body, _ = self._walk(nodes, partial(self._of_account, view, rung, ([Piece(word, unknown)], True)), here)
        body = [SEP, *body]
        return [*found, *([Piece(hole="?n"), *body, END] if view is self.claude else body)]

    def _of_account(self, view: AccountView, rung: Rung, windows: Value, name: str, here: Context) -> Value:
        if name == "windows":
            return windows
        if name == "sep":
            return [SEP], False
        short = rung.others in ("", TINY)
        if view is self.claude and self.live and name in ("stale", "age"):
            return self._age(view, name, short=short), None
        states = [self.whole.account_value(name, view, at, short=short) for at in self.whole.moments()]
        return _on(here.base, spans.merged(states, self.whole.edges)), any(states)

    def _age(self, view: AccountView, name: str, *, short: bool) -> list[Piece]:
        times = [part.sample.as_of for part in self.fixed if part.view is view and part.sample]
        since = Piece(hole=f"K{self.config.stale_after},{min(times, default='')}")
        style = self.whole.painter(LEVELS[0], LEVELS[0])("stale") if name == "stale" else NO_STYLE
        before, after = self.whole.stale_words(view, short=short)
        if name == "age":
            start = replace(since, hole=f"K0,{min(times, default='')}")
            return [Piece(hole="?n"), ELSE, FILLED, start, Piece(hole="A"), spans.END, END]
        return [since, Piece(before, style), Piece(hole="A", style=style), Piece(after, style), spans.END]

    def _window(self, part: Part, rung: Rung, here: Context) -> list[Piece]:
        """Return a window after its separator, in the form for the one that binds or that for the others."""
        binding, others = ([*self._form(part, form, here)] if form else [] for form in (rung.binding, rung.others))
        content = [SEP, FILLED, *binding]
        if rung.binding != rung.others:
            content = [SEP, FILLED, Piece(hole=f"?b{self._name(part)}"), *binding, ELSE, *others, END]
            if not others:
                content = [Piece(hole=f"?b{self._name(part)}"), SEP, FILLED, *binding, END]
        return [Piece(hole=f"?w{self._name(part)}"), *content, END] if part in self.live else content

    def _bare(self, rung: Rung) -> list[Piece]:
        """Return the window that binds and nothing else."""
        found: list[Piece] = []
        for part in (*self.live, *self.fixed):
            found += [Piece(hole=f"?b{self._name(part)}"), *self._form(part, rung.binding, Context()), END]
        words = [part for part in self.whole.parts if not part.sample]
        if self.live and not self.fixed and self.claude and self.claude.status != UNCONFIGURED:
            words = [Part(self.claude)]
        if self.fixed or not words:
            return [Piece(hole="?n"), ELSE, *found, END] if self.live and not self.fixed else found
        word = [Piece(values.tiny_word(words[0], self.config), self.whole.painter(UNKNOWN, UNKNOWN)(UNKNOWN))]
        return [Piece(hole="?n"), *word, ELSE, *found, END] if self.live else word

    def _form(self, part: Part, form: str, here: Context) -> list[Piece]:
        if part not in self.live:
            return self._fixed(part, form, here)
        settings = part.settings(self.config)
        known = replace(here, window=self._name(part))
        if settings.style:
            known = replace(known, level=settings.style, own=settings.style)
        unknown = replace(known, level=UNKNOWN, own=UNKNOWN)
        nodes = parse(RAMP_FORMAT if form == RAMP else getattr(settings, form), variables.WINDOW)
        yes = self._walk(nodes, partial(self._known, part, form), known)[0]
        no = self._walk(nodes, partial(self._unknown, part), unknown)[0]
        return [Piece(hole=f"?k{self._name(part)}"), *yes, ELSE, *no, END]

    def _fixed(self, part: Part, form: str, here: Context) -> list[Piece]:
        """Return a window that only the cache knows, for each level that the render may find to be the worst."""

        def at_level(level: str) -> list[Piece]:
            states = [self.whole.window(part, form, at, level) for at in self.whole.moments()]
            return _on(here.base, spans.merged(states, self.whole.edges))

        versions = [at_level(level) for level in LEVELS]
        if versions.count(versions[0]) == len(versions):
            return versions[0]
        return [piece for index, pieces in enumerate(versions) for piece in (Piece(hole=f"?l{index}"), *pieces, END)]

    def _known(self, part: Part, form: str, name: str, here: Context) -> Value:
        """Return the value of a variable of a live window whose percentage the render knows."""
        if name == "gauge":
            return self._gauge(part, 0 if form == RAMP else self.config.gauge_width, here), True
        if name in ("pace", "projected"):
            return self._of_cycle(part, name, here)
        hole, certain = self._hole(part, name)
        if hole:
            unit = values.unit(name, self.config) if name in ("used", "left") else ""
            return [Piece(unit, here.base, hole)], certain or None
        return EMPTY if name == "resets_in" else self._text(part, name, here)

    def _hole(self, part: Part, name: str) -> tuple[str, bool]:
        """Return the hole for a variable, and whether it always says something; no hole for one that has none."""
        window = self._name(part)
        if name == "resets_at":
            return f"R{window},{values.reset_format(part.sample.length_seconds if part.sample else None)}", False
        if name == "resets_in":
            return "T" + window if self.config.time_left else "", False
        used = "L" if self.config.remaining else "U"
        kind = {"used": used, "left": "L", "source": "O", "age": "A"}.get(name)
        return (kind + window, True) if kind else ("", False)

    def _unknown(self, part: Part, name: str, here: Context) -> Value:
        if name in ("used", "left", "gauge"):
            return [Piece(DASH, here.base)], True
        return self._text(part, name, here) if name in ("symbol", "label", "window", "plan") else EMPTY

    def _text(self, part: Part, name: str, here: Context) -> Value:
        words = values.fixed(name, part, self.config)
        return ([Piece(words, here.base)], True) if words else EMPTY

    def _of_cycle(self, part: Part, name: str, here: Context) -> Value:
        """Return what holds only as long as the session is in the cycle that the cache knows."""
        if not part.pace or part.sample is None or part.sample.resets_at is None:
            return EMPTY
        same = [Piece(hole=f"?r{self._name(part)},{part.sample.resets_at}"), FILLED]
        if name == "pace":
            return [*same, Piece(values.fixed(name, part, self.config), here.base), END], None
        pieces = [
            replace(piece, style=over(here.base, piece.style)) for piece in values.projected(part, self.whole.now)
        ]
        if part.runs_out_at is None:
            return [*same, *pieces, END], None
        return [Piece(hole=f"?t{part.runs_out_at}"), *same, *pieces, END, END], None

    def _gauge(self, part: Part, width: int, here: Context) -> list[Piece]:
        start = f"G{self._name(part)},{width},{values.gauge_kind(self.config)},"
        without = Piece(hole=start, style=here.base)
        if not (part.pace and part.sample and self.config.gauge_tick and width):
            return [without]
        same = Piece(hole=f"?r{self._name(part)},{part.sample.resets_at}")
        return [same, replace(without, hole=f"{start}{part.pace.expected:.0f}"), ELSE, without, END]

    def _declared(self) -> Iterator[Piece]:
        for part in self.live:
            yield Piece(hole=",".join(["X" + self._name(part), *self._cached(part), *self._bounds(part)]))
        for part in self.fixed:
            used, resets_at, *_ = self._cached(part)
            yield Piece(hole=",".join(["Y" + self._name(part), used, resets_at, *self._bounds(part)]))

    def _cached(self, part: Part) -> tuple[str, str, str, str, str]:
        sample = part.sample
        if sample is None or not sample.source:
            return "", "", "", "", ""
        used, resets_at = ("" if value is None else str(value) for value in (sample.used_percentage, sample.resets_at))
        return used, resets_at, str(sample.as_of), segment.mark(sample), sample.source

    def _bounds(self, part: Part) -> tuple[str, str, str]:
        limits = part.settings(self.config).thresholds or self.config.thresholds
        return str(limits.warning), str(limits.critical), "" if part.runs_out_at is None else str(part.runs_out_at)

    def _name(self, part: Part) -> str:
        return part.sample.window if part in self.live and part.sample else part.name


def _on(base: Style, pieces: list[Piece]) -> list[Piece]:
    return [
        piece if piece.hole[:1] == spans.SPAN else replace(piece, style=over(base, piece.style)) for piece in pieces
    ]
