"""The prices that genai-prices publishes (MIT licence, https://github.com/pydantic/genai-prices), as a Table.

Its file is a list of providers with models; a model's `match` is a tree of clauses, of which those that name a model
count. A price is a number of dollars per million tokens, or has `tiers` that hold for the whole request.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from statusline.errors import BadDocument
from statusline.prices.table import CLASSES, Model, Rates, Table, picodollars

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = "https://raw.githubusercontent.com/pydantic/genai-prices/refs/heads/main/prices/new_data/v2/data.json"
HOST = "raw.githubusercontent.com"
SOURCE = "genai-prices"
PROVIDERS = ("anthropic", "openai")

# Each class with the keys of its price, the first one that there is.
_KEYS = {
    "input": ("input_mtok",),
    "cache_read": ("cache_read_mtok", "input_mtok"),
    "cache_write_5m": ("cache_write_5m_mtok", "cache_write_mtok", "input_mtok"),
    "cache_write_1h": ("cache_write_1h_mtok", "cache_write_mtok", "input_mtok"),
    "output": ("output_mtok",),
}
_SEARCHES = "web_searches_kcount"
_PER_SEARCH = 10**9  # picodollars, of a dollar per thousand
_NAMING = ("equals", "starts_with")
_FACTOR_DIGITS = 3
_DATED = re.compile(r"\^([\w\\.-]+?)(?:-|\[-@\])\\d\{[48]\}\S*\$")
_OTHER_MEDIA = ("audio", "image", "video")


def read(document: object, source: str, as_of: str) -> Table:
    """Return the published prices of models that take and give text. Raises BadDocument."""
    try:
        models = tuple(_models(document))
    except (ValueError, KeyError, TypeError, AttributeError):
        models = ()
    if not models:
        message = "The prices of {source} are not in the known form."
        raise BadDocument(message, "Look for a newer statusline.", source=source)
    return Table(source, as_of, models)


def _models(document: Any) -> Iterator[Model]:
    for provider in document:
        if provider["id"] in PROVIDERS:
            for row in provider["models"]:
                if rates := tuple(_all_rates(row["prices"])):
                    name = str(row["id"])
                    names = tuple(sorted({*_names(row["match"])} - {name}))
                    yield Model(
                        name, names, rates, dict(_tiers(row.get("price_variants") or (), rates[-1].since, rates))
                    )


def _names(match: dict[str, Any]) -> Iterator[str]:
    for clause in match.get("or", [match]):
        if dated := _DATED.fullmatch(clause.get("regex", "")):
            yield dated[1].replace("\\", "")
        yield from (str(clause[kind]).rstrip("-@").lower() for kind in _NAMING if kind in clause)


def _all_rates(prices: Any) -> Iterator[Rates]:
    for conditional in prices if isinstance(prices, list) else [{"prices": prices}]:
        constraint = conditional.get("constraint") or {}
        if set(constraint) <= {"start_date"}:
            yield from _rates(conditional["prices"], str(constraint.get("start_date", "")))


def _tiers(variants: Any, since: str, rates: tuple[Rates, ...]) -> Iterator[tuple[str, Decimal]]:
    """Yield each tier with its factor: where all its prices are the same multiple of the newest standard ones."""
    standard = next(usual for usual in rates if usual.since == since and usual.above == 0)
    for variant in variants:
        tier = "".join(map(str, variant["when"].values())) if len(variant["when"]) == 1 else ""
        for rate in list(_rates({"output_mtok": 0, **variant["prices"]}, ""))[:1] if tier else ():
            pairs = [pair for pair in zip(rate.tokens, standard.tokens, strict=True) if all(pair)]
            factors = {Decimal(price) / Decimal(usual) for price, usual in pairs}
            factor = factors.pop()
            if not factors and factor == round(factor, _FACTOR_DIGITS):
                yield tier, factor.normalize()


def _rates(prices: dict[str, Any], since: str) -> Iterator[Rates]:
    is_text = not any(medium in key for key in prices for medium in _OTHER_MEDIA)
    if not is_text or "input_mtok" not in prices or "output_mtok" not in prices:
        return
    searches = prices.get(_SEARCHES)
    per_search = None if searches is None else picodollars(searches) * (_PER_SEARCH // 10**6)
    bounds = {tier["start"] for price in prices.values() if isinstance(price, dict) for tier in price["tiers"]}
    for above in sorted({0, *bounds}):
        yield Rates(since, above, tuple(picodollars(_price(prices, name, above)) for name in CLASSES), per_search)


def _price(prices: dict[str, Any], name: str, above: int) -> object:
    price = next(prices[key] for key in _KEYS[name] if key in prices)
    if not isinstance(price, dict):
        return price
    tiers = [tier for tier in price["tiers"] if tier["start"] <= above]
    return max(tiers, key=lambda tier: tier["start"])["price"] if tiers else price["base"]


def loads(content: bytes, source: str, as_of: str) -> Table:
    """Return the published prices in the content of a file. Raises BadDocument."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        document = None
    return read(document, source, as_of)
