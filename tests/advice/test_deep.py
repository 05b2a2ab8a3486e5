"""A deep look counts tools, repeated reads and compactions, and nothing of what was said is kept."""

import json
import time
from pathlib import Path

import pytest

from statusline.advice import labels
from statusline.state import sqlite, token_index

NOW = int(time.time())
SECRET = "correct-horse-battery-staple"


def iso(at):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at))


def answer(number, at, *tools, session="5d5d5d5d"):
    usage = {"input_tokens": 10, "output_tokens": 5, "cache_creation": {"ephemeral_1h_input_tokens": 90_000}}
    blocks = [{"type": "tool_use", "id": f"t{number}{place}", **tool} for place, tool in enumerate(tools)]
    message = {
        "id": f"msg_{number}",
        "role": "assistant",
        "model": "claude-opus-5-5",
        "usage": usage,
        "content": blocks,
    }
    return {"type": "assistant", "sessionId": session, "timestamp": iso(at), "cwd": "/home/dev/p", "message": message}


def result(number, text, at):
    content = [{"type": "tool_result", "tool_use_id": number, "content": text}]
    return {"type": "user", "sessionId": "5d5d5d5d", "timestamp": iso(at), "message": {"content": content}}


def compacted(at):
    return {"type": "system", "subtype": "compact_boundary", "sessionId": "5d5d5d5d", "timestamp": iso(at)}


READ = {"name": "Read", "input": {"file_path": f"/home/dev/{SECRET}.py"}}
PART = {"name": "Read", "input": {"file_path": f"/home/dev/{SECRET}.py", "offset": 9}}
EDIT = {"name": "Edit", "input": {"file_path": f"/home/dev/{SECRET}.py", "old_string": SECRET}}
GIT = {"name": "Bash", "input": {"command": f"cd /srv/{SECRET} && TOKEN={SECRET} git commit -m {SECRET}"}}
OWN = {"name": f"mcp__{SECRET}__look", "input": {}}
STRANGE = {"name": SECRET, "input": {"command": SECRET}}
LONG_AGO = NOW - 60 * 86_400

TRANSCRIPT = [
    answer(0, LONG_AGO, GIT),
    answer(1, NOW - 4_000, READ, GIT, OWN),
    answer(2, NOW - 3_900, READ, PART, STRANGE),
    result("t20", "x" * 400_000, NOW - 3_890),
    answer(3, NOW - 3_800, EDIT),
    answer(4, NOW - 3_700, READ),
    compacted(NOW - 3_600),
    answer(5, NOW - 3_500, READ),
    compacted(NOW - 3_400),
    answer(6, NOW - 3_300),
    compacted(NOW - 3_200),
    answer(7, NOW - 3_100),
]
ROLLOUT = [
    ("session_meta", {"id": "7f", "cwd": "/home/dev/p"}),
    ("turn_context", {"model": "gpt-5.5"}),
    (
        "response_item",
        {"type": "function_call", "call_id": "a", "name": "shell", "arguments": '{"command": ["bash", "-lc", "rg x"]}'},
    ),
    (
        "response_item",
        {"type": "function_call", "call_id": "a", "name": "shell", "arguments": '{"command": ["bash", "-lc", "rg x"]}'},
    ),
    (
        "response_item",
        {"type": "function_call", "call_id": "b", "name": "exec_command", "arguments": '{"cmd": "npm test"}'},
    ),
    ("response_item", {"type": "web_search_call", "id": "c", "action": {"query": SECRET}}),
    ("compacted", {"message": SECRET}),
]
USED = {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}


@pytest.fixture
def logs(environ):
    home = Path(environ["HOME"])
    transcript = home / ".claude/projects/-p/5d5d5d5d.jsonl"
    rollout = home / ".codex/sessions/2026/11/20/rollout-7f.jsonl"
    info = {"total_token_usage": USED, "last_token_usage": USED}
    lines = [*ROLLOUT, ("event_msg", {"type": "token_count", "info": info})]
    written(transcript, TRANSCRIPT)
    written(transcript.with_name("6e6e6e6e.jsonl"), TRANSCRIPT[:3])  # what a fork has copied
    written(rollout, [{"timestamp": iso(NOW - 1_000), "type": kind, "payload": payload} for kind, payload in lines])
    return home


def written(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_counts_are_those_of_the_logs(logs, advice):
    counted = advice("--deep")["counted"]
    assert counted["tools"] == {
        "Read": 5,
        "Bash": 1,
        "Edit": 1,
        "exec_command": 1,
        "mcp": 1,
        "other": 1,
        "shell": 1,
        "web_search": 1,
    }
    assert counted["commands"] == {"git": 1, "npm": 1, "rg": 1}
    assert (counted["reads"], counted["rereads"], counted["reread_characters"]) == (5, 1, 400_000)
    assert (counted["compactions"], counted["sessions"]) == (4, 2)


def test_findings_of_a_deep_look_have_dollars(logs, advice):
    findings = {one["rule"]: one for account in advice("--deep")["accounts"] for one in account["findings"]}
    # 100,000 tokens, written for an hour at 8 dollars a million
    assert findings["rereads"]["list_usd"] == pytest.approx(0.8)
    # three calls of 90,010 tokens, after three compactions within an hour
    assert findings["compaction-loop"]["list_usd"] == pytest.approx(3 * (0.72 + 0.00004 + 0.0001))
    assert findings["compaction-loop"]["calls"] == 3


def test_counts_stay_until_they_are_asked_for_anew(logs, advice):
    assert "counted" not in advice()
    first = advice("--deep")["counted"]
    written(logs / ".claude/projects/-p/5d5d5d5d.jsonl", [*TRANSCRIPT, answer(8, NOW - 3_000, READ)])
    assert advice()["counted"] == first
    assert advice("--deep")["counted"]["tools"]["Read"] == 6


def test_nothing_that_was_said_is_kept(logs, run, advice, environ):
    text = json.dumps(advice("--deep")) + run("advice").stdout
    state = Path(environ["STATUSLINE_STATE_DIR"])
    kept = b"".join(path.read_bytes() for path in state.iterdir() if path.is_file())
    assert SECRET not in text
    assert SECRET.encode() not in kept


def test_what_is_forgotten_has_no_counts(logs, run, advice, environ):
    advice("--deep")
    assert run("index", "forget", "--session", "5d5d5d5d", "--yes").returncode == 0
    with token_index.reading(environ["STATUSLINE_STATE_DIR"]) as index:
        assert index.connection.execute("SELECT scope FROM snapshots").fetchall() == [("7f",)]


def test_an_earlier_index_gets_its_table(environ, advice):
    state = environ["STATUSLINE_STATE_DIR"]
    with sqlite.opened(token_index.path(state), token_index.MIGRATIONS[:1]) as earlier:
        assert earlier.connection.execute("SELECT name FROM sqlite_schema WHERE name = 'snapshots'").fetchall() == []
    assert advice("--no-read")["accounts"] == []


COMMANDS = {
    "git commit -m x": "git",
    "cd /a && make test": "make",
    "A=1 sudo /usr/bin/docker run x": "docker",
    "./my-own-script --secret": "other",
    "cat a | grep b": "cat",
    "": "other",
}


@pytest.mark.parametrize(("line", "family"), COMMANDS.items(), ids=map(repr, COMMANDS))
def test_family_of_a_command(line, family):
    assert labels.command(line) == family
