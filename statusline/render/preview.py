"""What a config looks like, on numbers made up once: for lists of presets, demos and pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.config.providers import TABLE
from statusline.config.working_time import EVERYTHING
from statusline.hot import prompt_file
from statusline.limits import pace, view
from statusline.limits.model import Account, Sample
from statusline.render import compiler as prompt_files
from statusline.render import targets
from statusline.render.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.config.providers import ProviderRow

NOW = 1_800_000_000


def line(config: Config, target: str, width: int = 0) -> str:
    """Return the segment of the made-up numbers as target (`plain`, `ansi`) prints it; width: columns, 0 for any."""
    chosen = targets.load(target)
    settings = config.target_of(target)
    segment = Layout(_views(config), config, NOW)
    _, pieces = segment.variants(settings.format, width or settings.width)[0]
    return prompt_file.fill(prompt_files.painted(pieces, chosen, settings.colors, segment.separator), NOW)


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
