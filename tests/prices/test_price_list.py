import json
from decimal import Decimal
from pathlib import Path

import pytest

from statusline.config import Config, parse
from statusline.errors import StorageError
from statusline.prices import price_list, table
from statusline.prices.table import PICO

ANSWERS = Path(__file__).parents[1] / "fixtures/prices/genai-answers.json"
TODAY = "2026-11-28"
MILLION = 10**6


@pytest.fixture(scope="module")
def prices(tmp_path_factory):
    return price_list.load(str(tmp_path_factory.mktemp("state")), Config())


def dollars(prices, model, counts, day=TODAY, tier="standard", above=0):
    """Return dollars as text: counts of input, cache_read, cache_write_5m, cache_write_1h, output."""
    amount = prices.dollars(model, day, tier, above, (*counts, 0, 0))
    return None if amount is None else f"{(Decimal(amount) / PICO).normalize():f}"


def test_costs_are_those_of_genai_prices(prices):
    """The file is what genai-prices answered when .ci/prices.py wrote the table."""
    answers = json.loads(ANSWERS.read_text())
    assert len(answers) == 500
    for model, day, counts, expected in answers:
        context = sum(counts[:4])
        amount = prices.dollars(model, day, "standard", max(0, context - 1), counts)
        assert Decimal(amount) / PICO == Decimal(expected), (model, day, counts)


