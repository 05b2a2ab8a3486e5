"""Limits in money and locked accounts, out of Anthropic's usage document."""

import pytest

from statusline.limits.model import Amounts
from statusline.providers.claude import usage_document

NOW = 1_795_236_000  # 2026-11-21 04:40:00 UTC
RESET = "2026-11-21T06:59:59.943648+00:00"
RESETS_AT = 1_795_244_400
SUBSCRIBED = {"five_hour": {"utilization": 10, "resets_at": RESET}, "seven_day": None}
SPEND = {
    "used": {"amount_minor": 48200, "currency": "USD", "exponent": 2},
    "limit": {"amount_minor": 50000, "currency": "USD", "exponent": 2},
    "percent": 96,
    "enabled": True,
}
EXTRA = {"is_enabled": True, "monthly_limit": 50000, "used_credits": 21000, "utilization": 42.0, "currency": "USD"}
LISTED = {"kind": "spend", "percent": 97, "resets_at": RESET, "is_active": True, "scope": None}


def parse(body):
    return usage_document.parse(body, "claude_oauth", NOW, NOW)


def of(body):
    return {one.window: (one.label, one.used_percentage, one.amounts) for one in parse(body).samples}


def dollars(used, limit):
    return Amounts(used, limit, "USD")


def pool(**more):
    return {"utilization": 98, "limit_dollars": 1000, "used_dollars": 980.0, "resets_at": RESET, **more}


MONEY = {
    "spend alone": ({"spend": SPEND}, {"spend_limit": ("spend", 96.0, dollars(482, 500))}),
    "spend and its entry: the highest, with the amounts": (
        {"spend": SPEND, "limits": [LISTED]},
        {"spend_limit": ("spend", 97.0, dollars(482, 500))},
    ),
    "an entry without a block": ({"limits": [LISTED]}, {"spend_limit": ("spend", 97.0, None)}),
    "spend that repeats what a subscription may buy on top": (
        {**SUBSCRIBED, "spend": SPEND, "extra_usage": EXTRA},
        {"five_hour": ("5h", 10.0, None)},
    ),
    "… unless it is listed as a limit": (
        {**SUBSCRIBED, "spend": SPEND, "limits": [LISTED]},
        {"five_hour": ("5h", 10.0, None), "spend_limit": ("spend", 97.0, dollars(482, 500))},
    ),
    "spend that is off": ({"five_hour": None, "spend": {**SPEND, "enabled": False}}, {}),
    "spend without a limit": ({"five_hour": None, "spend": {**SPEND, "limit": None}}, {}),
    "spend without a percentage": (
        {"spend": {**SPEND, "percent": None}},
        {"spend_limit": ("spend", 96.4, dollars(482, 500))},
    ),
    "extra usage that is the only limit": (
        {"five_hour": None, "extra_usage": EXTRA},
        {"extra_usage": ("extra", 42.0, dollars(210, 500))},
    ),
    "extra usage beside a subscription": ({**SUBSCRIBED, "extra_usage": EXTRA}, {"five_hour": ("5h", 10.0, None)}),
    "included credits": ({"cinder_cove": pool()}, {"included_credits": ("included", 98.0, dollars(980, 1000))}),
    "included credits by percentage alone": (
        {"cinder_cove": {"utilization": 100}},
        {"included_credits": ("included", 100.0, None)},
    ),
    "of two kinds of included credits the fuller": (
        {"cinder_cove": {"utilization": 10}, "wattle_ember": {"utilization": 30}},
        {"included_credits": ("included", 30.0, None)},
    ),
    "included credits beside spend stop nobody": (
        {"cinder_cove": pool(utilization=100), "spend": SPEND},
        {
            "spend_limit": ("spend", 96.0, dollars(482, 500)),
            "spend_limit:included": ("included", 100.0, dollars(980, 1000)),
        },
    ),
    "a contractual budget": ({"amber_ladder": pool()}, {"contract_budget": ("budget", 98.0, dollars(980, 1000))}),
    "a pool with a label": ({"amber_ladder": pool(label="Q4")}, {"contract_budget": ("Q4", 98.0, dollars(980, 1000))}),
    "a pool without a percentage": (
        {"amber_ladder": pool(utilization=None)},
        {"contract_budget": ("budget", 98.0, dollars(980, 1000))},
    ),
    "a pool of a new name": (
        {"five_hour": None, "iguana_necktie": pool()},
        {"limit_iguana_necktie": ("iguana necktie", 98.0, dollars(980, 1000))},
    ),
    "a pool that has expired": ({"cinder_cove": pool(resets_at="2026-11-20T00:00:00Z")}, {}),
    "a pool that is null": ({"cinder_cove": None}, {}),
}


@pytest.mark.parametrize(("body", "windows"), MONEY.values(), ids=MONEY)
def test_a_limit_in_money_is_a_window(body, windows):
    assert of(body) == windows


LOCKS = {
    "a window": ({"five_hour": {"utilization": 10, "resets_at": RESET, "locked_reason": "payment_due"}}, "payment_due"),
    "an entry": ({"limits": [{"kind": "session", "percent": 1, "locked_reason": "overdue"}]}, "overdue"),
    "one model alone": (
        {"limits": [{"kind": "weekly_scoped", "percent": 1, "locked_reason": "x", "scope": {"surface": "a"}}]},
        None,
    ),
    "not locked": ({"five_hour": {"utilization": 10, "locked_reason": None}}, None),
    "a reason that is no word": ({"five_hour": {"utilization": 10, "locked_reason": "me@example.org"}}, None),
    "money alone, and it has run out": (
        {"five_hour": None, "extra_usage": {**EXTRA, "is_enabled": False, "disabled_reason": "out_of_credits"}},
        "out_of_credits",
    ),
    "money alone, at its limit": ({"extra_usage": {**EXTRA, "spend_limit_reached": True}}, "spend_limit_reached"),
    "a subscription whose extra money has run out": (
        {**SUBSCRIBED, "extra_usage": {**EXTRA, "is_enabled": False, "disabled_reason": "out_of_credits"}},
        None,
    ),
}


@pytest.mark.parametrize(("body", "reason"), LOCKS.values(), ids=LOCKS)
def test_a_locked_account_is_blocked(body, reason):
    found = parse({"five_hour": None, **body}).block
    assert (found.reason if found else None) == reason


def test_a_lock_ends_with_its_window():
    locked = {"utilization": 100, "resets_at": RESET, "locked_reason": "weekly_limit"}
    assert parse({"five_hour": locked}).block.until == RESETS_AT
