"""What a call may weigh in a vendor's own count: each weighting is a guess with a name, and the history decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.config.providers import CODEX

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.blame.spending import Use
    from statusline.index.tokens import Tokens
    from statusline.prices.price_list import PriceList

PICO = 10**12


class Weighting(NamedTuple):
    """`unit` is what a weight is in; `counts` are the tokens that are priced instead of those of a call.

    `words`: one of the unit, in a sentence.
    """

    name: str
    unit: str
    counts: Callable[[Tokens], Tokens]
    words: str = "A dollar at list prices"


def _all(tokens: Tokens) -> Tokens:
    return tokens


def _no_cache_reads(tokens: Tokens) -> Tokens:
    return tokens._replace(cache_read=0)


def _double_output(tokens: Tokens) -> Tokens:
    return tokens._replace(output=2 * tokens.output)


LIST = Weighting("list", "dollar", _all)
CREDITS = Weighting("credits", "credit", _all, "A credit")
_OTHERS = (
    Weighting("list-no-cache-reads", "dollar", _no_cache_reads, "A dollar at list prices, without reads from a cache,"),
    Weighting("list-output-x2", "dollar", _double_output, "A dollar at list prices, output counted twice,"),
)
NAMES = tuple(weighting.name for weighting in (LIST, CREDITS, *_OTHERS))


def of(provider: str) -> tuple[Weighting, ...]:
    """Return the weightings to try, the likeliest first: OpenAI publishes what its models take in credits."""
    return (CREDITS, LIST, *_OTHERS) if provider == CODEX else (LIST, *_OTHERS)


def named(name: str) -> Weighting:
    return next(weighting for weighting in (LIST, CREDITS, *_OTHERS) if weighting.name == name)


def weight(use: Use, weighting: Weighting, prices: PriceList) -> float | None:
    """Return what some calls weigh in the weighting's unit, None if their model has no price."""
    terms = (use.model, use.day, use.tier, use.above, weighting.counts(use.tokens))
    if weighting is CREDITS:
        credits_ = prices.credits(*terms)
        return credits_.amount / PICO if credits_ else None
    dollars = prices.dollars(*terms)
    return None if dollars is None else dollars / PICO
