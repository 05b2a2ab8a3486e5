"""The prices that count: the user's own, then the newer of what `prices update` wrote and what statusline brings."""

from __future__ import annotations

import operator
import os
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from statusline.errors import StorageError
from statusline.prices import table
from statusline.prices.table import CLASSES, STANDARD, Card, Model, Rates, Table, spellings
from statusline.state import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statusline.config import Config
    from statusline.config.prices import Price

    Terms = tuple[str | None, str, str, int]

NAME = "prices.json"
YOURS = "your config"
_SHIPPED = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", NAME)
_LARGEST = 1 << 20


class Credits(NamedTuple):
    """Codex credits in picocredits; `exact`: by the published card, else derived from the list price in dollars."""

    amount: int
    exact: bool


@dataclass(frozen=True)
class PriceList:
    """Looks prices up. `tables` are asked in this order; counts are in the order of the index's COUNTS.

    `day`: in UTC; `above`: a bound that the context of the call is above, in tokens; `tier`: as the index names it.
    """

    tables: tuple[Table, ...]
    note: str = ""

    @property
    def published(self) -> Table:
        """Return the table that is not the user's own."""
        return next(item for item in self.tables if item.source != YOURS)

    @cached_property
    def card(self) -> Card:
        return next(item.card for item in reversed(self.tables) if item.card)

    @cached_property
    def _indexes(self) -> tuple[dict[str, Model], ...]:
        return tuple(item.by_name() for item in self.tables)

    @cached_property
    def _matches(self) -> dict[str, tuple[Model, ...]]:
        return {}

    @cached_property
    def _per_token(self) -> dict[Terms, Sequence[int | Decimal] | None]:
        return {}

    @cached_property
    def _credits_per_token(self) -> dict[Terms, Sequence[int] | None]:
        return {}

    def models(self, name: str) -> tuple[Model, ...]:
        """Return the model of that name in each table that has it."""
        if name not in self._matches:
            self._matches[name] = tuple(self._search(name))
        return self._matches[name]

    def dollars(self, name: str | None, day: str, tier: str, above: int, counts: Sequence[int]) -> int | None:
        """Return the list price in picodollars, None if it is not known."""
        rates = self.rates(name, day, tier, above)
        searches = self.per_search(name, day) if counts[-1] else 0
        if rates is None or searches is None:
            return None
        return int(sum(map(operator.mul, counts, rates))) + searches * counts[-1]

    def rates(self, name: str | None, day: str, tier: str, above: int) -> Sequence[int | Decimal] | None:
        """Return the picodollars per token of each of CLASSES, None if they are not known."""
        terms = self._terms(name, day, tier, above)
        try:
            return self._per_token[terms]
        except KeyError:
            self._per_token[terms] = self._rates(*terms)
            return self._per_token[terms]

    def per_search(self, name: str | None, day: str) -> int | None:
        """Return the picodollars of a web search, None if they are not known."""
        prices = (rates.searches for model in self.models(name or "") if (rates := model.on(day, 0)))
        return next((price for price in prices if price is not None), None)

    def credits(self, name: str | None, day: str, tier: str, above: int, counts: Sequence[int]) -> Credits | None:
        """Return the Codex credits, None if they are not known. Those of the card hold for its three classes only."""
        written = counts[2] + counts[3]
        terms = self._terms(name, day, tier, above)
        if terms not in self._credits_per_token:
            self._credits_per_token[terms] = self._on_card(*terms)
        on_card = None if written else self._credits_per_token[terms]
        if on_card:
            return Credits(int(sum(map(operator.mul, counts, on_card))), exact=True)
        factor = self._credit_factor(name, tier)
        dollars = None if factor is None else self.dollars(name, day, STANDARD, above, (*counts[:-1], 0))
        return None if dollars is None else Credits(int(dollars * self.card.per_dollar * (factor or 0)), exact=False)

    @cached_property
    def days(self) -> list[str]:
        """Return the days from which on a price is another, in order; the first one is empty."""
        return sorted({"", *(rates.since for rates in self._rates_of_all())})

    @cached_property
    def bounds(self) -> list[int]:
        """Return the contexts above which a price is another, in order; the first one is 0."""
        return sorted({0, *(rates.above for rates in self._rates_of_all())})

    def _rates_of_all(self) -> Iterator[Rates]:
        return (rates for item in self.tables for model in item.models for rates in model.rates)

    def _terms(self, name: str | None, day: str, tier: str, above: int) -> Terms:
        """Return terms with the same rates as these, of which there are few: what is known of them is kept."""
        since, bound = bisect_right(self.days, day) - 1, bisect_right(self.bounds, above) - 1
        return name, self.days[since], tier, self.bounds[bound]

    def _search(self, name: str) -> Iterator[Model]:
        for index in self._indexes:
            if spelling := next((text for text in spellings(name) if text in index), None):
                yield index[spelling]

    def _rates(self, name: str | None, day: str, tier: str, above: int) -> Sequence[int | Decimal] | None:
        models = self.models(name) if name else ()
        rates = next((rates for model in models if (rates := model.on(day, above))), None)
        factor = _factor([model.tiers for model in models], tier)
        if not rates or factor is None:
            return None
        return rates.tokens if factor == 1 else [rate * factor for rate in rates.tokens]

    def _names(self, name: str | None) -> list[str]:
        return [*spellings(name), *(model.name for model in self.models(name))] if name else []

    def _on_card(self, name: str | None, day: str, tier: str, above: int) -> Sequence[int] | None:
        """Return the published credits per token of each class that they hold for, None where they hold for none."""
        models = self.models(name) if name else ()
        if tier != STANDARD or any((rates := model.on(day, above)) and rates.above for model in models):
            return None
        row = next((self.card.models[text] for text in self._names(name) if text in self.card.models), None)
        return (row[0], row[1], 0, 0, row[2]) if row else None

    @cached_property
    def _factors(self) -> dict[tuple[str | None, str], Decimal | None]:
        return {}

    def _credit_factor(self, name: str | None, tier: str) -> Decimal | None:
        if (name, tier) not in self._factors:
            self._factors[name, tier] = _factor([self.card.tiers.get(text, {}) for text in self._names(name)], tier)
        return self._factors[name, tier]


