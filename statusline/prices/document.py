"""The prices of models as JSON, in dollars per million tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.prices import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.prices.price_list import PriceList
    from statusline.prices.table import Model, Rates

SCHEMA = "statusline-prices/1"


def document(prices: PriceList, models: Iterable[Model], now: int) -> dict[str, object]:
    """Return the document for some models. now: epoch seconds."""
    source = {"source": prices.published.source, "as_of": prices.published.as_of}
    return {"schema": SCHEMA, "generated_at": now, **source, "models": [*map(_model, models)]}


def _model(model: Model) -> dict[str, object]:
    return {
        "model": model.name,
        "names": model.names,
        "tiers": {tier: str(factor) for tier, factor in sorted(model.tiers.items())},
        "rates": [_rates(rates) for rates in model.rates],
    }


def _rates(rates: Rates) -> dict[str, object]:
    validity = {"since": rates.since, "context_above": rates.above} if rates.since else {"context_above": rates.above}
    per_class = dict(zip(table.CLASSES, map(table.amount, rates.tokens), strict=True))
    searches = {} if rates.searches is None else {"web_searches": table.amount(rates.searches, 1_000)}
    return {**validity, **per_class, **searches}
