"""Projects whose context comes from the cache less often than that of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding, Rule
from statusline.advice.calls import LEAST_CONTEXT
from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.calls import Group

FEWEST = 50  # calls, on either side
LESS = 0.15  # of a context


class LowCacheHit(Rule):
    NAME = "low-cache-hit"

    def findings(self) -> Iterator[Finding]:
        projects: dict[str | None, list[Group]] = {}
        for group in self.material.groups:
            if group.long:
                projects.setdefault(group.project, []).append(group)
        sums = {project: _sums(own) for project, own in projects.items()}
        every = tuple(map(sum, zip(*sums.values(), strict=True)))
        for project, (calls, read, context) in sums.items():
            others = every[0] - calls
            if min(calls, others) < FEWEST:
                continue
            own_rate, other_rate = read / context, (every[1] - read) / (every[2] - context)
            if other_rate - own_rate >= LESS:
                part = (other_rate - own_rate) / (1 - own_rate)
                yield Finding(
                    self.NAME,
                    f"In {self.material.shown('project', project)} {own_rate:.0%} of the context came from the cache;"
                    f" elsewhere {other_rate:.0%}.",
                    f"{calls:,} calls with at least {LEAST_CONTEXT // 1000}k tokens of context here, {others}"
                    " elsewhere. The amount is what the same rate as elsewhere would have saved.",
                    "What changes at the beginning of a context empties the cache: instructions, tools, or the model in"
                    " mid-session.",
                    round(part * sum(map(self._of_no_cache, projects[project]))),
                    calls,
                )

    def _of_no_cache(self, group: Group) -> int:
        """Return what was not read from the cache costs beyond reading it."""
        own = group.tokens
        tokens = Tokens(input=own.input, cache_write_5m=own.cache_write_5m, cache_write_1h=own.cache_write_1h)
        paid = self.material.cost(group.terms, tokens)
        read = self.material.cost(group.terms, Tokens(cache_read=tokens.context))
        return 0 if paid is None or read is None else max(0, paid - read)


def _sums(groups: list[Group]) -> tuple[int, int, int]:
    """Return how many calls these are, and the tokens of their contexts: read from a cache, and all."""
    return (
        sum(group.calls for group in groups),
        sum(group.tokens.cache_read for group in groups),
        sum(group.tokens.context for group in groups),
    )
