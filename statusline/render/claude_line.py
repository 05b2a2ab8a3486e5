"""Claude Code's own line: the layout of every target, with a session's numbers and fields left for the render.

What a session may know better stands in holes with what the cache knows beside it: docs/prompt-file.md lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config import variables
from statusline.config.providers import CLAUDE
from statusline.format.by_level import by_level
from statusline.format.evaluate import (
    CAP,
    CELLS,
    CLOSE,
    FILL,
    FRESH,
    LEVEL,
    LIST,
    OPEN,
    SEPARATOR,
    grouped,
    located,
)
from statusline.format.grammar import COMMAND, parse
from statusline.format.palette import within
from statusline.format.style import NO_STYLE, Fragment
from statusline.hot.prompt_file import PART
from statusline.hot.session_document import REPOSITORY
from statusline.limits.model import FIVE_HOURS, SEVEN_DAYS, Sample
from statusline.render import timeline
from statusline.render import variables as render_variables
from statusline.render.characters import plain
from statusline.render.layout import Layout
from statusline.render.shapes import BRIEF, LONG, SHORT, TINY, Shape
from statusline.render.targets import sgr
from statusline.render.variables import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.format.evaluate import Located
    from statusline.format.style import Style
    from statusline.limits.view import AccountView
    from statusline.render.by_node import State, Written
    from statusline.render.shapes import Moment

WINDOWS = {"five_hour": ("5h", FIVE_HOURS), "seven_day": ("7d", SEVEN_DAYS)}
# What a session says goes in this order.
MODEL = frozenset({"model", "backend"})
MAJOR = frozenset({"dir", "context", "context_gauge"})
OF_REPOSITORY = frozenset(REPOSITORY) - {"sha", "stash", "git_worktree"}
MIDDLE = OF_REPOSITORY | {"cost", "burnt", "worktree", "repo", "vim", "context_left", "context_tokens", "cache_left"}
MINOR = frozenset(variables.SESSION) - MODEL - MAJOR - MIDDLE
WITHOUT_MIDDLE = MINOR | MIDDLE | frozenset(variables.COSTS)
WITHOUT_MAJOR = WITHOUT_MIDDLE | MAJOR
WITHOUT_ALL = WITHOUT_MAJOR | {"model"}
# Not in session_fields.
IN_EVERY_LINE = frozenset({"model", "context", "cost", "dir", "session", "backend", "burnt", *REPOSITORY})
# Of powerline: the end of a block, what parts two of one colour, the start.
CAPS = {
    "arrow": ("\ue0b0", "\ue0b1", ""),
    "round": ("\ue0b4", "", "\ue0b6"),
    "slant": ("\ue0bc", "\ue0bd", ""),
    "flame": ("\ue0c0", "\ue0c1", ""),
}
ASCII_CAP = (" ", " ", "")
MEMBERS = 4  # fragments in `($sep$field)`
FORMS = {LONG: "", SHORT: ":s", TINY: ":t"}


class ClaudeLayout(Layout):
    provider = CLAUDE
    inside_claude_code = True

    def session_variants(self, format_: str, padding: int) -> list[list[Fragment]]:
        """Return the fragments of each variant, ever shorter. padding: that of Claude Code's settings, in columns."""
        nodes = parse(format_, variables.CLAUDE_LINE)
        levels = self.config.claude_line.context
        nodes = by_level(nodes, frozenset(variables.CONTEXT), levels.warning, levels.critical)
        layout = self.mentioned(nodes)
        if layout.views and layout is not self:
            return layout.session_variants(format_, padding)
        head = [Fragment(hole=f"P{padding}")] if padding else []
        variants: list[list[Fragment]] = []
        known: timeline.Known = {}
        for layout, shape in self.candidates():
            body = timeline.merged([layout.text_of_nodes(nodes, shape, at) for at in self.moments()], self.edges, known)
            fragments = _collapsed(self.written([*head, *self._declared(), *body]))
            if not variants or fragments != variants[-1]:
                variants.append(fragments)
        return variants

    def _declared(self) -> Iterator[Fragment]:
        """Yield how new each number is that a session may know better."""
        for part in self.parts:
            if part.sample and self._open(part):
                yield Fragment(hole=f"X{part.sample.window},{part.sample.resets_at or 0},{part.sample.as_of}")

    def _open(self, part: Part) -> bool:
        own = part.view.account.provider == self.provider and part.view not in self.others
        return own and part.sample is not None and part.sample.window in WINDOWS

    def _parts(self, view: AccountView) -> list[Part]:
        """Return the windows of an account; where none of Claude's is known, also those that a session may bring."""
        parts = super()._parts(view)
        if (
            view.account.provider != self.provider
            or view in self.others
            or view.account.block
            or any(part.sample for part in parts)
        ):
            return parts
        names = [name for name in self.config.windows if name in WINDOWS] or list(WINDOWS)
        for name in names:
            if not self.config.window_of(name).disabled:
                label, length = WINDOWS[name]
                sample = Sample(name, label, None, None, 0, "", length)
                parts.append(Part(view, self.config, sample, only_session=True))
        return parts

    def _only_session(self, view: AccountView) -> bool:
        return any(part.only_session for part in self.parts_of(view))

    def _shapes(self) -> list[Shape]:
        """Return the shapes of every target with ever fewer of the session's fields."""
        every = len(self.parts)
        whole = Shape(LONG, LONG, every)
        minor = Shape(LONG, LONG, every, without=MINOR, fields=SHORT)
        middle = Shape(BRIEF, SHORT, every, without=WITHOUT_MIDDLE, fields=TINY)
        major = Shape(SHORT, SHORT, every, without=WITHOUT_MAJOR, fields=TINY)
        return [
            whole,
            whole._replace(fields=SHORT),
            minor,
            minor._replace(binding=BRIEF, others=BRIEF),
            minor._replace(binding=BRIEF, others=SHORT),
            middle,
            middle._replace(binding=SHORT),
            major,
            major._replace(others=TINY),
            *(shape._replace(without=WITHOUT_ALL, fields=TINY) for shape in super()._shapes()[4:]),
        ]

    def _top(self, name: str, shape: Shape, moment: Moment) -> list[Located]:
        if name in shape.without:
            return []
        if name in REPOSITORY and name != "branch" and not self.config.git.enabled:
            return []
        if name[:1] == LEVEL or name in variables.LAYOUT or name in variables.SESSION:
            return located(self._hole(name, FORMS[shape.fields]))
        if name.startswith(COMMAND):
            return located(self._command(name.removeprefix(COMMAND)))
        fragments = super()._top(name, shape, moment)
        return [((-1,), LIST), *fragments] if self._some_only_session(name) else fragments

    def _of_accounts(
        self, index: int, name: str, written: Written, shape: Shape, moment: Moment
    ) -> list[list[Located]]:
        nodes = super()._of_accounts(index, name, written, shape, moment)
        return [[((index, -1), LIST)], *nodes] if self._some_only_session(name) else nodes

    def _some_only_session(self, name: str) -> bool:
        return name == "accounts" and len({part.only_session for part in self.parts}) > 1

    def _hole(self, name: str, form: str) -> Iterator[Fragment]:
        """Yield the hole of a field of the session, of the level of its context, or of a line's layout."""
        line = self.config.claude_line
        if name == "context_gauge":
            yield from self._colours()
            yield Fragment(hole=f"C{self.config.gauge_width},{render_variables.gauge_kind(self.config)},")
        elif name == "fill":
            yield Fragment(hole=FILL)
        elif name == "cap":
            yield Fragment(hole=CAP + ",".join(ASCII_CAP if self.config.ascii else CAPS[line.caps]))
        elif name == "dir" and line.dir_from != "name":
            yield Fragment(hole=f"E{name} {line.dir_from} {line.dir_levels}{form},")
        elif name[:1] == LEVEL:
            yield Fragment(hole=name)
        else:
            yield Fragment(hole=f"D{name}," if name in IN_EVERY_LINE else f"E{name}{form},")

    def _command(self, name: str) -> list[Fragment]:
        settings = dict(self.config.command.named).get(name)
        return [Fragment(hole=f"D{COMMAND}{settings.key(name)},")] if settings else []

    def _colours(self) -> Iterable[Fragment]:
        """Yield the hole before a gauge whose columns have colours of their own."""
        if self.gradient:
            colors = self.config.target_of(self.provider).colors  # the targets of sessions are called like providers
            styles = self.gradient if colors == "auto" else [within(style, colors) for style in self.gradient]
            yield Fragment(hole=CELLS + PART.join(map(sgr.sequence, styles)))

    def _account(self, view: AccountView, state: State, shape: Shape, moment: Moment) -> list[Located]:
        fragments = super()._account(view, state, shape, moment)
        bare = all(part.only_session for part in self.parts_of(view))
        return grouped(fragments) if fragments and bare else fragments

    def _windows(self, shown: list[Part], shape: Shape, moment: Moment) -> Iterator[Located]:
        if any(part.only_session for part in shown):
            yield (-1,), LIST
        yield from super()._windows(shown, shape, moment)

    def _entry(self, part: Part, fragments: list[Located], *, begun: bool) -> list[Located]:
        entry = super()._entry(part, fragments, begun=begun)
        return grouped(entry, (self.parts.index(part),)) if part.only_session else entry

    def _window(self, part: Part, form: str, at: int, worst: str, *, labels: bool) -> list[Located]:
        fragments = super()._window(part, form, at, worst, labels=labels)
        if part.sample is None and self._only_session(part.view):
            return grouped([((-1, 0), FRESH), *fragments])
        return grouped(fragments) if part.only_session else fragments

    def account_value(self, name: str, view: AccountView, at: int, *, short: bool) -> list[Located]:
        """Return the value of a variable of an account; how old it is counts as long as no session knows better."""
        if name in ("stale", "age", "source") and self._only_session(view):
            return []
        return super().account_value(name, view, at, short=short)

    def aged(self, view: AccountView, as_of: int, *, short: bool) -> list[Located]:
        """Return the age of what was observed at as_of, as long as no session knows better."""
        fragments = super().aged(view, as_of, short=short)
        return grouped([((-1, 0), FRESH), *fragments]) if view.account.provider == self.provider else fragments

    def stale_at(self, view: AccountView) -> int | None:
        return None if self._only_session(view) else super().stale_at(view)

    def _ramp(self, part: Part, at: int, style: Style) -> Fragment:
        mark = super()._ramp(part, at, style)
        return self._gauge(part, 0, mark.text, style) if self._open(part) else mark

    def _of_window(self, name: str, part: Part, at: int) -> Iterable[Fragment]:
        """Yield the value of a window's variable; numbers with what a session may put in their place."""
        fragments = list(super()._of_window(name, part, at))
        if part.sample is None or not self._open(part):
            return fragments
        cached = "" if part.only_session else "".join(plain(fragment.text, self.config) for fragment in fragments)
        window = part.sample.window
        if name in ("used", "left"):
            kind = "L" if name == "left" or self.config.remaining else "U"
            return [Fragment(hole=f"{kind}{window},{render_variables.unit(name, self.config)},{cached}")]
        if name == "gauge":
            return [*self._colours(), self._gauge(part, self.config.gauge_width, cached)]
        if name in render_variables.RESETS:
            return list(self._reset(name, part.sample, has_cached=bool(fragments)))
        return [] if part.only_session and name == "age" else fragments

    def _reset(self, name: str, sample: Sample, *, has_cached: bool) -> Iterator[Fragment]:
        shape, cached = render_variables.reset_shape(name, sample, self.config), sample.resets_at if has_cached else ""
        if shape is not None:
            yield Fragment(hole=f"R{sample.window},{shape},{cached}" if shape else f"T{sample.window},{cached}")

    def _gauge(self, part: Part, width: int, cached: str, style: Style = NO_STYLE) -> Fragment:
        tick = f"{part.pace.expected:.0f}" if part.pace and self.config.gauge_tick and width else ""
        kind = render_variables.gauge_kind(self.config)
        window = part.sample.window if part.sample else ""
        cached = "" if part.only_session else cached
        return Fragment(hole=f"G{window},{width},{kind},{tick},{cached}", style=style)


def _collapsed(fragments: list[Fragment]) -> list[Fragment]:
    """Return fragments with each group of a separator and one field of the session as one hole: less for a render."""
    out: list[Fragment] = []
    for fragment in fragments:
        out.append(fragment)
        if fragment == CLOSE and len(out) > MEMBERS:
            start, separator, field, _ = out[-MEMBERS:]
            bare = not field.style and not field.text and field.hole[:1] in ("D", "E")
            if start == OPEN and separator == Fragment(hole=SEPARATOR) and bare:
                out[-MEMBERS:] = [Fragment(hole=field.hole + SEPARATOR)]
    return out
