"""Sums of calls with what they cost at list prices. Money is in picodollars, credits in picocredits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from statusline.config.providers import CODEX
from statusline.index.queries import Tokens
from statusline.state.token_index import BANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from statusline.index.queries import Call, Row
    from statusline.prices.price_list import PriceList

Group = tuple[str, ...]
NO_NAME = "–"
_NO_TOKENS = Tokens()


class Charge(NamedTuple):
    """What some calls of one price cost, None: not known. `exact`: the credits are those of the published card."""

    dollars: int | None
    credits: int | None
    exact: bool


@dataclass(slots=True)
class Total:
    """The sum of a group; `unpriced` are the tokens by model that have no price, which `dollars` lacks.

    `priced` tells whether any call had a price: without one the cost is not known.
    """

    calls: int = 0
    tokens: Tokens = _NO_TOKENS
    dollars: int = 0
    priced: bool = False
    credits: int | None = None
    exact: bool = True
    unpriced: dict[str, int] = field(default_factory=dict)

    def add(self, model: str, calls: int, tokens: Tokens, charge: Charge) -> None:
        self.calls += calls
        self.tokens = self.tokens.plus(tokens)
        if charge.dollars is None:
            self.unpriced[model] = self.unpriced.get(model, 0) + tokens.total
        else:
            self.dollars += charge.dollars
            self.priced = True
        if charge.credits is not None:
            self.credits = (self.credits or 0) + charge.credits
            self.exact = self.exact and charge.exact

    def include(self, other: Total) -> None:
        """Add another group."""
        self.calls += other.calls
        self.tokens = self.tokens.plus(other.tokens)
        self.dollars += other.dollars
        self.priced = self.priced or other.priced
        if other.credits is not None:
            self.credits = (self.credits or 0) + other.credits
            self.exact = self.exact and other.exact
        for model, tokens in other.unpriced.items():
            self.unpriced[model] = self.unpriced.get(model, 0) + tokens

    @property
    def cost(self) -> int | None:
        """Return the dollars, None where no call of the group has a price."""
        return self.dollars if self.priced or not self.calls else None


def of_row(row: Row, prices: PriceList) -> Charge:
    above = BANDS[row.band - 1] if row.band else 0
    return _charge(row.provider, row.model, row.day, row.tier, above, row.tokens, prices)


def dollars_of_row(row: Row, prices: PriceList) -> int | None:
    """Return what the calls of a row cost without their credits, None: not known."""
    return prices.dollars(row.model, row.day, row.tier, BANDS[row.band - 1] if row.band else 0, row.tokens)


def of_call(call: Call, day: str, prices: PriceList) -> Charge:
    """Return what one call costs. day: in UTC."""
    return _charge(call.provider, call.model, day, call.tier, max(0, call.tokens.context - 1), call.tokens, prices)


def _charge(  # noqa: PLR0913, PLR0917 - what a price depends on
    provider: str, model: str | None, day: str, tier: str, above: int, tokens: Tokens, prices: PriceList
) -> Charge:
    dollars = prices.dollars(model, day, tier, above, tokens)
    credits_ = prices.credits(model, day, tier, above, tokens) if provider == CODEX else None
    return Charge(dollars, credits_.amount if credits_ else None, not credits_ or credits_.exact)


def grouped(
    rows: Iterable[Row], prices: PriceList, name: Callable[[Row], Group], model: Callable[[str], str] = str
) -> dict[Group, Total]:
    """Return the total of each group, in the order of the rows; name, model: what these of a row are shown as."""
    totals: dict[Group, Total] = {}
    for row in rows:
        total = totals.setdefault(name(row), Total())
        total.add(model(row.model) if row.model else NO_NAME, row.calls, row.tokens, of_row(row, prices))
    return totals


def all_of(totals: Iterable[Total]) -> Total:
    result = Total()
    for total in totals:
        result.include(total)
    return result
