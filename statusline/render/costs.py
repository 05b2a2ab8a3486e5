"""What the calls of a machine cost, as far as a segment and the metrics show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping


class ModelUse(NamedTuple):
    """The calls of one model since midnight: tokens by class, dollars at list prices (None: it has no price)."""

    provider: str
    model: str
    tokens: Mapping[str, int]
    dollars: float | None


@dataclass(frozen=True, slots=True)
class Costs:
    """List prices of today's calls and of those of seven days, as text; empty where there were none."""

    today: str = ""
    week: str = ""
    models: tuple[ModelUse, ...] = ()

    def variable(self, name: str) -> str:
        return {"cost_today": self.today, "cost_week": self.week}[name]


NO_COSTS = Costs()
