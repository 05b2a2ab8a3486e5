"""The context of every row of a frame: state, time, painter and width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.providers import TABLE
from statusline.frozen import dataclass
from statusline.limits import windows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.limits.model import Account, Sample
    from statusline.watch.painter import Painter
    from statusline.watch.state import State


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is epoch seconds, `width` columns."""

    state: State
    painter: Painter
    now: int
    width: int

    def running(self, sample: Sample) -> bool:
        """Tell whether the percentage of a window is current: it has one, and its reset is ahead."""
        return sample.used_percentage is not None and (sample.resets_at is None or sample.resets_at > self.now)

    def stale(self, as_of: int) -> bool:
        return self.now >= as_of + self.state.config.stale_after

    def level(self, sample: Sample) -> str:
        """Return the level of a window whose percentage is known."""
        config = self.state.config
        return windows.level(sample.used_percentage or 0.0, config, config.window_of(sample.window).thresholds)

    def first_that_fits(self, *texts: str) -> str:
        return next((text for text in texts if self.painter.text(text).cell_len <= self.width), texts[-1])


def name(account: Account, labels: Mapping[str, str | None]) -> str:
    label = labels.get(account.account) if account.account else account.label
    return " · ".join(filter(None, (TABLE[account.provider].title, label)))
