import random

from statusline.config import Config, parse
from statusline.cost import charges, ledgers, price_order
from statusline.index import queries
from statusline.prices import price_list
from statusline.state import token_index
from statusline.state.token_index import TIERS
from support import index_rows
from support.cost_index import DAY, NOW

OWN = """
[prices.my-model]
input = 0.333333
output = 7
cache_read = 0
cache_write_5m = 0
cache_write_1h = 1
since = 2026-03-01
"""


def test_sql_orders_calls_as_python_prices_them(tmp_path):
    """Every shipped model at every tier, day, context and number of searches that a price may depend on."""
    prices, draw = price_list.load(str(tmp_path), parse(OWN, "config.toml")), random.Random(7)
    names = [model.name for item in prices.tables for model in item.models]
    sizes = [0, 1, *(bound + step for bound in prices.bounds for step in (0, 1))]
    with index_rows.writing(tmp_path) as index:
        for model in (*names, "nobody-knows", None):
            for tier in TIERS:
                counts = (0, draw.choice(sizes), 0, 0, draw.randint(0, 9_999), 0, draw.choice((0, 0, 3)))
                index.add(NOW - draw.randint(0, 900) * DAY, counts, tier, provider="claude", model=model)
    with token_index.reading(str(tmp_path)) as database:
        most = price_order.dollars(database.connection, prices)
        calls = list(queries.calls(database.connection, most=most))
        dollars = [charges.of_call(call, ledgers.day_of(call.at), prices).dollars for call in calls]
        assert [row for (row,) in database.connection.execute(f"SELECT {most} FROM calls ORDER BY 1 DESC")] == [
            -1 if amount is None else amount for amount in dollars
        ]
    assert len({amount for amount in dollars if amount}) > len(names)


def test_an_empty_index_has_no_dearest_call(tmp_path):
    prices = price_list.load(str(tmp_path), Config())
    with index_rows.writing(tmp_path):
        pass
    with token_index.reading(str(tmp_path)) as database:
        assert list(queries.calls(database.connection, most=price_order.dollars(database.connection, prices))) == []
