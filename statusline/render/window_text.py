"""The text of a window, in any of the shapes of render.shapes: fragments, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config import themes, variables
from statusline.format.evaluate import evaluate, located, restyled
from statusline.format.grammar import parse
from statusline.format.style import Fragment
from statusline.hot import gauge
from statusline.hot.text import shortened
from statusline.limits import windows
from statusline.render import timeline
from statusline.render import variables as render_variables
from statusline.render.characters import in_plain
from statusline.render.shapes import BRIEF, LONG, RAMP, TINY
from statusline.render.variables import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from statusline.config import Config
    from statusline.format.evaluate import Located, Paint
    from statusline.format.style import Style
    from statusline.render.shapes import Moment
    from statusline.render.variables import Part

NAMES = ("label", "plan")


class _Plain(dict[Fragment, Fragment]):
    """Fragments with printable text, each made once."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self._config = config

    def __missing__(self, fragment: Fragment) -> Fragment:
        plain = self[fragment] = in_plain(fragment, self._config)
        return plain


class WindowText:
    """Writes windows by a config. longest: of a name, in columns."""

    inside_claude_code = False

    def __init__(self, config: Config, longest: int | None) -> None:
        self.config, self.longest = config, longest
        self.styles = themes.styles(config, inside_claude_code=self.inside_claude_code)
        self.gradient = self._gradient() if config.gauge_gradient else ()
        self._plain = _Plain(config)
        self._painted: dict[tuple[str, str, str], Style] = {}
        self._windows_written: dict[tuple[object, ...], list[Located]] = {}

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
            return located([fragment._replace(style=colour) for fragment in fragments])
        level = part.level(at, self.config)
        words = "" if level == UNKNOWN else part.settings.style
        paint = self.painter(UNKNOWN, UNKNOWN) if level == UNKNOWN else self.painter(worst, level)
        if form == RAMP:
            return [((0,), self._ramp(part, at, paint(words or "level")))]
        nodes = parse(getattr(part.settings, LONG if form == BRIEF else form), variables.WINDOW)
        nodes = restyled(nodes, words) if words else nodes
        unsaid = "label" if form == TINY and not labels else ""

        def scope(name: str) -> list[Located]:
            wanted = "resets_brief" if (name, form) == ("resets", BRIEF) else name
            return [] if name == unsaid else located(self._of_window(wanted, part, at))

        return evaluate(nodes, scope, paint)[0]

    def _of_window(self, name: str, part: Part, at: int) -> Iterable[Fragment]:
        fragments = render_variables.of_window(name, part, at, self.config)
        if name == "gauge" and self.gradient:
            from statusline.render.gradient import graded

            return graded(fragments, self.gradient)
        return (
            [fragment._replace(text=self._name(fragment.text)) for fragment in fragments]
            if name in NAMES
            else fragments
        )

    def _name(self, text: str) -> str:
        return text if self.longest is None else shortened(text, self.longest)

    def _ramp(self, part: Part, at: int, style: Style) -> Fragment:
        used = part.used(at)
        mark = windows.DASH if used is None else gauge.ramp(used, render_variables.gauge_kind(self.config))
        return Fragment(mark, style)

    def painter(self, level: str, own: str) -> Paint:
        return lambda words: self._paint(words, level, own)

    def written(self, fragments: Sequence[Fragment]) -> list[Fragment]:
        """Return fragments with printable text, in ASCII if that is wanted."""
        return timeline.joined(self.plain(fragments))

    def plain(self, fragments: Sequence[Fragment]) -> Iterable[Fragment]:
        return map(self._plain.__getitem__, fragments)

    def _paint(self, words: str, level: str, own: str) -> Style:
        key = (words, level, own)
        if key not in self._painted:
            self._painted[key] = render_variables.paint(words, self.styles, level, own)
        return self._painted[key]

    def _gradient(self) -> tuple[Style, ...]:
        from statusline.render.gradient import colours  # here: most configs have none

        return colours(self.styles, self.config.gauge_width)