NAMES = {
    "as it is": "claude-haiku-4-5",
    "with a date": "claude-haiku-4-5-20251001",
    "with a long context": "claude-haiku-4-5[1m]",
    "of Bedrock": "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "of Vertex": "claude-haiku-4-5@20251001",
    "of a router": "anthropic/claude-haiku-4-5",
    "in capitals": "Claude-Haiku-4-5",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_name_of_a_model_is_recognized(prices, name):
    assert dollars(prices, name, (MILLION, 0, 0, 0, 0)) == "1"


@pytest.mark.parametrize("name", ["gpt-6.2-sol", "claude-haiku", "claude-haiku-4-5-turbo", "", None])
def test_unknown_model_has_no_price(prices, name):
    assert dollars(prices, name, (MILLION, 0, 0, 0, 0)) is None


ONE_OF_EACH = (MILLION,) * 5
CASES = {
    "an hour's cache write costs twice the input": ("claude-opus-5-5", (0, 0, 0, MILLION, 0), {}, "8"),
    "the sum of all classes": ("claude-opus-5-5", ONE_OF_EACH, {}, "37.2"),
    "the day before a change": ("gpt-5.6-sol", (MILLION, 0, 0, 0, 0), {"day": "2026-08-20"}, "5"),
    "the day of a change": ("gpt-5.6-sol", (MILLION, 0, 0, 0, 0), {"day": "2026-08-21"}, "4"),
    "a long context": ("claude-haiku-5-5", (MILLION, 0, 0, 0, MILLION), {"above": 100_000}, "3"),
    "a bound below that of the price": ("gpt-5.5", (MILLION, 0, 0, 0, 0), {"above": 256_000}, "5"),
    "another tier": ("gpt-5.5", (MILLION, 0, 0, 0, 0), {"tier": "priority"}, "12.5"),
    "fast": ("claude-opus-5-5", (MILLION, 0, 0, 0, 0), {"tier": "fast"}, "8"),
    "a tier without a price": ("claude-opus-5-5", (MILLION, 0, 0, 0, 0), {"tier": "flex"}, None),
}


@pytest.mark.parametrize(("model", "counts", "where", "expected"), CASES.values(), ids=CASES)
def test_cost(prices, model, counts, where, expected):
    assert dollars(prices, model, counts, **where) == expected


def test_web_searches_are_ten_dollars_per_thousand(prices):
    assert prices.dollars("claude-opus-5-5", TODAY, "standard", 0, (0, 0, 0, 0, 0, 0, 1000)) == 10 * PICO
    assert prices.dollars("claude-2", TODAY, "standard", 0, (0, 0, 0, 0, 0, 0, 1)) is None


CREDITS = {
    "on the card": ("gpt-5.5", (MILLION, MILLION, 0, 0, MILLION), {}, "887.5", True),
    "on the card by an alias": ("gpt-5.5-codex", (MILLION, 0, 0, 0, 0), {}, "125", True),
    "free on the card": ("gpt-5.3-codex-spark", (MILLION, 0, 0, 0, 0), {}, "0", True),
    "not on the card": ("gpt-6-sol", (MILLION, 0, 0, 0, 0), {}, "50", False),
    "a class that is not on the card": ("gpt-5.5", (0, 0, MILLION, 0, 0), {}, "125", False),
    "a long context": ("gpt-5.5", (MILLION, 0, 0, 0, 0), {"above": 272_000}, "250", False),
    "priority": ("gpt-5.5", (MILLION, 0, 0, 0, 0), {"tier": "priority"}, "312.5", False),
}


@pytest.mark.parametrize(("model", "counts", "where", "expected", "exact"), CREDITS.values(), ids=CREDITS)
def test_credits(prices, model, counts, where, expected, exact):
    credits_ = prices.credits(model, TODAY, where.get("tier", "standard"), where.get("above", 0), (*counts, 0, 0))
    assert (f"{(Decimal(credits_.amount) / PICO).normalize():f}", credits_.exact) == (expected, exact)


def test_unknown_model_has_no_credits(prices):
    assert prices.credits("gpt-6.2-sol", TODAY, "standard", 0, (1, 0, 0, 0, 0, 0, 0)) is None
    assert prices.credits("gpt-6-sol", TODAY, "priority", 0, (1, 0, 0, 0, 0, 0, 0)) is None


OWN = """
[prices."gpt-6.2-sol"]
input = 2
cache_read = 0.1
cache_write_5m = 2.5
cache_write_1h = 2.5
output = 10

[prices."gpt-5.5"]
input = 1
cache_read = 0
cache_write_5m = 0
cache_write_1h = 0
output = 0
since = 2026-11-01
"""


def test_price_of_the_config_comes_first(tmp_path):
    prices = price_list.load(str(tmp_path), parse(OWN, "config.toml"))
    assert dollars(prices, "gpt-6.2-sol", (MILLION, 0, 0, 0, MILLION)) == "12"
    assert dollars(prices, "gpt-5.5", (MILLION, 0, 0, 0, 0)) == "1"
    assert dollars(prices, "gpt-5.5", (MILLION, 0, 0, 0, 0), day="2026-10-31") == "5"
    assert dollars(prices, "gpt-5.5", (MILLION, 0, 0, 0, 0), tier="priority") == "2.5"


@pytest.mark.parametrize(("as_of", "expected"), [("2999-01-01", "7"), ("2020-01-01", "1")], ids=["newer", "older"])
def test_newer_of_two_tables_counts(tmp_path, as_of, expected):
    rates = table.Rates("", 0, (7 * MILLION, 0, 0, 0, 0), None)
    fetched = table.Table("genai-prices", as_of, (table.Model("claude-haiku-4-5", (), (rates,)),))
    (tmp_path / "prices.json").write_text(table.as_text(fetched))
    prices = price_list.load(str(tmp_path), Config())
    assert dollars(prices, "claude-haiku-4-5", (MILLION, 0, 0, 0, 0)) == expected
    assert dollars(prices, "claude-opus-5-5", (MILLION, 0, 0, 0, 0)) == "4"


def test_table_reads_back_as_it_was_written(prices):
    written = table.parse(table.as_text(prices.published), "prices.json")
    assert written.models == prices.published.models


DAMAGED = ["", "[]", '{"format": 1}', '{"format": 1, "source": "", "as_of": "", "models": {"a": {}}}', "[" * 9999]


@pytest.mark.parametrize("text", DAMAGED, ids=["empty", "a list", "no models", "a model without rates", "deep"])
def test_damaged_table_is_a_sentence(tmp_path, text):
    (tmp_path / "prices.json").write_text(text)
    prices = price_list.load(str(tmp_path), Config())
    assert prices.note == (
        f"{tmp_path}/prices.json is not a table of prices. Run `statusline prices update`, or delete it."
    )
    assert dollars(prices, "claude-opus-5-5", (MILLION, 0, 0, 0, 0)) == "4"


def test_table_of_a_newer_version_is_refused():
    with pytest.raises(StorageError, match="written by a newer version"):
        table.parse('{"format": 2}', "prices.json")
