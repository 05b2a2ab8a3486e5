"""Sub-agents that used a large share, on a dearer model than the account's cheapest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding, whole_dollars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.base import Material
    from statusline.index.queries import Call

NAME = "sub-agents"
LEAST_SHARE = 0.2
CHEAPER = 0.5  # of the cost


def find(material: Material) -> Iterator[Finding]:
    agents: dict[str, list[Call]] = {}
    for call in material.calls:
        if call.agent:
            agents.setdefault(call.agent, []).append(call)
    for agent, calls in agents.items():
        cost, other = whole_dollars(material, calls), material.cheapest(calls)
        if material.dollars and cost >= LEAST_SHARE * material.dollars and other and other[1] <= CHEAPER * cost:
            model = material.shown("model", other[0])
            yield Finding(
                NAME,
                f"{material.shown('agent', agent)} sub-agents used {cost / material.dollars:.0%} of the dollars, in"
                f" {len(calls)} calls.",
                f"Counted is what the same tokens would have cost less on {model}, which you use, too.",
                f"Give this agent {model}, or another cheaper model, in its definition, and see whether it does.",
                cost - other[1],
                len(calls),
            )
