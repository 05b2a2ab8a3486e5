"""A table of prices as it is in a file: for each model its names, and its rates by day and by length of the context.

Money is a whole number of picodollars (10⁻¹² dollars), so that sums are exact. A day is `2026-08-21`, in UTC.
"""

from __future__ import annotations

import json
import re
from dataclasses import field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from statusline.errors import StorageError
from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FORMAT = 1
PICO = 10**12
_PER_MILLION = 10**6  # tokens
_PER_THOUSAND = 10**3  # web searches
CLASSES = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output")
_COLUMNS = (*CLASSES, "searches")
STANDARD = "standard"

# What a name may have around the name that a price has; each is taken off in turn.
_AROUND = (
    re.compile(r"\[[^\]]*\]$"),  # claude-opus-5-5[1m]
    re.compile(r"^(?:openai|anthropic)/"),
    re.compile(r"^(?:(?:us|eu|apac|au|jp|global)\.)?anthropic\."),  # Bedrock
    re.compile(r"-v\d+(?::\d+)?$"),
    re.compile(r"@(?:default|latest|\d{8})$"),  # Vertex
    re.compile(r"-(?:\d{8}|\d{4}-\d\d-\d\d)$"),
)


@dataclass(frozen=True, slots=True)
class Rates:
    """Picodollars per token of each of CLASSES, from `since` on, for a context of more than `above` tokens.

    `searches`: per web search, None: it has no price.
    """

    since: str
    above: int
    tokens: tuple[int, ...]
    searches: int | None


@dataclass(frozen=True, slots=True)
class Model:
    """The prices of one model; `tiers` are the factors of other tiers than the standard one."""

    name: str
    names: tuple[str, ...]
    rates: tuple[Rates, ...]
    tiers: Mapping[str, Decimal] = field(default_factory=dict)

    def on(self, day: str, above: int) -> Rates | None:
        """Return the rates of a day for a context of more than `above` tokens, None where they are not known."""
        valid = [rates for rates in self.rates if rates.since <= day]
        since = max((rates.since for rates in valid), default="")
        return max(
            (rates for rates in valid if rates.since == since and rates.above <= above),
            key=lambda rates: rates.above,
            default=None,
        )


@dataclass(frozen=True, slots=True)
class Card:
    """Codex credits per million tokens as OpenAI publishes them, in picocredits per token: input, cached, output.

    `tiers` are the factors by model and tier; `per_dollar` is what holds for the models that are not on the card.
    """

    source: str
    models: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    tiers: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    per_dollar: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """The prices of one file; `as_of` is the day on which they were taken from `source`."""

    source: str
    as_of: str
    models: tuple[Model, ...]
    card: Card | None = None

    def by_name(self) -> dict[str, Model]:
        return {name: model for model in self.models for name in (*model.names, model.name)}


def spellings(name: str) -> Iterator[str]:
    """Yield a model's name, and then what is left of it without what may stand around it."""
    name = name.lower()
    yield name
    for around in _AROUND:
        shorter = around.sub("", name)
        if shorter != name:
            name = shorter
            yield name


def picodollars(dollars_per_million: object) -> int:
    """Return a price per million tokens as picodollars per token. Raises ValueError."""
    return _whole(dollars_per_million, _PER_MILLION)


def parse(text: str | bytes, name: str) -> Table:
    """Return the table in the text of a file. Raises StorageError; name: what to call the file in it."""
    try:
        document = json.loads(text)
        if document["format"] > FORMAT:
            raise StorageError(
                "{path} was written by a newer version of statusline.", "Update statusline, or delete it.", path=name
            )
        models = tuple(_model(key, row) for key, row in document["models"].items())
        card = _card(document["credits"]) if "credits" in document else None
        return Table(str(document["source"]), str(document["as_of"]), models, card)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise StorageError(
            "{path} is not a table of prices.", "Run `statusline prices update`, or delete it.", path=name
        ) from None


def as_text(table: Table) -> str:
    """Return a table without its card as the text of a file, each set of rates on a line of its own."""
    head = json.dumps({"format": FORMAT, "source": table.source, "as_of": table.as_of}, indent=1, ensure_ascii=False)
    rows = ",\n".join(f"  {json.dumps(model.name)}: {_model_text(model)}" for model in table.models)
    return f'{head[:-2]},\n "columns": {json.dumps(["since", "above", *_COLUMNS])},\n "models": {{\n{rows}\n }}\n}}\n'


def amount(picodollars: int, per: int = _PER_MILLION) -> str:
    """Return a price in dollars, per million tokens, without zeros at its end."""
    value = Decimal(picodollars) * per / PICO
    return f"{value.normalize():f}"


def _model_text(model: Model) -> str:
    tiers = {tier: str(factor) for tier, factor in sorted(model.tiers.items())}
    rows = ",\n   ".join(json.dumps(_row(rates)) for rates in model.rates)
    return f'{{"names": {json.dumps(model.names)}, "tiers": {json.dumps(tiers)}, "rates": [\n   {rows}]}}'


def _row(rates: Rates) -> list[object]:
    searches = None if rates.searches is None else amount(rates.searches, _PER_THOUSAND)
    return [rates.since, rates.above, *map(amount, rates.tokens), searches]


def _model(name: str, row: Any) -> Model:
    tiers = {str(tier): _number(factor) for tier, factor in row["tiers"].items()}
    rates = tuple(sorted(map(_rates, row["rates"]), key=lambda rates: (rates.since, rates.above)))
    if not rates:
        raise ValueError(name)
    return Model(name, tuple(map(str, row["names"])), rates, tiers)


def _rates(row: Any) -> Rates:
    since, above, *tokens, searches = row
    if len(tokens) != len(CLASSES) or not isinstance(above, int) or above < 0:
        raise ValueError(row)
    per_search = None if searches is None else _whole(searches, _PER_THOUSAND)
    return Rates(str(since), above, tuple(map(picodollars, tokens)), per_search)


def _card(document: Any) -> Card:
    models = {name: _three(row) for name, row in document["models"].items()}
    tiers = {name: {tier: _number(factor) for tier, factor in row.items()} for name, row in document["tiers"].items()}
    return Card(str(document["source"]), models, tiers, int(document["per_dollar"]))


def _three(row: Any) -> tuple[int, int, int]:
    input_, cached, output = map(picodollars, row)
    return input_, cached, output


def _whole(value: object, per: int) -> int:
    number = _number(value) * (PICO // per)
    if number != int(number):
        raise ValueError(value)
    return int(number)


def _number(value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(value) from None
    if not number.is_finite() or number < 0:
        raise ValueError(value)
    return number
