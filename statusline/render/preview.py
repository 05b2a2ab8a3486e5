"""What a config looks like, on numbers made up once: for lists of presets, demos and pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from statusline.config.providers import TABLE
from statusline.config.targets import TARGETS
from statusline.config.working_time import EVERYTHING
from statusline.hot import claude_line, prompt_file, session_document, session_fields
from statusline.hot.text import without_colour
from statusline.limits import pace, view
from statusline.limits.model import Account, Sample
from statusline.render import compiler, targets
from statusline.render.costs import NO_COSTS, Costs
from statusline.render.layout import Layout
from statusline.render.painter import Painter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from statusline.config import Config
    from statusline.config.providers import ProviderRow
    from statusline.limits.view import AccountView

NOW = 1_800_000_000
WIDTHS = (120, 80, 40)
COSTS = Costs("$14.20", "$96.31")
HOME = "/home/you"
SESSION: dict[str, object] = {  # the document of Claude Code
    "session_id": "00ef723f-d815-484c-9828-89dfb794e3af",
    "session_name": "faster start",
    "model": {"display_name": "Opus 5.5"},
    "workspace": {
        "current_dir": f"{HOME}/code/widgets",
        "repo": {"host": "github.com", "owner": "acme", "name": "widgets"},
    },
    "worktree": {"name": "fast"},
    "version": "2.1.332",
    "output_style": {"name": "Explanatory"},
    "cost": {
        "total_cost_usd": 0.42,
        "total_duration_ms": 720_000,
        "total_api_duration_ms": 340_000,
        "total_lines_added": 12,
        "total_lines_removed": 3,
    },
    "context_window": {
        "total_input_tokens": 310_400,
        "context_window_size": 1_000_000,
        "used_percentage": 31,
        "remaining_percentage": 69,
        "current_usage": {
            "input_tokens": 12,
            "output_tokens": 1_840,
            "cache_creation_input_tokens": 5_200,
            "cache_read_input_tokens": 305_188,
        },
    },
    "fast_mode": True,
    "thinking": {"enabled": True},
    "effort": {"level": "high"},
    "vim": {"mode": "NORMAL"},
    "agent": {"name": "reviewer"},
    "pr": {"number": 42, "url": "https://github.com/acme/widgets/pull/42", "review_state": "approved"},
}
REPOSITORY = {"branch": "main", "sha": "1f0c3ab", "dirty": "2", "staged": "1", "untracked": "3", "ahead": "1"}
BURNT = "8%"
EXPIRES_IN = 252  # seconds: the cache of its prompt


def line(config: Config, target: str, width: int = 0) -> str:
    """Return the segment of the made-up numbers as target (`plain`, `ansi`) prints it; width: columns, 0 for any."""
    chosen = targets.load(target)
    settings = config.target_of(target)
    segment = Layout(_views(config), config, NOW, costs=COSTS)
    segment.edges.clear()  # it is shown at this moment alone
    _, fragments = segment.variants(settings.format, width or settings.width)[0]
    return prompt_file.fill(Painter(chosen, settings.colors, segment.separator).painted(fragments), NOW)


def looks(
    config: Config, views: tuple[AccountView, ...] = (), now: int = NOW, others: tuple[AccountView, ...] = ()
) -> Iterator[tuple[str, int, str]]:
    """Yield (where, columns, text with SGR colours) for Claude Code, tmux and a prompt at each of WIDTHS.

    views: of the login's accounts; without any, made-up numbers. others: of accounts that a format may name.
    """
    layout = Layout(views or _views(config), config, now, costs=NO_COSTS if views else COSTS, others=others)
    for columns in WIDTHS:
        yield "Claude Code", columns, claude_line_at(config, columns, layout)
    for where, name in (("tmux", "tmux"), ("prompt", "ansi")):
        settings = config.target_of(name)
        for columns in WIDTHS:
            _, fragments = layout.variants(settings.format, min(columns, settings.width or columns))[0]
            written = Painter(targets.load("ansi"), settings.colors, layout.separator).painted(fragments)
            yield where, columns, prompt_file.fill(written, now)


def claude_line_at(config: Config, columns: int, layout: Layout | None = None) -> str:
    """Return Claude Code's line, with SGR colours, in a terminal of so many columns, 0 for any.

    layout: of the limits; None for made-up numbers.
    """
    layout = layout or Layout(_views(config), config, NOW, costs=COSTS)
    variants = list(compiler.variants(layout, TARGETS["claude"], config, padding=0))
    fields = _session(variants, layout.now)
    return claude_line.compose(([], variants), {}, fields, layout.now, (columns, columns > 0))


def session_part(config: Config) -> list[str]:
    """Return the rows of Claude Code's line, with SGR colours, without the limits in it."""
    rows = claude_line_at(config, 0, Layout((), config, NOW, costs=COSTS)).split("\n")
    return [row for row in rows if without_colour(row).strip()]


def _session(variants: list[str], now: int) -> dict[str, str]:
    """Return what the made-up session says in the variants of Claude Code's line."""
    cache = {"hit_ratio": 0.93, "expires_at": now + EXPIRES_IN}
    environ = cast("Any", {"HOME": HOME})
    document = {**SESSION, "prompt_cache": cache}
    further = session_fields.of_variant(document, variants[0], environ, now)
    return {**session_document.fields(document), **further, "burnt": BURNT, **REPOSITORY}


def _views(config: Config) -> tuple[view.AccountView, ...]:
    accounts = [
        Account(f"{row.name}:sample", row.name, plan=row.preview_plan, samples=tuple(_samples(row)))
        for row in TABLE.values()
    ]
    views = [view.view(account, config, NOW) for account in accounts]
    return tuple(replace(view, pace=_paces(view)) for view in views)


def _samples(row: ProviderRow) -> Iterator[Sample]:
    for sample in row.preview:
        yield Sample(
            sample.window, sample.label, sample.used, NOW + sample.resets_in, NOW, row.preview_source, sample.length
        )


def _paces(shown_view: view.AccountView) -> dict[str, pace.Pace]:
    paces = ((sample.window, pace.of(sample, None, EVERYTHING)) for sample in shown_view.windows)
    return {window: result for window, result in paces if result}
