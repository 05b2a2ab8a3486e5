"""Sessions that went on after their cache had expired: all of it was written once more."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from statusline.advice.base import Finding
from statusline.cost import amounts
from statusline.hot.text import HOUR
from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.advice.base import Material
    from statusline.index.queries import Call

NAME = "expired-cache"
LEAST_WRITTEN = 20_000  # tokens
SHORT_LIFE = 300  # seconds; a cache that is written for an hour lives an hour


def find(material: Material) -> Iterator[Finding]:
    again = [pair for calls in material.conversations.values() for pair in _written_again(material, calls)]
    costs = [_beyond_reading(material, call, tokens) for call, tokens in again]
    if sum(costs):
        count = amounts.tokens(sum(tokens for _, tokens in again))
        yield Finding(
            NAME,
            f"{len(again)} times a session went on after its cache had expired: {count} tokens were written again.",
            f"Calls that wrote at least {LEAST_WRITTEN // 1000}k tokens after a pause longer than their cache lives"
            " (5 minutes, or an hour), though the call before had them in the cache. Counted is what writing costs"
            " beyond reading.",
            "Go on within the hour; after a longer pause begin a new session, or compact before you leave a long one.",
            sum(costs),
            len(again),
        )


def _written_again(material: Material, calls: Sequence[Call]) -> Iterator[tuple[Call, int]]:
    """Yield the calls that wrote what the one before had in the cache, with the tokens."""
    life = SHORT_LIFE
    for before, call in pairwise(calls):
        life = HOUR if before.tokens.cache_write_1h else life
        written = call.tokens.cache_write_5m + call.tokens.cache_write_1h
        if call.at - before.at > life and written >= LEAST_WRITTEN and call.model == before.model:
            cached = material.context(before) - before.tokens.input
            if call.tokens.cache_read < cached // 2:
                yield call, min(written, cached - call.tokens.cache_read)


def _beyond_reading(material: Material, call: Call, count: int) -> int:
    of_an_hour = min(count, call.tokens.cache_write_1h)
    written = material.cost(call, Tokens(cache_write_1h=of_an_hour, cache_write_5m=count - of_an_hour))
    read = material.cost(call, Tokens(cache_read=count))
    return 0 if written is None or read is None else max(0, written - read)
