"""Sub-agents that used a large share, on a dearer model than the account's cheapest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Added, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_SHARE = 0.2
CHEAPER = 0.5  # of the cost


class SubAgents(Rule):
    NAME = "sub-agents"

    def findings(self) -> Iterator[Finding]:
        material = self.material
        agents: dict[str, Added] = {}
        for group in material.groups:
            if group.agent:
                agents.setdefault(group.agent, Added()).add(group.terms, group.tokens, group.calls)
        for agent, own in agents.items():
            cost, other = material.sum_of(own.tokens.items()), material.cheapest(own.tokens.items())
            if material.dollars and cost >= LEAST_SHARE * material.dollars and other and other[1] <= CHEAPER * cost:
                model = material.shown("model", other[0])
                yield Finding(
                    self.NAME,
                    f"{material.shown('agent', agent)} sub-agents used {cost / material.dollars:.0%} of the dollars, in"
                    f" {own.calls:,} calls.",
                    f"The amount is what the same tokens would have cost less on {model}, which you use, too.",
                    f"Give this agent {model}, or another cheaper model, in its definition, and see whether it does.",
                    cost - other[1],
                    own.calls,
                )
