"""Public reports of Codex CLI, tried on the installed command: what the server or a session file says, and what we do.

One row, one report. Answers and session files as Codex CLI 0.171.0 gets and writes them.
"""

import time
from dataclasses import replace

import pytest

from statusline.demo.standin import Answer
from support import signed_in
from support.trial import Surfaces, alerts_go_to, surfaces

HOUR, DAY = 3_600, 86_400
FIVE_HOURS, WEEK, MONTH = 5 * HOUR, 7 * DAY, 30 * DAY
LEFT = {
    FIVE_HOURS: 2.5 * HOUR + 50,
    WEEK: 2 * DAY + 5 * HOUR,
    MONTH: 10 * DAY + 5 * HOUR,
    0: 2 * DAY + 5 * HOUR,
    None: 0,
}


def window(used, length):
    return {"used_percent": used, "limit_window_seconds": length, "reset_after_seconds": LEFT[length], "reset_at": None}


def limit(*windows, allowed=True, reached=False):
    primary, secondary = [*windows, None, None][:2]
    return {"allowed": allowed, "limit_reached": reached, "primary_window": primary, "secondary_window": secondary}


def pool(used, most=15_000):
    amounts = {"limit": str(most), "used": str(used), "remaining": str(most - used), "used_percent": 100 * used // most}
    return {"reached": used >= most, "individual_limit": {**amounts, "reset_after_seconds": LEFT[MONTH]}}


def usage(rate_limit=None, plan="pro", **more):
    common = {
        "plan_type": plan,
        "rate_limit": rate_limit,
        "code_review_rate_limit": None,
        "additional_rate_limits": None,
    }
    nothing = {"credits": None, "spend_control": {"reached": False, "individual_limit": None}}
    return Answer(body={**common, **nothing, "rate_limit_reached_type": None, **more})


def credits_(**more):
    return {"has_credits": False, "unlimited": False, "overage_limit_reached": False, "balance": "0", **more}


def reached(word):
    return {"rate_limit_reached_type": {"type": word}}


OWED = {"plan": "business", "credits": credits_(has_credits=True, balance=None)}
BLOCKED = ("critical", "blocked")
REGION = {"error": {"code": "unsupported_country_region_territory", "type": "request_forbidden"}}

ANSWERS = {
    "a pool of credits that is nearly used up": (
        usage(**OWED, spend_control=pool(14_400)),
        Surfaces(
            "X credits 96% 10d",
            (1, "codex credits is at 96%, not below 95%"),
            "ok",
            {"credits": 96},
            waybar=("critical",),
        ),
    ),
    "a pool that is used up": (
        usage(**OWED, spend_control=pool(15_000), **reached("workspace_member_usage_limit_reached")),
        Surfaces(
            "X blocked · credits 100% 10d",
            (
                1,
                "codex is blocked: Your usage limit in the workspace is reached. Ask the workspace's owner to raise it",
            ),
            "blocked",
            {"credits": 100},
            "workspace_member_usage_limit_reached",
            BLOCKED,
        ),
    ),
    "a pool that is fuller than the week": (
        usage(limit(window(20, WEEK)), "enterprise_cbp_usage_based", spend_control=pool(24_900, 25_000)),
        Surfaces(
            "X 7d 20% 2d · credits 99% 10d",
            (1, "codex credits is at 99%, not below 95%"),
            "ok",
            {"seven_day": 20, "credits": 99},
            waybar=("critical",),
        ),
    ),
    "not allowed, and no window": (
        usage(limit(allowed=False, reached=True), "plus", credits=credits_(), **reached("rate_limit_reached")),
        Surfaces(
            "X blocked",
            (1, "codex is blocked: The limit is reached. Codex's `/status` may say why"),
            "blocked",
            {},
            "rate_limit_reached",
            BLOCKED,
        ),
    ),
    "not allowed at 38 %": (
        usage(limit(window(38, WEEK), allowed=False, reached=True), "plus", **reached("rate_limit_reached")),
        Surfaces(
            "X blocked · 7d 38% 2d",
            (1, "codex is blocked: The limit is reached. Codex's `/status` may say why"),
            "blocked",
            {"seven_day": 38},
            "rate_limit_reached",
            BLOCKED,
        ),
    ),
    "a workspace without credits beside windows with room": (
        usage(limit(window(10, FIVE_HOURS), window(37, WEEK)), "team", **reached("workspace_owner_credits_depleted")),
        Surfaces(
            "X blocked · 5h 10% 2h30m · 7d 37% 2d",
            (1, "codex is blocked: The workspace is out of credits. Buy credits for the workspace"),
            "blocked",
            {"five_hour": 10, "seven_day": 37},
            "workspace_owner_credits_depleted",
            BLOCKED,
        ),
    ),
    "a week that is used up, with two resets banked": (
        usage(limit(window(100, WEEK), allowed=False, reached=True), rate_limit_reset_credits={"available_count": 2}),
        Surfaces(
            "X blocked · 7d 100% 2d",
            (1, "codex is blocked: The limit is reached. It goes on at the reset. 2 banked resets help at once"),
            "blocked",
            {"seven_day": 100},
            "rate_limit_reached",
            BLOCKED,
        ),
    ),
    "five hours that are used up, on credits": (
        usage(limit(window(100, FIVE_HOURS), reached=True), credits=credits_(has_credits=True, balance="715")),
        Surfaces(
            "X 5h 100% 2h30m",
            (1, "codex 5h is at 100%, not below 95%"),
            "ok",
            {"five_hour": 100},
            waybar=("critical",),
        ),
    ),
    "credits without end": (
        usage(credits=credits_(unlimited=True)),
        Surfaces("X no limits", (0, "codex is below 95%: there are no limits"), "ok", waybar=("unknown",)),
    ),
    "no limit that is named": (
        usage(plan="business", credits=credits_(has_credits=True, balance=None)),
        Surfaces(
            "X ?",
            (69, "codex is unknown: its server named no limit that is understood"),
            "unknown",
            waybar=("unknown",),
        ),
    ),
    "a percentage of null": (
        usage(limit(window(None, WEEK) | {"reset_after_seconds": None})),
        Surfaces("X ?", (69, ""), "error", waybar=("unknown",), error="format"),
    ),
    "windows of no length": (
        usage(limit(window(20, 0), window(47, 0))),
        Surfaces(
            "X limit 20% 2d · limit 2 47% 2d",
            (0, "codex limit 2 is at 47%, below 95%"),
            "ok",
            {"primary": 20, "secondary": 47},
        ),
    ),
    "a country that is not served": (
        Answer(403, REGION),
        Surfaces("X ?", (69, ""), "error", waybar=("unknown",), error="not_served"),
    ),
    "a challenge for browsers": (
        Answer(403, b"<html>", {"Content-Type": "text/html; charset=UTF-8"}),
        Surfaces("X ?", (69, ""), "error", waybar=("unknown",), error="not_served"),
    ),
    "a token that has expired": (
        Answer(401, {"error": {"code": "token_expired", "type": "invalid_request_error"}}),
        Surfaces("X run codex once", (69, ""), "unauthorized", waybar=("unknown",), error="unauthorized"),
    ),
}


@pytest.fixture
def alerts(environ, tmp_path):
    """Return the file into which alerts go."""
    return alerts_go_to(environ, tmp_path)


@pytest.mark.parametrize(("answer", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_of_the_server_on_every_surface(environ, standin, statusline, alerts, answer, expected):
    signed_in.codex(environ, standin)
    standin.codex.answer(answer)
    statusline("refresh")
    found = surfaces(statusline, "codex", alerts)
    if not expected.guard[1]:
        found = replace(found, guard=(found.guard[0], ""))
    assert found == expected


GROWING = {
    "a pool passes its thresholds": (
        [usage(**OWED, spend_control=pool(used)) for used in (3_750, 14_400, 14_500)],
        [("threshold", "credits")],
    ),
    "use is no longer allowed": (
        [usage(limit(window(38, WEEK))), *[usage(limit(window(38, WEEK), allowed=False))] * 2],
        [("blocked", "not_allowed")],
    ),
}


def in_another_second():
    """Wait for it: two answers within one are one observation."""
    before = int(time.time())
    while int(time.time()) == before:
        time.sleep(0.05)


@pytest.mark.parametrize(("answers", "told"), GROWING.values(), ids=GROWING)
def test_what_changes_is_alerted_once(environ, standin, statusline, alerts, answers, told):
    signed_in.codex(environ, standin)
    for answer in answers:
        standin.codex.answer(answer)
        statusline("refresh", "--force")
        in_another_second()
    assert list(surfaces(statusline, "codex", alerts).alerts) == told
