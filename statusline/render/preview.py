"""What a config looks like, on numbers made up once: for lists of presets, demos and pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.config.working_time import EVERYTHING
from statusline.hot import prompt_file
from statusline.limits import pace, view
from statusline.limits.model import CLAUDE, CODEX, FIVE_HOURS, SEVEN_DAYS, Account, Sample
from statusline.render import compiler as prompt_files
from statusline.render import targets
from statusline.render.layout import Layout

if TYPE_CHECKING:
    from statusline.config import Config

NOW = 1_800_000_000
_MINUTES, _DAYS = 60, 86_400
_SAMPLES = {
    CLAUDE: (
        Sample("five_hour", "5h", 42.4, NOW + 131 * _MINUTES, NOW, "claude_oauth", FIVE_HOURS),
        Sample("seven_day", "7d", 71.0, NOW + 2 * _DAYS, NOW, "claude_oauth", SEVEN_DAYS),
    ),
    CODEX: (Sample("five_hour", "5h", 12.0, NOW + 220 * _MINUTES, NOW, "codex_oauth", FIVE_HOURS),),
}
_PLANS = {CLAUDE: "max", CODEX: "plus"}


def line(config: Config, target: str, width: int = 0) -> str:
    """Return the segment of the made-up numbers as target (`plain`, `ansi`) prints it; width: columns, 0 for any."""
    chosen = targets.load(target)
    settings = config.target_of(target)
    segment = Layout(_views(config), config, NOW)
    _, pieces = segment.rungs(settings.format, width or settings.width)[0]
    return prompt_file.fill(prompt_files.painted(pieces, chosen, settings.colors, segment.separator), NOW)


def _views(config: Config) -> tuple[view.AccountView, ...]:
    accounts = [
        Account(f"{provider}:sample", provider, plan=_PLANS[provider], samples=samples)
        for provider, samples in _SAMPLES.items()
    ]
    views = [view.view(account, config, NOW) for account in accounts]
    return tuple(replace(one, pace=_paces(one)) for one in views)


def _paces(one: view.AccountView) -> dict[str, pace.Pace]:
    told = ((sample.window, pace.of(sample, None, EVERYTHING)) for sample in one.windows)
    return {window: found for window, found in told if found}
