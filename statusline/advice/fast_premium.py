"""Calls that were billed as fast, at a higher price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import STANDARD, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_FAST = ("priority", "fast", "ultrafast")


class FastPremium(Rule):
    NAME = "fast-price"

    def findings(self) -> Iterator[Finding]:
        tiers: dict[str, tuple[int, int]] = {}
        for group in self.material.groups:
            tier = group.terms.tier
            cost = self.material.cost(group.terms, group.tokens) if tier in _FAST else None
            usual = self.material.cost(group.terms._replace(tier=STANDARD), group.tokens)
            if cost is not None and usual is not None and cost > usual:
                dollars, calls = tiers.get(tier, (0, 0))
                tiers[tier] = dollars + cost - usual, calls + group.calls
        for tier, (dollars, calls) in tiers.items():
            yield Finding(
                self.NAME,
                f"{calls:,} calls were billed as {tier}.",
                f"The logs name the tier of each call; the amount is what {tier} costs beyond the standard tier.",
                "Switch it off where nobody waits for the answer (`/fast` in Claude Code, `service_tier` in Codex).",
                dollars,
                calls,
            )
