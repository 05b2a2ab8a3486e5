import pytest

from statusline.config import Config
from statusline.cost import ledgers
from statusline.prices import price_list
from statusline.prices.table import PICO
from statusline.state import token_index
from support import index_rows
from support.cost_index import NOW

# What Claude Code 2.1.332 wrote into `cost-state`: input, cache read, 5m write, 1h write, output, its dollars.
LEDGERS = {
    "a session with calls that no log shows": ("claude-opus-5-5", (36, 45000, 963, 12000, 160), 0.11315900000000001),
    "its titles": ("claude-haiku-5-5", (12, 15000, 321, 4000, 54), 0.001018325),
    "a fork": ("claude-opus-5-5", (72, 90000, 1926, 24000, 321), 0.226338),
    "a short one": ("claude-opus-5-5", (12, 15000, 321, 4000, 51), 0.037673000000000005),
    "a resumed one": ("claude-opus-5-5", (60, 75000, 1605, 20000, 265), 0.188565),
}


@pytest.fixture(scope="module")
def prices(tmp_path_factory):
    return price_list.load(str(tmp_path_factory.mktemp("state")), Config())


@pytest.mark.parametrize(("model", "counts", "usd"), LEDGERS.values(), ids=LEDGERS)
def test_price_is_that_of_claude_code(prices, model, counts, usd):
    listed = prices.dollars(model, "2026-11-28", "standard", 0, (*counts, 0, 0))
    assert listed / PICO == pytest.approx(usd, abs=1e-9)


def checked(prices, state):
    with token_index.reading(str(state)) as database:
        return {
            row.model: (row.ledgers, row.equal, row.charged, row.listed)
            for row in ledgers.check(database.connection, prices)
        }


def test_ledgers_with_fast_and_hidden_calls(prices, tmp_path):
    opus = {"provider": "claude", "model": "claude-opus-5-5"}
    with index_rows.writing(tmp_path) as index:
        index.add(NOW, (10**6,), tier="fast", session="a", **opus)
        index.add(NOW, (10**6,), session="b", **opus)
        index.add(NOW, (10**6,), session="c", provider="claude", model="claude-new-9")
        index.ledger(NOW, (10**6, 0, 0, 0, 10**6), 28.0, "a", "claude-opus-5-5")
        index.ledger(NOW, (10**6,), 5.0, "b", "claude-opus-5-5")
        index.ledger(NOW, (10**6,), 1.0, "c", "claude-new-9")
    assert checked(prices, tmp_path) == {
        "claude-opus-5-5": (2, 1, 33 * PICO, 32 * PICO),
        "claude-new-9": (1, 0, PICO, None),
    }


def test_check_shows_where_the_prices_differ(run):
    result = run("prices", "check")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[1].split() == ["claude-opus-5-5", "1", "$58.20", "$58.20", "1", "of", "1"]


def test_check_without_an_index(run, environ, tmp_path):
    environ["STATUSLINE_STATE_DIR"] = str(tmp_path)
    assert run("prices", "check").stdout == "No ledger of Claude Code is known yet.\n"
