import json
import re
import time
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
import time_machine

from statusline.mcp import answer, tools
from statusline.state import token_index
from statusline.state.environment import find_environment
from support import in_process
from support.mcp_server import served

SCHEMAS = {tool["name"]: tool["outputSchema"] for tool in [*tools.TOOLS, tools.CONTEXT]}
BASE = {"sessionId": "5d5d5d5d", "timestamp": "2026-11-20T10:00:00.000Z", "cwd": "/home/dev/proj"}
ANSWER = {"id": "msg_1", "role": "assistant", "model": "claude-opus-5-5", "usage": {"output_tokens": 7}}
RETURNED = {"type": "tool_result", "tool_use_id": "t", "content": "what the tool returned"}
TRANSCRIPT = [
    {
        **BASE,
        "type": "user",
        "message": {"role": "user", "content": "Log in with ghp_0123456789abcdefABCDEF " + "x" * 4_000},
    },
    {**BASE, "type": "assistant", "message": {**ANSWER, "content": [{"type": "text", "text": "I do"}]}},
    {**BASE, "type": "user", "message": {"role": "user", "content": [RETURNED]}},
]
CALLS = {
    "limits": ("limits", {}),
    "limits of one": ("limits", {"provider": "claude"}),
    "usage": ("usage", {}),
    "usage by session": ("usage", {"by": "session", "since": "2w"}),
    "who used": ("who_used", {}),
    "who used by session": ("who_used", {"window": "5h", "by": "session", "cycle": -1}),
    "room for tokens": ("room_for", {"tokens": 200_000}),
    "room for a project": ("room_for", {"like_project": "p3"}),
}


@pytest.fixture
def call(lived, environ):
    """Return a function that calls a tool on the machine that has lived."""
    variables, now = lived

    def call_tool(tool, arguments=None, **options):
        environment = find_environment({**environ, **variables, **options.pop("environ", {})})
        with time_machine.travel(now, tick=False):
            return answer.result(tool, arguments or {}, environment, now, **options)

    return call_tool


@pytest.fixture
def command(lived, environ, capsys):
    """Return a function that gives the document of a command there."""
    variables, now = lived
    environ.update(variables, STATUSLINE_NO_REFRESH="1")

    def run(*arguments):
        with time_machine.travel(now, tick=False):
            return json.loads(in_process.run(arguments, environ, capsys).stdout)

    return run


@pytest.mark.parametrize(("tool", "arguments"), CALLS.values(), ids=CALLS)
def test_an_answer_fits_its_schema_and_2_kb(call, tool, arguments):
    result = call(tool, arguments)
    jsonschema.validate(result["structuredContent"], SCHEMAS[tool])
    assert result["content"][0]["text"]
    assert len(json.dumps(result)) <= 2_200  # with the spaces that the server leaves out
    assert result["structuredContent"]["privacy"] == "redacted"


@pytest.mark.parametrize(("tool", "arguments"), CALLS.values(), ids=CALLS)
def test_names_are_hashes_unless_asked_for(call, tool, arguments):
    shown = json.dumps(call(tool, arguments))
    assert not re.search(r"/home/you|~/p\d", shown)
    if "project" in json.dumps(arguments) or tool == "who_used":
        named = call(tool, {**arguments, "by": "project"} if tool == "who_used" else arguments, names=True)
        assert re.search(r"~/p\d", json.dumps(named))


def test_usage_has_the_numbers_of_cost(call, command):
    for by in ("day", "model", "project"):
        document = command("cost", "--format", "json", "--no-read", "--by", by)
        found = call("usage", {"by": by}, names=True)["structuredContent"]
        rows = [(row[by], row["calls"], row.get("list_usd")) for row in document["rows"]]
        assert [(row[by], row["calls"], row.get("list_usd")) for row in found["rows"]] == rows[: len(found["rows"])]
        assert found["total"]["list_usd"] == document["total"]["list_usd"]
        assert (found["since"], found["coverage"]) == (document["since"], document["coverage"])


def test_who_used_has_the_numbers_of_blame(call, command):
    (window,) = command("blame", "--format", "json", "--no-read")["windows"]
    (found,) = call("who_used", names=True)["structuredContent"]["windows"]
    assert {name: window[name] for name in ("used_percentage", "elsewhere", "before")}.items() <= found.items()
    assert found["shares"] == window["shares"]


def test_limits_are_those_of_the_json(call, command):
    accounts = command("show", "--format", "json", "--privacy", "normal")["accounts"]
    found = call("limits")["structuredContent"]["accounts"]
    assert [each["provider"] for each in found] == [each["provider"] for each in accounts]
    assert found[0]["windows"][0]["used_percentage"] == accounts[0]["windows"][0]["used_percentage"]


