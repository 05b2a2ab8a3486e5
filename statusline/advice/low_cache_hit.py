"""Projects whose context comes from the cache less often than that of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding
from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.advice.base import Material
    from statusline.index.queries import Call

NAME = "low-cache-hit"
LEAST_CONTEXT = 10_000  # tokens: a shorter one is hardly cached
FEWEST = 50  # calls, on either side
LESS = 0.15  # of a context


def find(material: Material) -> Iterator[Finding]:
    projects: dict[str | None, list[Call]] = {}
    for call in material.calls:
        if material.context(call) >= LEAST_CONTEXT:
            projects.setdefault(call.project, []).append(call)
    sums = {project: _sums(material, calls) for project, calls in projects.items()}
    every = tuple(map(sum, zip(*sums.values(), strict=True)))
    for project, (calls, read, context) in sums.items():
        own = projects[project]
        others = every[0] - calls
        if min(calls, others) < FEWEST:
            continue
        own_rate, other_rate = read / context, (every[1] - read) / (every[2] - context)
        if other_rate - own_rate >= LESS:
            part = (other_rate - own_rate) / (1 - own_rate)
            yield Finding(
                NAME,
                f"In {material.shown('project', project)} {own_rate:.0%} of the context came from the cache; elsewhere"
                f" {other_rate:.0%}.",
                f"{calls} calls with at least {LEAST_CONTEXT // 1000}k tokens of context here, {others}"
                " elsewhere. Counted is what the same rate as elsewhere would have saved.",
                "What changes at the beginning of a context empties the cache: instructions, tools, or the model in"
                " mid-session.",
                round(part * sum(_of_no_cache(material, call) for call in own)),
                calls,
            )


def _sums(material: Material, calls: Sequence[Call]) -> tuple[int, int, int]:
    """Return how many calls these are, and the tokens of their contexts: read from a cache, and all."""
    return len(calls), sum(call.tokens.cache_read for call in calls), sum(map(material.context, calls))


def _of_no_cache(material: Material, call: Call) -> int:
    """Return what was not read from the cache costs beyond reading it."""
    own = call.tokens
    tokens = Tokens(input=own.input, cache_write_5m=own.cache_write_5m, cache_write_1h=own.cache_write_1h)
    paid, read = material.cost(call, tokens), material.cost(call, Tokens(cache_read=tokens.context))
    return 0 if paid is None or read is None else max(0, paid - read)
