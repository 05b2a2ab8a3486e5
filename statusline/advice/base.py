"""What a rule is given and what it returns. Money is in picodollars, times are epoch seconds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from statusline.cost.charges import NO_NAME
from statusline.cost.ledgers import Unlogged
from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statusline.advice.calls import Conversation, Group, Terms
    from statusline.blame.answer import Share
    from statusline.cost.names import Names
    from statusline.index.snapshots import Counts
    from statusline.prices.price_list import PriceList

    Sums = Iterable[tuple[Terms, Tokens]]

PICO = 10**12
STANDARD = "standard"
_OFTEN = 10  # calls


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


class Rule:
    """Finds one kind of waste of an account: by its sums, or by each conversation that is added."""

    NAME = ""

    def __init__(self, material: Material) -> None:
        self.material = material

    def add(self, conversation: Conversation) -> None:
        """Look at a conversation; a rule that goes by sums has no need."""

    def findings(self) -> Iterator[Finding]:
        raise NotImplementedError


class BigShare(NamedTuple):
    """The share of a session in one cycle of a window."""

    share: Share
    window: str


@dataclass(frozen=True)
class Material:
    """The sums of one account's calls, with all that gives them a meaning.

    `counts`: what a deep look found in the logs, by session; `shares`: who used the weeks; `unlogged`: what the
    ledgers of these sessions have beyond the logs.
    """

    groups: Sequence[Group]
    prices: PriceList
    names: Names
    unlogged: Unlogged = field(default_factory=Unlogged)
    shares: Sequence[BigShare] = ()
    counts: Mapping[str, Counts] = field(default_factory=dict)

    @cached_property
    def dollars(self) -> int | None:
        """Return what all calls cost, None where none has a price."""
        costs = [cost for group in self.groups if (cost := self.cost(group.terms, group.tokens)) is not None]
        return sum(costs) if costs else None

    @cached_property
    def models(self) -> list[str]:
        """Return the models that were used often."""
        counts: defaultdict[str, int] = defaultdict(int)
        for group in self.groups:
            counts[group.terms.model or ""] += group.calls
        return [model for model, count in counts.items() if model and count >= _OFTEN]

    def cost(self, terms: Terms, tokens: Tokens) -> int | None:
        """Return what tokens cost, None without a price."""
        return self.prices.dollars(*terms, tokens)

    def sum_of(self, sums: Sums) -> int:
        """Return what some sums cost, without those that have no price."""
        return sum(self.cost(terms, tokens) or 0 for terms, tokens in sums)

    def cheapest(self, sums: Sums) -> tuple[str, int] | None:
        """Return which of the account's own models would have done these calls for least, and for how much."""
        sums = list(sums)
        totals = [(total, model) for model in self.models if (total := self._sum_on(sums, model)) is not None]
        return (min(totals)[1], min(totals)[0]) if totals else None

    def _sum_on(self, sums: Sums, model: str) -> int | None:
        """Return what these calls would cost on a model, None if that is not known of all."""
        costs = [self.cost(terms._replace(model=model), tokens) for terms, tokens in sums]
        return None if None in costs else sum(filter(None, costs))

    def shown(self, kind: str, name: str | None) -> str:
        return self.names.shown(kind, name) if name else NO_NAME


class Added:
    """Sums of calls by their terms."""

    def __init__(self) -> None:
        self.calls = 0
        self.tokens: defaultdict[Terms, Tokens] = defaultdict(Tokens)

    def add(self, terms: Terms, tokens: Tokens, calls: int = 1) -> None:
        self.calls += calls
        self.tokens[terms] = self.tokens[terms].plus(tokens)
