"""Calls whose context was so long that the vendor asks a higher price for the whole call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator


class PremiumContext(Rule):
    NAME = "long-context-price"

    def findings(self) -> Iterator[Finding]:
        models: dict[str, tuple[int, int]] = {}
        for group in self.material.groups:
            cost = self.material.cost(group.terms, group.tokens) if group.terms.above else None
            usual = self.material.cost(group.terms._replace(above=0), group.tokens)
            if cost is not None and usual is not None and cost > usual:
                dollars, calls = models.get(group.terms.model or "", (0, 0))
                models[group.terms.model or ""] = dollars + cost - usual, calls + group.calls
        for model, (dollars, calls) in models.items():
            yield Finding(
                self.NAME,
                f"{calls:,} calls of {self.material.shown('model', model)} had a context above the bound of its"
                " long-context price.",
                "The price list has a higher price for the whole call there; the amount is the difference.",
                "Compact before the bound: `statusline prices show MODEL` names it.",
                dollars,
                calls,
            )
