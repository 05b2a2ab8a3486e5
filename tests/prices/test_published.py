import pytest

from statusline.errors import BadDocument
from statusline.prices import published

TIERED = {"base": 5, "tiers": [{"start": 200000, "price": 10}]}


def document(prices, match=None, **more):
    model = {"id": "claude-x", "match": match or {"equals": "claude-x"}, "prices": prices, **more}
    return [{"id": "anthropic", "models": [model]}, {"id": "other", "models": [{}]}]


def rates(prices, **more):
    (model,) = published.read(document(prices, **more), "genai-prices", "2026-11-28").models
    return [(one.since, one.above, *(rate // 10**6 for rate in one.tokens)) for one in model.rates]


def test_missing_class_costs_as_input():
    assert rates({"input_mtok": 3, "output_mtok": 15}) == [("", 0, 3, 3, 3, 3, 15)]
    assert rates({"input_mtok": 3, "cache_write_mtok": 4, "output_mtok": 15}) == [("", 0, 3, 3, 4, 4, 15)]


def test_prices_by_context_and_day():
    conditional = [
        {"prices": {"input_mtok": TIERED, "output_mtok": 15}},
        {"constraint": {"start_date": "2026-03-13"}, "prices": {"input_mtok": 5, "output_mtok": 15}},
        {"constraint": {"start_time": "16:00"}, "prices": {"input_mtok": 1, "output_mtok": 1}},
    ]
    assert rates(conditional) == [
        ("", 0, 5, 5, 5, 5, 15),
        ("", 200000, 10, 10, 10, 10, 15),
        ("2026-03-13", 0, 5, 5, 5, 5, 15),
    ]


def test_tiers_are_factors_where_all_prices_agree():
    variants = [
        {"when": {"speed": "fast"}, "prices": {"input_mtok": 6, "output_mtok": 30}},
        {"when": {"service_tier": "flex"}, "prices": {"input_mtok": 6, "output_mtok": 10}},
        {"when": {"service_tier": "default"}, "prices": {}},
    ]
    (model,) = published.read(
        document({"input_mtok": 3, "output_mtok": 15}, price_variants=variants), "genai-prices", ""
    ).models
    assert {tier: str(factor) for tier, factor in model.tiers.items()} == {"fast": "2"}


def test_names_are_those_of_the_clauses():
    match = {
        "or": [{"equals": "a"}, {"starts_with": "b-"}, {"regex": r"^c-\d{8}$"}, {"regex": r"^d\.1-\d{4}-\d{2}-\d{2}$"}]
    }
    (model,) = published.read(document({"input_mtok": 3, "output_mtok": 15}, match), "genai-prices", "").models
    assert model.names == ("a", "b", "c", "d.1")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"[1]", b'{"a": ' * 9999], ids=range(5))
def test_other_document_is_refused(content):
    with pytest.raises(BadDocument, match="are not in the known form"):
        published.loads(content, "genai-prices", "2026-11-28")
