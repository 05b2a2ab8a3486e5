import json

import pytest

from statusline.blame import room
from statusline.blame.room import Answer
from statusline.hot import paths, prompt_file
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment

HAS_ROOM = (
    "statusline: claude 5h has room: 200,000 tokens take 0.3-0.4 points, and 89 are left, "
    "86 at the reset by the pace; resets in 1h01m.\n"
)


def test_room_for_tokens(run):
    asked = run("guard", "--for", "200k")
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, "", HAS_ROOM)
    assert run("guard", "--for", "200000", "--quiet").stderr == ""


STATUSES = {
    "no": (
        ("--for", "100M"),
        1,
        "claude 5h has no room: 100,000,000 tokens take 141-187 points, and 89 are left;",
    ),
    "perhaps": (("--for", "60M"), 69, "claude 5h may have no room: 60,000,000 tokens take 84-112 points,"),
    "perhaps is ok": (("--for", "60M", "--unknown", "ok"), 0, "claude 5h may have no room:"),
    "of a model": (
        ("--for", "5M", "--model", "opus"),
        0,
        "5h has room: 5,000,000 tokens of opus take 7-10 points,",
    ),
    "of a model that nobody used": (
        ("--for", "5M", "--model", "gpt"),
        69,
        "claude 5h: 0 of 3 sessions of gpt with a price are known in 30 days.",
    ),
    "of a folder without calls": (("--for", "like-project"), 69, "No call of this folder is known;"),
}


@pytest.mark.parametrize(("arguments", "status", "sentence"), STATUSES.values(), ids=STATUSES)
def test_status_and_why(run, arguments, status, sentence):
    asked = run("guard", *arguments)
    assert asked.returncode == status
    assert sentence in asked.stderr


def test_session_like_those_of_a_folder(run, monkeypatch):
    monkeypatch.setattr("os.getcwd", lambda: "/home/you/p3/src")
    asked = run("guard", "--for", "like-project")
    assert asked.returncode == 0
    assert "claude 5h has room: a session like those of ~/p3 takes " in asked.stderr


REFUSED = {
    "no number": (("--for", "much"), '"much" is not a number of tokens. Use 200000, 200k, 1.5M, or like-project.'),
    "nothing": (("--for", "0"), '"0" is not a number of tokens. Use 200000, 200k, 1.5M, or like-project.'),
    "waiting": (("--for", "1k", "--wait"), "--wait does not go with --for."),
    "a percentage": (("--for", "1k", "--max", "90"), "--max does not go with --for."),
    "a model alone": (("--model", "opus"), "--model goes with --for."),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED)
def test_refusal_is_a_sentence(run, arguments, sentence):
    refused = run("guard", *arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.strip().endswith(sentence)


JUDGED = {
    "room": ((3, 7), 50.0, 20.0, "yes"),
    "without a pace": ((3, 7), 50.0, None, "yes"),
    "not by the pace": ((3, 25), 50.0, 20.0, "unknown"),
    "between": ((40, 60), 50.0, 50.0, "unknown"),
    "none": ((51, 60), 50.0, 50.0, "no"),
}


@pytest.mark.parametrize(("points", "left", "by_pace", "verdict"), JUDGED.values(), ids=JUDGED)
def test_verdict(points, left, by_pace, verdict):
    assert room.judged(points, left, by_pace)[0] == verdict


def test_window_without_room_decides():
    tight, wide, unknown = (Answer("yes", "", left=9.0), Answer("yes", "", left=90.0), Answer("unknown", ""))
    assert room.decisive([wide, tight]) is tight
    assert room.decisive([wide, unknown, tight]) is unknown
    assert room.decisive([unknown, Answer("no", "none")]).why == "none"


def test_json_has_the_room_of_each_window(used, environ, clock):
    """A refresh finds the scales after it has published; the next one shows what fits into the rest."""
    for _ in range(2):
        clock.now += 300
        list(refresh_run.refresh(prepare(find_environment(environ), clock)))
    text = prompt_file.read(f"{paths.login_dir(environ)}/json.prompt", paths.login(environ))[1]
    (account,) = [each for each in json.loads(prompt_file.fill(text, clock.now))["accounts"] if each["windows"]]
    rooms = {window["window"]: window.get("room") for window in account["windows"]}
    assert rooms["five_hour"] == {"unit": "dollar", "low": 57.6, "high": 57.6}  # of 42.4 %, at a dollar a point
    assert rooms["seven_day"] is None
