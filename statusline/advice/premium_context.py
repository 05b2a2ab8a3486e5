"""Calls whose context was so long that the vendor asks a higher price for the whole call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding
from statusline.state.token_index import BANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.base import Material
    from statusline.index.queries import Call

NAME = "long-context-price"


def find(material: Material) -> Iterator[Finding]:
    models: dict[str, list[int]] = {}
    for call in material.calls:
        if material.context(call) > BANDS[0] and (more := _more(material, call)) > 0:
            models.setdefault(call.model or "", []).append(more)
    for model, premiums in models.items():
        yield Finding(
            NAME,
            f"{len(premiums)} calls of {material.shown('model', model)} had a context above the bound of its"
            " long-context price.",
            "The price list has a higher price for the whole call there; counted is the difference.",
            "Compact before the bound: `statusline prices show MODEL` names it.",
            sum(premiums),
            len(premiums),
        )


def _more(material: Material, call: Call) -> int:
    cost, usual = material.cost(call), material.cost(call, above=0)
    return 0 if cost is None or usual is None else cost - usual
