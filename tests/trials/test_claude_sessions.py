"""What a Claude Code session hands to its status line, and what every surface says then, through the installed command.

One row, one report. The account's own numbers are 42 and 18 % by the server, half an hour ago.
"""

import json
import time
from dataclasses import dataclass, field

import pytest

from statusline.hot.text import without_colour
from support import signed_in, trials
from support.machine import run_statusline
from support.trial import Surfaces, alerts_go_to, surfaces

SPEND = {"used_percentage": 96, "resets_at": 900_000}  # seconds from now
OFFICIAL = {"five_hour": 42.4, "seven_day": 18.5, "seven_day:fable": 7.0}


@dataclass(frozen=True)
class Session:
    """A document and what is changed in it; `line` is in the session's line, `absent` is not; then the surfaces."""

    document: str
    line: tuple[str, ...]
    absent: tuple[str, ...] = ()
    limits: dict | None = field(default_factory=dict)
    environ: dict = field(default_factory=dict)
    windows: dict = field(default_factory=dict)
    prompt: str = "C 5h 42% "
    guard: tuple[int, str] = (0, "claude 5h is at 42%, below 95%")
    classes: tuple[str, ...] = ("normal",)


SESSIONS = {
    "a session that agrees": Session("stdin.json", ("Opus 5.5", "5h 42% 2h11m", "7d 18% 4d"), windows=OFFICIAL),
    "a newer number of its own": Session(
        "stdin.json",
        ("5h 66% ",),
        limits={"five_hour": {"used_percentage": 66, "resets_at": 7_860}},
        windows=OFFICIAL | {"five_hour": 66.0},
        prompt="C 5h 66% ",
        guard=(0, "claude 5h is at 66%, below 95%"),
        classes=("warning",),
    ),
    "five hours that end in six days": Session(
        "stdin-5h-resets-in-6-days.json", ("5h 42% ",), ("5h 3%",), windows=OFFICIAL
    ),
    "a spend limit": Session(
        "stdin.json",
        ("spend 96% ",),
        limits={"spend_limit": SPEND},
        windows=OFFICIAL | {"spend_limit": 96.0},
        prompt="C 5h 42% ",
        guard=(1, "claude spend is at 96%, not below 95%"),
        classes=("critical",),
    ),
    "a spend limit alone": Session(
        "stdin.json",
        ("spend 96% ",),
        limits={"five_hour": None, "seven_day": None, "spend_limit": SPEND},
        windows=OFFICIAL | {"spend_limit": 96.0},
        prompt="C 5h 42% ",
        guard=(1, "claude spend is at 96%, not below 95%"),
        classes=("critical",),
    ),
    "a model by its ARN": Session(
        "stdin-arn-model.json", ("abcd1234efgh", "5h 42% 2h11m"), ("arn:", "123456789012"), windows=OFFICIAL
    ),
    "a long folder and a long model": Session(
        "stdin-long-folder.json", ("5h 42% 2h11m", "7d 18% 4d"), environ={"COLUMNS": "120"}, windows=OFFICIAL
    ),
    "an API key": Session(
        "stdin.json",
        ("API key",),
        ("5h",),
        limits=None,
        environ={"ANTHROPIC_API_KEY": "k"},
        windows=OFFICIAL,
    ),
    "Bedrock": Session(
        "stdin.json",
        ("Bedrock",),
        ("5h 99%",),
        limits={"five_hour": {"used_percentage": 99, "resets_at": 7_860}},
        environ={"CLAUDE_CODE_USE_BEDROCK": "1"},
        windows=OFFICIAL,
    ),
    "a proxy": Session(
        "stdin.json",
        ("via proxy.example",),
        ("5h 99%",),
        limits={"five_hour": {"used_percentage": 99, "resets_at": 7_860}},
        environ={"ANTHROPIC_BASE_URL": "https://proxy.example"},
        windows=OFFICIAL,
    ),
}


@pytest.fixture
def known(environ, standin, statusline):
    """Sign in, refresh once, and let no prompt start another refresh."""
    signed_in.claude(environ, standin)
    signed_in.configure(environ, "[codex]\nenabled = false\n")
    assert statusline("refresh").returncode == 0
    return {**environ, "STATUSLINE_NO_REFRESH": "1"}


def document(session, now):
    """Return the document on stdin."""
    found = trials.document(session.document, now)
    if session.limits is None:
        del found["rate_limits"]
    for name, window in (session.limits or {}).items():
        found["rate_limits"][name] = window and {**window, "resets_at": int(now) + window["resets_at"]}
    return found


@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_on_every_surface(known, statusline, tmp_path, name):
    session, alerts = SESSIONS[name], alerts_go_to(known, tmp_path)
    said = json.dumps(document(session, time.time() + 1)) + "\n"
    for _ in range(2):  # a window that is new to the cache is in the line once it is ingested
        line = run_statusline(("--format", "claude"), {**known, **session.environ}, input=said).stdout
        statusline("refresh", "--offline")
    line = without_colour(line)
    assert [text for text in session.line if text not in line] == [], line
    assert [text for text in session.absent if text in line] == []
    found = surfaces(statusline, "claude", alerts)
    assert found.prompt.startswith(session.prompt)
    assert found == Surfaces(found.prompt, session.guard, "ok", session.windows, waybar=session.classes)
