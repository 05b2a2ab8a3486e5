"""What a config looks like, on numbers made up once: for lists of presets, demos and pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.config.providers import TABLE
from statusline.config.targets import TARGETS
from statusline.config.working_time import EVERYTHING
from statusline.hot import claude_line, prompt_file
from statusline.limits import pace, view
from statusline.limits.model import Account, Sample
from statusline.render import compiler, targets
from statusline.render.costs import NO_COSTS, Costs
from statusline.render.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.config.providers import ProviderRow
    from statusline.limits.view import AccountView

NOW = 1_800_000_000
WIDTHS = (120, 80, 40)
COSTS = Costs("$14.20", "$96.31")
SESSION = {  # of Claude Code's line
    "model": "Opus 5.5",
    "context": "31%",
    "cost": "$0.42",
    "dir": "widgets",
    "branch": "main",
    "sha": "1f0c3ab",
    "dirty": "2",
    "staged": "1",
    "untracked": "3",
    "ahead": "1",
    "effort": "high",
    "lines": "+12 -3",
    "duration": "12m",
    "pr": "#42",
}


def line(config: Config, target: str, width: int = 0) -> str:
    """Return the segment of the made-up numbers as target (`plain`, `ansi`) prints it; width: columns, 0 for any."""
    chosen = targets.load(target)
    settings = config.target_of(target)
    segment = Layout(_views(config), config, NOW, costs=COSTS)
    segment.edges.clear()  # it is shown at this moment alone
    _, fragments = segment.variants(settings.format, width or settings.width)[0]
    return prompt_file.fill(compiler.painted(fragments, chosen, settings.colors, segment.separator), NOW)


def looks(config: Config, views: tuple[AccountView, ...] = (), now: int = NOW) -> Iterator[tuple[str, int, str]]:
    """Yield (where, columns, text with SGR colours) for Claude Code, tmux and a prompt at each of WIDTHS.

    views: without any, made-up numbers.
    """
    layout = Layout(views or _views(config), config, now, costs=NO_COSTS if views else COSTS)
    claude = list(compiler.variants(layout, TARGETS["claude"], config, padding=0))
    for columns in WIDTHS:
        yield "Claude Code", columns, claude_line.compose(([], claude), {}, SESSION, now, (columns, True))
    for where, name in (("tmux", "tmux"), ("prompt", "ansi")):
        settings = config.target_of(name)
        for columns in WIDTHS:
            _, fragments = layout.variants(settings.format, min(columns, settings.width or columns))[0]
            written = compiler.painted(fragments, targets.load("ansi"), settings.colors, layout.separator)
            yield where, columns, prompt_file.fill(written, now)


def _views(config: Config) -> tuple[view.AccountView, ...]:
    accounts = [
        Account(f"{row.name}:sample", row.name, plan=row.preview_plan, samples=tuple(_samples(row)))
        for row in TABLE.values()
    ]
    views = [view.view(account, config, NOW) for account in accounts]
    return tuple(replace(one, pace=_paces(one)) for one in views)


def _samples(row: ProviderRow) -> Iterator[Sample]:
    for sample in row.preview:
        yield Sample(
            sample.window, sample.label, sample.used, NOW + sample.resets_in, NOW, row.preview_source, sample.length
        )


def _paces(shown_view: view.AccountView) -> dict[str, pace.Pace]:
    paces = ((sample.window, pace.of(sample, None, EVERYTHING)) for sample in shown_view.windows)
    return {window: result for window, result in paces if result}
