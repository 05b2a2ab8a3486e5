"""Sessions that carried a long context through many calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding
from statusline.cost import amounts
from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.base import Material
    from statusline.index.queries import Call

NAME = "long-context"
LONG = 120_000  # tokens: 60 % of the 200,000 that every model takes
FEWEST = 20  # calls of a session


def find(material: Material) -> Iterator[Finding]:
    long = {
        session: own
        for session, calls in material.conversations.items()
        if len(own := [call for call in calls if material.context(call) >= LONG]) >= FEWEST
    }
    calls = [call for own in long.values() for call in own]
    dollars = sum(_carried(material, call) for call in calls)
    if dollars:
        longest = amounts.tokens(max(map(material.context, calls)))
        each = amounts.dollars(dollars // len(calls))
        many = f"{len(long)} session{'s' * (len(long) > 1)}"
        yield Finding(
            NAME,
            f"{many} carried more than {LONG // 1000}k tokens through {len(calls)} calls, up to {longest}: {each} a"
            " call.",
            f"Sessions with at least {FEWEST} such calls in the conversation itself. Counted is what reading the part"
            f" above {LONG // 1000}k cost.",
            "Begin a new session for a new task, or compact earlier; give long searches to a sub-agent.",
            dollars,
            len(calls),
        )


def _carried(material: Material, call: Call) -> int:
    return material.cost(call, Tokens(cache_read=material.context(call) - LONG)) or 0
