"""Each rule finds what it is for, and the dollars are those of the price list."""

import time

import pytest

from statusline.advice.rules import RULES
from support import index_rows

NOW = int(time.time()) // 3600 * 3600
MINUTE, HOUR, DAY = 60, 3_600, 86_400
OPUS, HAIKU = "claude-opus-5-5", "claude-haiku-4-5"  # 4/0.2/5/8/20 and 1/0.1/1.25/2/5 dollars per million tokens
SONNET_45 = "claude-sonnet-4-5"  # 3 dollars per million, 6 above 200k


def conversation(index, session, calls, *, begin=NOW - DAY, gap=MINUTE, **names):
    """Add the calls of a session, a gap between each; a call is its counts."""
    for number, counts in enumerate(calls):
        settings = {"provider": "claude", "model": OPUS, "project": "/home/you/api", "session": session, **names}
        index.add(begin + number * gap, counts, **settings)


def expired_cache(index):
    # 100k in the cache for an hour; after two hours all of it is written again: 0.1 x (8 - 0.2) dollars
    conversation(index, "a", [(0, 0, 0, 100_000), (0, 0, 0, 100_000)], gap=2 * HOUR)
    # within the hour, and what was never cached
    conversation(index, "b", [(0, 0, 0, 100_000), (0, 0, 0, 100_000)], gap=50 * MINUTE)
    conversation(index, "c", [(100_000, 0, 0, 0), (0, 0, 0, 100_000)], gap=2 * HOUR)
    # five minutes: 0.1 x (5 - 0.2)
    conversation(index, "d", [(0, 0, 100_000), (0, 0, 100_000)], gap=6 * MINUTE)
    return 0.78 + 0.48


def low_cache_hit(index):
    conversation(index, "a", [(0, 90_000, 10_000)] * 60)
    # 50 % instead of 90 %: of the 50k that were written, 40k would have been read: 60 x 0.04 x (5 - 0.2)
    conversation(index, "b", [(0, 50_000, 50_000)] * 60, project="/home/you/web")
    return 60 * 0.04 * 4.8


def long_context(index):
    conversation(index, "a", [(0, 150_000)] * 200)  # 30k above: 0.006 a call
    conversation(index, "b", [(0, 150_000)] * 19)
    return 200 * 0.006


def premium_context(index):
    conversation(index, "a", [(250_000,)], model=SONNET_45)  # 250k at 6 dollars instead of 3
    conversation(index, "b", [(150_000,)], model=SONNET_45)
    return 0.75


def fast_premium(index):
    conversation(index, "a", [(100_000,)] * 3, tier="fast")  # twice the price
    conversation(index, "b", [(100_000,)] * 3)
    return 3 * 0.4


def sub_agents(index):
    conversation(index, "a", [(100_000,)] * 10, agent="Explore")  # 4 dollars, 1 on haiku
    conversation(index, "b", [(10_000,)] * 10, model=HAIKU)
    return 3.0


def hidden_calls(index):
    conversation(index, "a", [(100_000,)])
    index.ledger(NOW - DAY, (150_000,), 0.6, "a", OPUS)
    return 0.2


def small_sessions(index):
    for number in range(6):
        conversation(index, f"s{number}", [(20_000,)] * 5, project="/home/you/notes")  # 0.4 a session, 0.1 on haiku
    conversation(index, "b", [(80_000,)] * 10, model=HAIKU)
    return 6 * 0.3


CASES = {
    "expired-cache": expired_cache,
    "low-cache-hit": low_cache_hit,
    "long-context": long_context,
    "long-context-price": premium_context,
    "fast-price": fast_premium,
    "sub-agents": sub_agents,
    "hidden-calls": hidden_calls,
    "small-sessions": small_sessions,
}


@pytest.mark.parametrize(("rule", "case"), CASES.items(), ids=CASES)
def test_rule_finds_its_dollars(environ, advice, rule, case):
    with index_rows.writing(environ["STATUSLINE_STATE_DIR"]) as index:
        expected = case(index)
    (account,) = advice("--no-read")["accounts"]
    findings = {finding["rule"]: finding for finding in account["findings"]}
    assert findings[rule]["list_usd"] == pytest.approx(expected)
    assert all(findings[rule][part] for part in ("what", "how", "do"))
    assert "points" not in findings[rule]


def test_nothing_is_found_in_a_plain_life(environ, run, advice):
    with index_rows.writing(environ["STATUSLINE_STATE_DIR"]) as index:
        conversation(index, "a", [(100, 40_000, 2_000)] * 30)
    (account,) = advice("--no-read")["accounts"]
    assert account["findings"] == []
    assert "Nothing that would have saved ten cents was found." in run("advice", "--no-read").stdout


def test_calls_without_a_price_are_not_free(environ, run, advice):
    with index_rows.writing(environ["STATUSLINE_STATE_DIR"]) as index:
        conversation(index, "a", [(100_000,)], model="gpt-of-tomorrow")
    assert "list_usd" not in advice("--no-read")["accounts"][0]
    lines = run("advice", "--no-read").stdout.splitlines()
    assert lines[0].endswith(": 1 call, –")
    assert lines[1].startswith("None of these calls has a price")


def test_rules_have_names_of_their_own():
    assert len({rule.NAME for rule in RULES}) == len(RULES)
