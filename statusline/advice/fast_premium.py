"""Calls that were billed as fast, at a higher price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import STANDARD, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.base import Material
    from statusline.index.queries import Call

NAME = "fast-price"
_FAST = ("priority", "fast", "ultrafast")


def find(material: Material) -> Iterator[Finding]:
    tiers: dict[str, list[int]] = {}
    for call in material.calls:
        if call.tier in _FAST and (more := _more(material, call)) > 0:
            tiers.setdefault(call.tier, []).append(more)
    for tier, premiums in tiers.items():
        yield Finding(
            NAME,
            f"{len(premiums)} calls were billed as {tier}.",
            f"The logs name the tier of each call; counted is what {tier} costs beyond the standard tier.",
            "Switch it off where nobody waits for the answer (`/fast` in Claude Code, `service_tier` in Codex).",
            sum(premiums),
            len(premiums),
        )


def _more(material: Material, call: Call) -> int:
    cost, usual = material.cost(call), material.cost(call, tier=STANDARD)
    return 0 if cost is None or usual is None else cost - usual
