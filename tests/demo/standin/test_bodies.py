from datetime import datetime

import pytest

from statusline.demo.standin import claude_body, codex_body, reset_minute
from support.vendor_documents import fixture, shape
from support.vendors import ODD_CLAUDE, ODD_CODEX

NOW = 1_795_235_413  # 2026-11-21T04:30:13Z


def test_claude_answer_has_its_windows():
    body = claude_body(NOW, 42.4, 18.5, {"Fable": 7}, opus=3)

    assert body["five_hour"]["utilization"] == 42.4
    assert body["five_hour"]["resets_at"] == "2026-11-21T06:41:59.943648+00:00"
    assert body["seven_day"]["utilization"] == 18.5
    assert body["seven_day"]["resets_at"] == "2026-11-25T04:31:00.123456+00:00"
    assert body["seven_day_opus"]["utilization"] == 3.0
    assert body["seven_day_sonnet"] is None
    assert [(limit["kind"], limit["percent"]) for limit in body["limits"]] == [
        ("session", 42),
        ("weekly_all", 18),
        ("weekly_scoped", 7),
    ]
    assert body["limits"][2]["scope"]["model"]["display_name"] == "Fable"


def test_claude_answer_has_captured_keys():
    capture = fixture("claude/usage-endpoint-published-capture-2026-07-21.json")
    del capture["spend"]

    assert shape(claude_body(NOW, 47, 13, {"Fable": 14}))["limits"] == shape(capture)["limits"]
    assert {key: value for key, value in shape(claude_body(NOW)).items() if key != "limits"} == {
        key: value for key, value in shape(capture).items() if key != "limits"
    }


@pytest.mark.parametrize(
    ("now", "seconds", "minute"),
    [
        pytest.param(1_795_235_400, 7_860, 1_795_243_260, id="a whole minute stays"),
        pytest.param(1_795_235_401, 7_860, 1_795_243_320, id="a second later it is the next"),
        pytest.param(1_795_235_400.5, -60, 1_795_235_340, id="a part of a second does not count"),
    ],
)
def test_claude_windows_end_on_a_whole_minute(now, seconds, minute):
    assert reset_minute(now, seconds) == minute


def test_a_claude_reset_jitters_around_its_minute():
    body = claude_body(NOW, five_hour_in=7_860)

    assert abs(datetime.fromisoformat(body["five_hour"]["resets_at"]).timestamp() - reset_minute(NOW, 7_860)) < 0.1


def test_extra_usage_is_in_cents():
    assert claude_body(NOW, extra_used=250, extra_limit=1_000)["extra_usage"] == {
        "is_enabled": True,
        "monthly_limit": 1_000,
        "used_credits": 250,
        "utilization": 25.0,
        "currency": "USD",
        "decimal_places": 2,
        "disabled_reason": None,
        "daily": None,
        "weekly": None,
    }


def test_codex_answer_has_its_windows():
    assert codex_body(NOW, five_hour=12, seven_day=47)["rate_limit"] == {
        "allowed": True,
        "limit_reached": False,
        "primary_window": {
            "used_percent": 12,
            "limit_window_seconds": 18_000,
            "reset_after_seconds": 13_200,
            "reset_at": 1_795_248_613,
        },
        "secondary_window": {
            "used_percent": 47,
            "limit_window_seconds": 604_800,
            "reset_after_seconds": 400_000,
            "reset_at": 1_795_635_413,
        },
    }


def test_codex_answer_has_observed_keys():
    observed = shape(fixture("codex/wham-usage-mock-5h-weekly.json"))
    body = shape(codex_body(NOW))

    for part in ("rate_limit", "additional_rate_limits"):
        assert body[part] == observed[part]
    assert observed.keys() <= body.keys()


@pytest.mark.parametrize(
    ("windows", "lengths", "reached"),
    [
        pytest.param({"five_hour": None}, (604_800, None), False, id="the week moves up"),
        pytest.param({"seven_day": 100}, (18_000, 604_800), True, id="a full week is a limit reached"),
        pytest.param({"five_hour": None, "seven_day": None, "thirty_day": 5}, (2_592_000, None), False, id="a month"),
    ],
)
def test_codex_slots_from_the_shortest(windows, lengths, reached):
    limit = codex_body(NOW, **windows)["rate_limit"]

    found = tuple(
        window and window["limit_window_seconds"] for window in (limit["primary_window"], limit["secondary_window"])
    )
    assert (found, limit["limit_reached"]) == (lengths, reached)


def test_codex_plan_without_a_rate_limit():
    assert codex_body(NOW, five_hour=None, seven_day=None)["rate_limit"] is None


@pytest.mark.parametrize(
    ("body", "where", "value"),
    [
        pytest.param(ODD_CLAUDE["a numeric string"], ("five_hour", "utilization"), "42.4", id="claude string"),
        pytest.param(ODD_CLAUDE["an epoch for a percentage"], ("five_hour", "utilization"), NOW, id="claude epoch"),
        pytest.param(ODD_CLAUDE["windows that have not started"], ("seven_day", "resets_at"), None, id="not started"),
        pytest.param(ODD_CLAUDE["an error inside"], ("error", "type"), "rate_limit_error", id="claude error"),
        pytest.param(
            ODD_CODEX["the week in the first slot"],
            ("rate_limit", "primary_window", "limit_window_seconds"),
            604_800,
            id="codex week first",
        ),
        pytest.param(ODD_CODEX["no absolute reset"], ("rate_limit", "primary_window", "reset_at"), None, id="no reset"),
        pytest.param(ODD_CODEX["no rate limit"], ("rate_limit",), None, id="codex without limits"),
    ],
)
def test_an_odd_answer_is_odd_where_its_name_says(body, where, value):
    found = body(NOW)
    for key in where:
        found = found[key]

    assert found == value
