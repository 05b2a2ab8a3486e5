"""What a rule is given and what it returns. Money is in picodollars, times are epoch seconds."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from statusline.cost.charges import NO_NAME
from statusline.cost.ledgers import Unlogged, day_of
from statusline.hot.text import DAY
from statusline.state.token_index import BANDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statusline.blame.answer import Share
    from statusline.cost.names import Names
    from statusline.index.queries import Call, Tokens
    from statusline.index.snapshots import Counts
    from statusline.prices.price_list import PriceList

PICO = 10**12
STANDARD = "standard"


class Finding(NamedTuple):
    """One thing to do differently, with the dollars that are at stake and the number of calls.

    `what` was measured, `how` it was found, and what to `do`: a sentence each, with names as they are shown. `points`:
    of the limit, where they are known by themselves; None: as many as the dollars are.
    """

    rule: str
    what: str
    how: str
    do: str
    dollars: int
    calls: int
    points: float | None = None


class Rule(Protocol):
    """A module of this package that finds one kind of waste."""

    NAME: str

    def find(self, material: Material) -> Iterator[Finding]: ...


class BigShare(NamedTuple):
    """The share of a session in one cycle of a window."""

    share: Share
    window: str


@dataclass(frozen=True)
class Material:
    """The calls of one account, the oldest first, with all that gives them a meaning.

    `counts`: what a deep look found in the logs, by session; `shares`: who used the weeks; `unlogged`: what the
    ledgers of these sessions have beyond the logs.
    """

    calls: Sequence[Call]
    prices: PriceList
    names: Names
    unlogged: Unlogged = field(default_factory=Unlogged)
    shares: Sequence[BigShare] = ()
    counts: Mapping[str, Counts] = field(default_factory=dict)

    @cached_property
    def conversations(self) -> dict[str, list[Call]]:
        """Return the calls of the main conversation by session."""
        result: dict[str, list[Call]] = {}
        for call in self.calls:
            if call.agent is None and call.session:
                result.setdefault(call.session, []).append(call)
        return result

    @cached_property
    def _contexts(self) -> dict[int, int]:
        return {call.key: call.tokens.context for call in self.calls}

    @cached_property
    def _costs(self) -> dict[int, int | None]:
        dollars, contexts = self.prices.dollars, self._contexts
        return {
            call.key: dollars(call.model, _day(call.at // DAY), call.tier, _above(contexts[call.key]), call.tokens)
            for call in self.calls
        }

    def context(self, call: Call) -> int:
        """Return how many tokens were sent in with a call, cached or not."""
        return self._contexts[call.key]

    @cached_property
    def dollars(self) -> int | None:
        """Return what all calls cost, None where none has a price."""
        costs = [cost for cost in self._costs.values() if cost is not None]
        return sum(costs) if costs else None

    @cached_property
    def models(self) -> list[str]:
        """Return the models that were used at least ten times."""
        counts: dict[str, int] = {}
        for call in self.calls:
            counts[call.model or ""] = counts.get(call.model or "", 0) + 1
        return [model for model, count in counts.items() if model and count >= 10]  # noqa: PLR2004 - as it says

    def cost(
        self,
        call: Call,
        tokens: Tokens | None = None,
        *,
        model: str | None = None,
        tier: str | None = None,
        above: int | None = None,
    ) -> int | None:
        """Return what a call costs, None without a price; or what these tokens would, at other terms."""
        if tokens is None and model is None and tier is None and above is None:
            return self._costs[call.key]
        context = _above(self._contexts[call.key]) if above is None else above
        terms = (model or call.model, _day(call.at // DAY), tier or call.tier, context)
        return self.prices.dollars(*terms, call.tokens if tokens is None else tokens)

    def sum_on(self, calls: Sequence[Call], model: str) -> int | None:
        """Return what these calls would cost on a model, None if that is not known of all."""
        costs = [self.cost(call, model=model) for call in calls]
        return None if None in costs else sum(filter(None, costs))

    def cheapest(self, calls: Sequence[Call]) -> tuple[str, int] | None:
        """Return which of the account's own models would have done these calls for least, and for how much."""
        totals = [(total, model) for model in self.models if (total := self.sum_on(calls, model)) is not None]
        return (min(totals)[1], min(totals)[0]) if totals else None

    def shown(self, kind: str, name: str | None) -> str:
        return self.names.shown(kind, name) if name else NO_NAME


@lru_cache(maxsize=1_000)
def _day(days: int) -> str:
    return day_of(days * DAY)


def _above(context: int) -> int:
    """Return the highest of BANDS that a context is above, 0 if there is none."""
    bound = bisect_left(BANDS, context)
    return BANDS[bound - 1] if bound else 0


def whole_dollars(material: Material, calls: Sequence[Call]) -> int:
    return sum(material.cost(call) or 0 for call in calls)
