"""One answer of Claude's server, and what every surface says of it, through the installed command."""

import json
import time
from dataclasses import dataclass, field

import pytest

from statusline.demo.standin import Answer
from support import signed_in, trials

RESET = "@reset"
BUDGET = {"amber_ladder": {"utilization": 98, "limit_dollars": 1000, "used_dollars": 980, "resets_at": RESET}}
INCLUDED = {"cinder_cove": {"utilization": 100, "limit_dollars": 1000, "used_dollars": 1000, "resets_at": RESET}}
NULLS = {"five_hour": None, "seven_day": None, "limits": []}
SESSION = {"five_hour": {"utilization": 8, "resets_at": RESET}}
SCOPED = {"kind": "session_scoped", "percent": 97, "is_active": True, "severity": "critical", "resets_at": RESET}
LOCKED = {"five_hour": {"utilization": 8, "resets_at": RESET, "locked_reason": "payment_due"}}
REGION = {"error": {"type": "forbidden", "message": "Request not allowed"}}


@dataclass(frozen=True)
class Trial:
    """What the server answers, and what each surface says: the beginning of the text, guard's exit and words, …"""

    body: object
    text: str
    guard: tuple[int, str]
    classes: tuple[str, ...]
    status: str = "ok"
    windows: dict[str, float] = field(default_factory=dict)
    metric: str = ""
    answer: int = 200


TRIALS = {
    "a spend limit at 96 %": Trial(
        "usage-spend-96.json",
        "C spend 96% ",
        (1, "claude spend is at 96%, not below 95%"),
        ("critical",),
        windows={"spend_limit": 96.0},
        metric='window="spend_limit",unit="USD"} 482',
    ),
    "a contractual budget": Trial(
        NULLS | BUDGET,
        "C budget 98% ",
        (1, "budget is at 98%"),
        ("critical",),
        windows={"contract_budget": 98},
    ),
    "included credits": Trial(
        NULLS | INCLUDED,
        "C included 100% ",
        (1, "included is at 100%"),
        ("critical",),
        windows={"included_credits": 100},
    ),
    "nulls": Trial(NULLS, "C ?", (69, "named no limit that is understood"), ("unknown",), "unknown"),
    "empty windows": Trial({"five_hour": {}, "seven_day": {}}, "C ?", (69, "named no limit"), ("unknown",), "unknown"),
    "of one name the highest": Trial(
        "usage-scoped-twice.json",
        "C 5h 61% ",
        (1, "weekly scoped is at 99%"),
        ("critical",),
        windows={"five_hour": 61, "seven_day": 39, "seven_day:fable": 95, "limit_weekly_scoped": 99},
    ),
    "an unknown kind that is active": Trial(
        SESSION | {"limits": [SCOPED]},
        "C 5h 8% ",
        (1, "session scoped is at 97%"),
        ("critical",),
        windows={"five_hour": 8, "limit_session_scoped": 97},
    ),
    "a locked account": Trial(
        LOCKED, "C blocked · 5h 8% ", (1, "claude is blocked"), ("blocked",), "blocked", {"five_hour": 8}
    ),
    "yen without decimal places": Trial(
        "usage-jpy-no-decimal-places.json",
        "C 5h 10% ",
        (0, "7d is at 56%"),
        ("normal",),
        windows={"five_hour": 10, "seven_day": 56},
    ),
    "a reset 68 days ahead": Trial(
        {"seven_day": {"utilization": 18, "resets_at": "@far"}},
        "C 7d 18%\n",
        (0, "7d is at 18%"),
        ("normal",),
        windows={"seven_day": 18},
    ),
    "a region": Trial(REGION, "C ?", (69, "status 403"), ("unknown",), "error", answer=403),
}


def body_of(trial, now):
    if isinstance(trial.body, str):
        return trials.document(trial.body, now)
    times = {RESET: now + 9_000, "@far": now + 68 * 86_400}
    written = json.dumps(trial.body)
    for mark, moment in times.items():
        written = written.replace(f'"{mark}"', f'"{time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))}"')
    return json.loads(written)


@pytest.mark.parametrize("name", TRIALS)
def test_every_surface_says_the_same_of_an_answer(environ, standin, statusline, name):
    trial = TRIALS[name]
    signed_in.claude(environ, standin)
    signed_in.configure(environ, "[codex]\nenabled = false\n")
    standin.claude.answer(Answer(trial.answer, body_of(trial, time.time())))
    statusline("refresh")
    environ["STATUSLINE_NO_REFRESH"] = "1"

    assert statusline().stdout.startswith(trial.text)
    guard = statusline("guard")
    assert (guard.returncode, trial.guard[1] in guard.stderr) == (trial.guard[0], True), guard
    (account,) = json.loads(statusline("-f", "json").stdout)["accounts"]
    assert account["status"] == trial.status
    assert {one["window"]: one["used_percentage"] for one in account["windows"]} == trial.windows
    assert set(trial.classes) <= set(json.loads(statusline("-f", "waybar").stdout)["class"])
    metrics = statusline("-f", "prometheus").stdout
    assert trial.metric in metrics
    ratios = {
        float(line.rpartition(" ")[2]) for line in metrics.splitlines() if line.startswith("statusline_used_ratio{")
    }
    assert ratios == {used / 100 for used in trial.windows.values()}


def test_an_alert_is_sent_for_a_limit_in_money(environ, standin, statusline, tmp_path):
    told = tmp_path / "told"
    signed_in.claude(environ, standin)
    signed_in.configure(
        environ, f'[alerts]\nenabled = true\nchannels = []\ncommand = ["/usr/bin/tee", "-a", "{told}"]\n'
    )
    for percent in (50, 96):
        body = trials.document("usage-spend-96.json", time.time())
        body["spend"]["percent"] = body["limits"][0]["percent"] = percent
        standin.claude.answer(Answer(body=body))
        statusline("refresh", "--force")
        time.sleep(1.1)
    document = json.loads(told.read_text())
    assert (document["event"], document["window"], document["threshold"]) == ("threshold", "spend_limit", 95)
