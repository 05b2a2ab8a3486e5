"""The windows of Claude Code's own line: those that a session may know better stay open, the others do not.

What is left to the render is written in the holes of claude_line.py.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from statusline.config import variables
from statusline.config.providers import CLAUDE
from statusline.format.evaluate import restyled
from statusline.format.grammar import parse
from statusline.format.style import Fragment
from statusline.hot.claude_resolver import KNOWN_WINDOWS
from statusline.limits import windows
from statusline.limits.model import FIVE_HOURS, SEVEN_DAYS, Sample
from statusline.limits.windows import DASH, LEVELS
from statusline.render import timeline
from statusline.render import variables as render_variables
from statusline.render.claude_format import ELSE, END, FILLED, NOTHING, around
from statusline.render.layout import RAMP
from statusline.render.variables import UNKNOWN, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.limits.view import AccountView
    from statusline.render.claude_format import Context, Value, Walk
    from statusline.render.layout import Layout

LENGTHS = {"five_hour": ("5h", FIVE_HOURS), "seven_day": ("7d", SEVEN_DAYS)}
RAMP_FORMAT = "[$gauge](level)"


class Windows:
    """The windows to show: `live` may be overlaid by the session's document, `fixed` are as the cache knows them."""

    def __init__(self, whole: Layout, config: Config, walk: Walk) -> None:
        self.whole, self.config, self.walk = whole, config, walk
        self.claude = next((view for view in whole.views if view.account.provider == CLAUDE), None)
        self.parts = [part for view in whole.views for part in self._parts(view)]
        self.live = [part for part in self.parts if self._is_live(part)]
        self.fixed = [part for part in self.parts if not self._is_live(part)]

    def declared(self) -> Iterator[Fragment]:
        """Yield what the render must know of each window before it can compare them."""
        for part in self.live:
            yield Fragment(hole=",".join(["X" + self.name(part), *self._cached(part), *self._bounds(part)]))
        for part in self.fixed:
            used, resets_at, *_ = self._cached(part)
            yield Fragment(hole=",".join(["Y" + self.name(part), used, resets_at, *self._bounds(part)]))

    def name(self, part: Part) -> str:
        """Return the name of a window in the holes."""
        return part.sample.window if self._is_live(part) and part.sample else part.name

    def written(self, part: Part, form: str, here: Context) -> list[Fragment]:
        """Return a window in a form."""
        if not self._is_live(part):
            return self._fixed(part, form, here)
        settings = part.settings(self.config)
        known = replace(here, own=None, windows=self.name(part))
        unknown = replace(known, level=UNKNOWN, own=UNKNOWN)
        nodes = parse(RAMP_FORMAT if form == RAMP else getattr(settings, form), variables.WINDOW)
        styled = restyled(nodes, settings.style) if settings.style else nodes
        yes = self.walk.value(styled, partial(self._known, part, form), known)[0]
        no = self.walk.value(nodes, partial(self._unknown, part), unknown)[0]
        return [Fragment(hole=f"?k{self.name(part)}"), *yes, ELSE, *no, END]

    def _parts(self, view: AccountView) -> list[Part]:
        """Return the windows of an account; of Claude's also those that only a session may know yet."""
        known = {part.sample.window: part for part in self.whole.parts if part.view is view and part.sample}
        if view is not self.claude:
            return list(known.values())
        wanted = [name for name in self.config.windows if name in known or name in KNOWN_WINDOWS]
        names = [name for name in wanted or KNOWN_WINDOWS if not self.config.window_of(name).disabled]
        return [known.get(name) or _unknown(view, name) for name in dict.fromkeys([*names, *known])]

    def _is_live(self, part: Part) -> bool:
        return part.view is self.claude and part.sample is not None and part.sample.window in KNOWN_WINDOWS

    def _fixed(self, part: Part, form: str, here: Context) -> list[Fragment]:
        """Return a window that only the cache knows, for each level that the render may find to be the worst."""

        def at_level(level: str) -> list[Fragment]:
            states = [self.whole.window(part, form, at, level) for at in self.whole.moments()]
            return around(here.base, timeline.merged(states, self.whole.edges))

        versions = [at_level(level) for level in LEVELS]
        if versions.count(versions[0]) == len(versions):
            return versions[0]
        return [piece for index, pieces in enumerate(versions) for piece in (Fragment(hole=f"?l{index}"), *pieces, END)]

    def _known(self, part: Part, form: str, name: str, here: Context) -> Value:
        """Return the value of a variable of a live window whose percentage the render knows."""
        if name == "gauge":
            return self._gauge(part, 0 if form == RAMP else self.config.gauge_width, here), True
        if name in ("pace", "projected"):
            return self._of_cycle(part, name, here)
        hole, certain = self._hole(part, name)
        if hole:
            unit = render_variables.unit(name, self.config) if name in ("used", "left") else ""
            return [Fragment(unit, here.base, hole)], certain or None
        return NOTHING if name == "resets_in" else self._text(part, name, here)

    def _hole(self, part: Part, name: str) -> tuple[str, bool]:
        """Return the hole for a variable, and whether it always says something; no hole for one that has none."""
        window = self.name(part)
        if name == "resets_at":
            return (
                f"R{window},{render_variables.reset_format(part.sample.length_seconds if part.sample else None)}",
                False,
            )
        if name == "resets_in":
            return "T" + window if self.config.time_left else "", False
        used = "L" if self.config.remaining else "U"
        kind = {"used": used, "left": "L", "source": "O", "age": "A"}.get(name)
        return (kind + window, True) if kind else ("", False)

    def _unknown(self, part: Part, name: str, here: Context) -> Value:
        if name in ("used", "left", "gauge"):
            return [Fragment(DASH, here.base)], True
        if name in ("age", "source"):
            return [Fragment(style=here.base, hole=self._hole(part, name)[0])], True
        return self._text(part, name, here) if name in ("symbol", "label", "window", "plan") else NOTHING

    def _text(self, part: Part, name: str, here: Context) -> Value:
        words = render_variables.fixed(name, part, self.config)
        return ([Fragment(words, here.base)], True) if words else NOTHING

    def _of_cycle(self, part: Part, name: str, here: Context) -> Value:
        """Return what holds only as long as the session is in the cycle that the cache knows."""
        if not part.pace or part.sample is None or part.sample.resets_at is None:
            return NOTHING
        same = [Fragment(hole=f"?r{self.name(part)},{part.sample.resets_at}"), FILLED]
        if name == "pace":
            return [*same, Fragment(render_variables.fixed(name, part, self.config), here.base), END], None
        pieces = around(here.base, list(render_variables.projected(part, self.whole.now)))
        if part.runs_out_at is None:
            return [*same, *pieces, END], None
        return [Fragment(hole=f"?t{part.runs_out_at}"), *same, *pieces, END, END], None

    def _gauge(self, part: Part, width: int, here: Context) -> list[Fragment]:
        start = f"G{self.name(part)},{width},{render_variables.gauge_kind(self.config)},"
        without = Fragment(hole=start, style=here.base)
        if not (part.pace and part.sample and part.sample.resets_at and self.config.gauge_tick and width):
            return [without]
        same = Fragment(hole=f"?r{self.name(part)},{part.sample.resets_at}")
        return [same, replace(without, hole=f"{start}{part.pace.expected:.0f}"), ELSE, without, END]

    def _cached(self, part: Part) -> tuple[str, str, str, str, str]:
        sample = part.sample
        if sample is None or not sample.source:
            return "", "", "", "", ""
        used, resets_at = ("" if value is None else str(value) for value in (sample.used_percentage, sample.resets_at))
        return used, resets_at, str(sample.as_of), windows.mark(sample), sample.source

    def _bounds(self, part: Part) -> tuple[str, str, str]:
        limits = part.settings(self.config).thresholds or self.config.thresholds
        return str(limits.warning), str(limits.critical), "" if part.runs_out_at is None else str(part.runs_out_at)


def _unknown(view: AccountView, name: str) -> Part:
    """Return a window of which the cache knows nothing."""
    label, length = LENGTHS[name]
    return Part(view, Sample(name, label, None, None, 0, "", length))
