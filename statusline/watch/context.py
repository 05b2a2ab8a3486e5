"""What every row of a frame is drawn with: the state, the moment, the pen, and the columns there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline.config.providers import TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.limits.model import Account, Sample
    from statusline.watch.painter import Painter
    from statusline.watch.state import State


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is epoch seconds, `width` columns."""

    state: State
    pen: Painter
    now: int
    width: int

    def running(self, sample: Sample) -> bool:
        """Tell whether the percentage of a window still holds: it has one, and its reset is ahead."""
        return sample.used_percentage is not None and (sample.resets_at is None or sample.resets_at > self.now)

    def stale(self, as_of: int) -> bool:
        """Tell whether an observation is older than the config allows."""
        return self.now >= as_of + self.state.config.stale_after

    def first_that_fits(self, *texts: str) -> str:
        """Return the first of texts that is no wider than the scene, or else the last."""
        return next((text for text in texts if self.pen.text(text).cell_len <= self.width), texts[-1])


def name(account: Account, labels: Mapping[str, str | None]) -> str:
    """Return what people call an account: its vendor and the label they gave it."""
    label = labels.get(account.account) if account.account else account.label
    return " · ".join(filter(None, (TABLE[account.provider].title, label)))
