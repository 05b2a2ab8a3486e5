"""Sessions that went on after their cache had expired: all of it was written once more."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from statusline.advice.base import Finding, Rule
from statusline.cost import amounts
from statusline.hot.text import HOUR
from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.advice.base import Material
    from statusline.advice.calls import Conversation, Step

LEAST_WRITTEN = 20_000  # tokens
SHORT_LIFE = 300  # seconds; a cache that is written for an hour lives an hour


class ExpiredCache(Rule):
    NAME = "expired-cache"

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._calls = self._tokens = self._dollars = 0

    def add(self, conversation: Conversation) -> None:
        for step, count in _written_again(conversation.steps):
            self._calls += 1
            self._tokens += count
            self._dollars += self._beyond_reading(step, count)

    def findings(self) -> Iterator[Finding]:
        if self._dollars:
            yield Finding(
                self.NAME,
                f"{self._calls:,} times a session went on after its cache had expired: {amounts.tokens(self._tokens)}"
                " tokens were written again.",
                f"Calls that wrote at least {LEAST_WRITTEN // 1000}k tokens after a pause longer than their cache lives"
                " (5 minutes, or an hour), though the call before had them in the cache. The amount is what writing"
                " costs beyond reading.",
                "Go on within the hour; after a longer pause begin a new session, or compact before you leave a long"
                " one.",
                self._dollars,
                self._calls,
            )

    def _beyond_reading(self, step: Step, count: int) -> int:
        of_an_hour = min(count, step.tokens.cache_write_1h)
        tokens = Tokens(cache_write_1h=of_an_hour, cache_write_5m=count - of_an_hour)
        written = self.material.cost(step.terms, tokens)
        read = self.material.cost(step.terms, Tokens(cache_read=count))
        return 0 if written is None or read is None else max(0, written - read)


def _written_again(steps: Sequence[Step]) -> Iterator[tuple[Step, int]]:
    """Yield the calls that wrote what the one before had in the cache, with the tokens."""
    life = SHORT_LIFE
    for before, step in pairwise(steps):
        life = HOUR if before.tokens.cache_write_1h else life
        written = step.tokens.cache_write_5m + step.tokens.cache_write_1h
        if step.at - before.at > life and written >= LEAST_WRITTEN and step.terms.model == before.terms.model:
            cached = before.tokens.context - before.tokens.input
            if step.tokens.cache_read < cached // 2:
                yield step, min(written, cached - step.tokens.cache_read)