def load(state: str, config: Config) -> PriceList:
    """Return the prices for this user; `note`: what is wrong with the file of `prices update`, empty if nothing is."""
    shipped, note = _shipped(), ""
    try:
        updated = _updated(path(state))
    except StorageError as error:
        updated, note = None, str(error)
    newer = [updated] if updated and updated.as_of >= shipped.as_of else []
    own = [_of_user(config.prices.named)] if config.prices.named else []
    return PriceList((*own, *newer, shipped), note)


def path(state: str) -> str:
    return f"{state}/{NAME}"


def _updated(file: str) -> Table | None:
    content = files.read_bytes(file, _LARGEST)
    return table.parse(content, file) if content is not None else None


def _shipped() -> Table:
    content = files.read_bytes(_SHIPPED, _LARGEST, own=False)
    if content is None:
        raise StorageError("{path} is missing.", "Install statusline again.", path=_SHIPPED)
    return table.parse(content, _SHIPPED)


def _of_user(prices: tuple[tuple[str, Price], ...]) -> Table:
    return Table(YOURS, "", tuple(_model(name.lower(), price) for name, price in prices))


def _model(name: str, price: Price) -> Model:
    tokens = tuple(table.picodollars(getattr(price, kind)) for kind in CLASSES)
    since = price.since.isoformat() if price.since else ""
    return Model(name, (), (Rates(since, 0, tokens, None),))


def _factor(tiers: Sequence[Mapping[str, Decimal]], tier: str) -> Decimal | None:
    if tier == STANDARD:
        return Decimal(1)
    return next((factors[tier] for factors in tiers if tier in factors), None)
