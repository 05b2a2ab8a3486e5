"""Projects whose sessions are small, and dearer than they would be on the account's cheapest model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding, whole_dollars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.advice.base import Material
    from statusline.index.queries import Call

NAME = "small-sessions"
FEWEST = 5  # sessions of a project
SMALL_CALLS, SMALL_CONTEXT = 10, 50_000
MOST_ARE_SMALL = 0.8
CHEAPER = 0.5  # of the cost


def find(material: Material) -> Iterator[Finding]:
    projects: dict[str, list[list[Call]]] = {}
    for calls in material.conversations.values():
        projects.setdefault(calls[0].project or "", []).append(calls)
    for project, sessions in projects.items():
        small = [calls for calls in sessions if _is_small(material, calls)]
        if len(sessions) >= FEWEST and len(small) >= MOST_ARE_SMALL * len(sessions):
            calls = [call for own in small for call in own]
            cost, other = whole_dollars(material, calls), material.cheapest(calls)
            if other and other[1] <= CHEAPER * cost:
                model = material.shown("model", other[0])
                yield Finding(
                    NAME,
                    f"{len(small)} of {len(sessions)} sessions in {material.shown('project', project)} were small.",
                    f"At most {SMALL_CALLS} calls and {SMALL_CONTEXT // 1000}k tokens of context each. Counted is what"
                    f" they would have cost less on {model}, which you use, too.",
                    f"Begin there with {model}, and change the model only for what it cannot do.",
                    cost - other[1],
                    len(calls),
                )


def _is_small(material: Material, calls: Sequence[Call]) -> bool:
    return len(calls) <= SMALL_CALLS and max(map(material.context, calls)) <= SMALL_CONTEXT
