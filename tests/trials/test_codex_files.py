"""Public reports of Codex CLI's session files and logins, tried on the installed command: one row, one report."""

import json
import time
from pathlib import Path

import pytest

from support import signed_in
from support.rollouts import session
from support.trial import Surfaces, alerts_go_to, surfaces

DAY = 86_400
BLOCKED = ("critical", "blocked")


@pytest.fixture
def alerts(environ, tmp_path):
    """Return the file into which alerts go."""
    return alerts_go_to(environ, tmp_path)


def told(used, minutes, left, limit_id="codex", name=None, slot="primary", **more):
    resets = {"used_percent": float(used), "window_minutes": minutes, "resets_at": int(time.time() + left)}
    return {"limit_id": limit_id, "limit_name": name, "primary": None, "secondary": None, slot: resets, **more}


def at(seconds):
    return int(time.time()) + seconds


def through_a_proxy(environ):
    session(environ, at(-900), (at(-100), told(97, 300, 9_050)), model_provider="codex-lb")


def behind_nine_without(environ):
    session(environ, at(-3_000), (at(-600), told(44, 300, 9_050)), changed_at=at(-600))
    for letter in "bcdefghij":
        session(environ, at(-500), (at(-490), None), name=letter, changed_at=at(-490), model_provider="openai")


def a_fork(environ):
    session(environ, at(-3_000), (at(-700), told(10, 300, 9_050)), changed_at=at(-700))
    base = {"history_base": {"thread_id": "p"}, "history_mode": "paginated", "forked_from_id": "p"}
    session(environ, at(-60), (at(-57), told(90, 300, 9_050)), name="b", **base)


def another_limit_alone(environ):
    session(environ, at(-900), (at(-50), told(12, 300, 9_050, "codex_bengalfox", "GPT-5.3-Codex-Spark")))


def no_length(environ):
    session(environ, at(-900), (at(-50), told(20, None, 9_050)))


def a_month(environ):
    session(environ, at(-10 * DAY), (at(-9 * DAY), told(61, 43_200, 15 * DAY + 50)), changed_at=at(-9 * DAY))


def refused_by_the_workspace(environ):
    word = "workspace_member_credits_depleted"
    session(environ, at(-900), (at(-50), told(37, 10_080, 2 * DAY + 50, rate_limit_reached_type=word)))


OLD = "codex 30d is unknown: it was at 61% 9d ago"
FILES = {
    "another provider's answer": (
        through_a_proxy,
        Surfaces("X …", (69, "codex is unknown: no data yet"), "pending", waybar=("unknown",)),
    ),
    "nine newer sessions without limits": (
        behind_nine_without,
        Surfaces("X 5h 44% 2h30m", (0, "codex 5h is at 44%, below 95%"), "ok", {"five_hour": 44}),
    ),
    "the first answer of a fork": (
        a_fork,
        Surfaces("X 5h 90% 2h30m", (0, "codex 5h is at 90%, below 95%"), "ok", {"five_hour": 90}, waybar=("critical",)),
    ),
    "another limit alone": (
        another_limit_alone,
        Surfaces(
            "X GPT-5.3-Codex-Spark 5h 12% 2h30m",
            (0, "codex GPT-5.3-Codex-Spark 5h is at 12%, below 95%"),
            "ok",
            {"five_hour:codex_bengalfox": 12},
        ),
    ),
    "a window of no length": (
        no_length,
        Surfaces("X limit 20% 2h30m", (0, "codex limit is at 20%, below 95%"), "ok", {"primary": 20}),
    ),
    "a month, nine days ago": (
        a_month,
        Surfaces("X 30d 61% 15d (9d ago)", (69, OLD), "stale", {"thirty_day": 61}, waybar=("warning", "stale")),
    ),
    "a refusal": (
        refused_by_the_workspace,
        Surfaces(
            "X blocked · 7d 37% 2d",
            (1, "codex is blocked: The workspace is out of credits. Ask the workspace's owner for credits"),
            "blocked",
            {"seven_day": 37},
            "workspace_member_credits_depleted",
            BLOCKED,
        ),
    ),
}


@pytest.mark.parametrize(("write", "expected"), FILES.values(), ids=FILES)
def test_session_files_on_every_surface(environ, standin, statusline, alerts, write, expected):
    signed_in.codex(environ, standin)
    signed_in.configure(environ, "offline = true\n")
    write(environ)
    statusline("refresh")
    assert surfaces(statusline, "codex", alerts) == expected


LOGINS = {
    "an access token in the file": ({"OPENAI_API_KEY": None, "personal_access_token": "at-PLANTED"}, {}),
    "an access token over a login": (None, {"CODEX_ACCESS_TOKEN": "at-PLANTED"}),
    "a workload identity over a login": (None, {"OPENAI_FEDERATION_RULE_ID": "idpm_1"}),
}


@pytest.mark.parametrize(("document", "variables"), LOGINS.values(), ids=LOGINS)
def test_unreadable_login_on_every_surface(environ, standin, statusline, alerts, document, variables):
    signed_in.codex(environ, standin)
    if document:
        Path(environ["HOME"], ".codex/auth.json").write_text(json.dumps(document))
    environ.update(variables)
    session(environ, at(-900), (at(-50), told(12, 300, 9_050)))
    statusline("refresh")
    guard = (0, "codex 5h is at 12%, below 95%")
    expected = Surfaces("X 5h 12% 2h30m", guard, "error", {"five_hour": 12}, error="unreadable_login")
    assert surfaces(statusline, "codex", alerts) == expected
    assert standin.requests == ()