def test_a_long_list_says_what_it_leaves_out():
    module = SimpleNamespace(MAIN="rows", lines=lambda document: [f"{len(document['rows'])} rows"])
    document = {"rows": [{"project": f"project:{number:06x}", "tokens": number} for number in range(500)]}
    result = answer.fitted(document, module)
    left = result["structuredContent"]
    assert len(left["rows"]) + left["rows_left_out"] == 500
    assert 1_500 < len(answer._json(result)) <= answer.MOST_BYTES


WRONG = {
    "an unknown argument": ("limits", {"path": "/etc/passwd"}, 'takes no "path"; it takes provider'),
    "another kind": ("room_for", {"tokens": "many"}, '"tokens" must be a whole number'),
    "no number but a truth": ("room_for", {"tokens": True}, '"tokens" must be'),
    "out of bounds": ("room_for", {"tokens": 0}, "out of its bounds"),
    "an unknown word": ("usage", {"by": "weather"}, "must be one of day"),
    "a time that is none": ("usage", {"since": "soon"}, "not a valid time"),
    "an unknown window": ("who_used", {"window": "9h"}, "The history has no window"),
    "an unknown project": ("room_for", {"like_project": "nowhere"}, "There is no project"),
    "nothing to measure": ("room_for", {}, "Name `tokens`, or `like_project`"),
    "a call without an id": ("call_context", {}, 'needs "call"'),
    "a call that is none": ("call_context", {"call": "zzz"}, "not the id of a call"),
}


@pytest.mark.parametrize(("tool", "arguments", "words"), WRONG.values(), ids=WRONG)
def test_what_it_cannot_answer_is_a_sentence(call, tool, arguments, words):
    result = call(tool, arguments, environ={tools.CONTEXT_VARIABLE: "1"})
    assert result["isError"]
    assert words in result["content"][0]["text"]


def test_nothing_known_is_said(environ):
    environment = find_environment(environ)
    for tool in ("usage", "who_used"):
        assert "index read" in answer.result(tool, {}, environment, 1_795_860_000)["content"][0]["text"]
    accounts = answer.result("limits", {}, environment, 1_795_860_000)["structuredContent"]["accounts"]
    assert {account["status"] for account in accounts} == {"unconfigured"}


def test_content_of_one_call(environ, capsys):
    lines = [json.dumps(line) + "\n" for line in TRANSCRIPT]
    path = Path(environ["HOME"], ".claude/projects/-p/5d5d5d5d.jsonl")
    path.parent.mkdir(parents=True)
    path.write_text("".join(lines))
    assert in_process.run(("index", "read"), environ, capsys).returncode == 0
    environment = find_environment({**environ, tools.CONTEXT_VARIABLE: "1"})
    with token_index.reading(environment.state) as index:
        ((key,),) = index.connection.execute("SELECT key FROM calls").fetchall()
    result = answer.result("call_context", {"call": f"{key:016x}"}, environment, int(time.time()))
    jsonschema.validate(result["structuredContent"], SCHEMAS["call_context"])
    shown = json.dumps(result)
    assert len(shown) <= 2_200
    assert "Log in with [secret]" in shown
    assert not re.search("ghp_|what the tool returned|/home/dev", shown)


def test_content_is_offered_only_where_it_was_opened(environ):
    names = [tool["name"] for tool in tools.TOOLS]
    with served(environ) as client:
        assert [tool["name"] for tool in client.ask("tools/list")["tools"]] == names
        assert client.ask("tools/call", name="call_context", arguments={"call": "123456"})["code"] == -32_602
        assert client.ask("resources/read", uri="ui://statusline/footer")["code"] == -32_601
    with served({**environ, tools.CONTEXT_VARIABLE: "1"}) as client:
        assert [tool["name"] for tool in client.ask("tools/list")["tools"]] == [*names, "call_context"]


def test_others_are_answered_while_a_tool_works(environ):
    with served(environ) as client:
        for number in range(5):
            client.send({"id": number, "method": "tools/call", "params": {"name": "limits"}})
        client.send({"id": "quick", "method": "ping"})
        client.send({"id": 9, "method": "tools/call", "params": {"name": "usage", "arguments": {"by": "x" * 9_000}}})
        client.process.stdin.close()
        answers = [client.answer() for _ in range(7)]
    assert answers[0]["id"] == "quick"
    assert {each["id"] for each in answers} == {*range(5), "quick", 9}
    (long,) = [each["result"] for each in answers if each["id"] == 9]
    assert (long["isError"], long["content"][0]["text"]) == (True, "The arguments are longer than 8 KB.")
    assert all("structuredContent" in each["result"] for each in answers if each["id"] in range(5))
