"""The prices that count: the user's own, then the newer of what `prices update` wrote and what statusline brings."""

from __future__ import annotations

import os
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

    @property
    def card(self) -> Card:
        return next(item.card for item in reversed(self.tables) if item.card)

    @cached_property
    def _indexes(self) -> tuple[dict[str, Model], ...]:
        return tuple(item.by_name() for item in self.tables)

    @cached_property
    def _matches(self) -> dict[str, tuple[Model, ...]]:
        return {}

    def models(self, name: str) -> tuple[Model, ...]:
        """Return the model of that name in each table that has it."""
        if name not in self._matches:
            self._matches[name] = tuple(self._search(name))
        return self._matches[name]

    def _search(self, name: str) -> Iterator[Model]:
        for index in self._indexes:
            if spelling := next((text for text in spellings(name) if text in index), None):
                yield index[spelling]

    def rates(self, name: str, day: str, above: int) -> Rates | None:
        return next((rates for model in self.models(name) if (rates := model.on(day, above))), None)

    def dollars(self, name: str | None, day: str, tier: str, above: int, counts: Sequence[int]) -> int | None:
        """Return the list price in picodollars, None if it is not known."""
        models = self.models(name) if name else ()
        rates = next((rates for model in models if (rates := model.on(day, above))), None)
        factor = _factor([model.tiers for model in models], tier)
        if not rates or factor is None:
            return None
        tokens = sum(count * rate for count, rate in zip(counts, rates.tokens, strict=False)) * factor
        searches = counts[-1] and self._searches(models, day)
        return None if searches is None else int(tokens) + searches * counts[-1]

    def _searches(self, models: Sequence[Model], day: str) -> int | None:
        known = (rates.searches for model in models if (rates := model.on(day, 0)))
        return next((price for price in known if price is not None), None)

    def credits(self, name: str | None, day: str, tier: str, above: int, counts: Sequence[int]) -> Credits | None:
        """Return the Codex credits, None if they are not known. Those of the card hold for its three classes only."""
        models = self.models(name) if name else ()
        names = [*(spellings(name) if name else ()), *(model.name for model in models)]
        on_card = next((self.card.models[text] for text in names if text in self.card.models), None)
        input_, cached, write_5m, write_1h, output, *_ = counts
        is_long = any((rates := model.on(day, above)) and rates.above for model in models)
        if on_card and tier == STANDARD and not (write_5m or write_1h or is_long):
            return Credits(sum(map(int.__mul__, on_card, (input_, cached, output))), exact=True)
        factor = _factor([self.card.tiers.get(text, {}) for text in names], tier)
        dollars = self.dollars(name, day, STANDARD, above, (*counts[:-1], 0))
        if dollars is None or factor is None:
            return None
        return Credits(int(dollars * self.card.per_dollar * factor), exact=False)


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
