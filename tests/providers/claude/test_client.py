"""The source claude_client with a real child process that answers as the recorded `claude` did."""

import json
from dataclasses import replace

import pytest

from statusline.config import Config
from statusline.errors import BadDocument, MissingScope, RateLimited, Unauthorized, Unreachable
from statusline.providers.base import Context
from statusline.providers.claude import client
from statusline.providers.claude.login import claude_login
from statusline.providers.http import Client
from statusline.state import schedule
from support.credential_files import put
from support.fake_clients import group, install, left
from support.vendor_documents import fixture

NOW = 1_795_236_000
RECORDED = fixture("claude/sdk-control-get_usage-response.json")
USAGE = RECORDED["response"]["response"]
FAKE = """
keep("argv", json.dumps(sys.argv[1:]))
question = json.loads(sys.stdin.readline())
keep("question", json.dumps(question))
keep("closed", json.dumps(sys.stdin.read() == ""))
keep("environment", json.dumps(dict(os.environ)))
say({"type": "system", "subtype": "init", "tools": []})
answer = json.loads(open(os.path.join(record, "answer")).read())
if "response" in answer:
    answer["response"]["request_id"] = question["request_id"]
say({"type": "control_response", "response": {"subtype": "success", "request_id": "another"}}, answer)
"""


@pytest.fixture
def home(tmp_path):
    put(tmp_path / ".claude/.credentials.json", fixture("claude/credentials.json"))
    put(tmp_path / ".claude.json", {"oauthAccount": fixture("claude/claude.json-excerpt.json")["oauthAccount"]})
    install(tmp_path / "bin", "claude", FAKE)
    return tmp_path


def environ(home):
    return {"HOME": str(home), "PATH": f"{home}/bin", "STATUSLINE_CACHE_DIR": str(home / "cache")}


def fetch(home, answer=RECORDED, **more):
    put(home / "bin/answer", answer)
    found = {**environ(home), **more}
    context = Context(found, NOW, Config(), Client("statusline/test"))
    return client.fetch(context, claude_login(found, "linux"))


def kept(home, name):
    return json.loads((home / "bin" / name).read_text())


def response(**changes):
    return {**RECORDED, "response": {**RECORDED["response"], "response": {**USAGE, **changes}}}


def test_the_recorded_answer_becomes_usage(home):
    usage = fetch(home)
    assert {one.window: (one.label, one.used_percentage, one.resets_at) for one in usage.samples} == {
        "five_hour": ("5h", 42.0, 1_795_244_400),
        "seven_day": ("7d", 19.0, 1_795_633_200),
        "seven_day_opus": ("opus", 0.0, None),
        "seven_day_sonnet": ("sonnet", 7.0, 1_795_633_200),
        "seven_day:fable": ("Fable", 7.0, 1_795_633_200),
    }
    assert {(one.source, one.as_of) for one in usage.samples} == {("claude_client", NOW)}
    assert (usage.plan, usage.complete, usage.extra_usage) == ("max", True, {"is_enabled": False})
    assert left(group(home / "bin")) == []


def test_one_question_on_stdin(home):
    fetch(home)
    assert kept(home, "argv") == [
        *("-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"),
    ]
    question = kept(home, "question")
    assert (question["type"], question["request"]) == (
        "control_request",
        {"subtype": "get_usage", "skip_behaviors": True},
    )
    assert kept(home, "closed") is True


def test_environment_goes_on_without_ours(home):
    fetch(home, HTTPS_PROXY="http://localhost:1", STATUSLINE_CLAUDE_SESSION_KEY="secret")
    given = kept(home, "environment")
    assert (given["HOME"], given["HTTPS_PROXY"]) == (str(home), "http://localhost:1")
    assert not [name for name in given if name.startswith("STATUSLINE")]


def test_login_plan_stands_in(home):
    assert fetch(home, response(subscription_type=None)).plan == "max"
    assert fetch(home, response(subscription_type="pro")).plan == "pro"


REFUSALS = {
    "a 429, which Claude Code does not name": (response(rate_limits=None), RateLimited),
    "an error within the usage": (
        response(rate_limits={"error": {"type": "rate_limit_error"}}),
        RateLimited,
    ),
    "a login without limits": (response(rate_limits=None, rate_limits_available=False), Unauthorized),
    "limits that hold nothing known": (response(rate_limits={}), BadDocument),
    "limits that are none": (response(rate_limits=7), BadDocument),
    "a question that is not known": (
        {"type": "control_response", "response": {"subtype": "error", "error": "unknown subtype sk-ant-SECRET"}},
        BadDocument,
    ),
    "an answer of another shape": (
        {"type": "control_response", "response": {"subtype": "success", "response": {"usage": 1}}},
        BadDocument,
    ),
    "an answer of nothing": ({"type": "control_response", "response": {"subtype": "success"}}, BadDocument),
    "no answer": ({"type": "result"}, Unreachable),
}


@pytest.mark.parametrize(("answer", "error"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_one_clear_error(home, answer, error):
    with pytest.raises(error) as raised:
        fetch(home, answer)
    assert type(raised.value) is error
    assert raised.value.remedy
    assert "sk-ant" not in str(raised.value)


def test_client_429_uses_our_back_off(home):
    with pytest.raises(RateLimited) as raised:
        fetch(home, response(rate_limits=None))
    assert raised.value.retry_after is None


def test_silent_client_ends_before_deadline(home, monkeypatch):
    monkeypatch.setattr(client, "DEADLINE", 3)
    install(home / "bin", "claude", "time.sleep(60)")
    with pytest.raises(Unreachable, match="`claude` gave no answer in time"):
        fetch(home)
    assert left(group(home / "bin")) == []


def test_deadline_ends_before_the_claim():
    assert client.DEADLINE < schedule.CLAIM


def test_a_token_that_cannot_ask_starts_nothing(home):
    with pytest.raises(MissingScope):
        fetch(home, CLAUDE_CODE_OAUTH_TOKEN="sk-ant-oat01-SETUP")
    assert not (home / "bin/argv").exists()


def test_without_claude_on_path_it_says_so(home):
    with pytest.raises(Unreachable, match="`claude` is not on PATH") as raised:
        fetch(home, PATH="/nowhere")
    assert raised.value.remedy


def test_unreadable_token_can_be_asked_for(home):
    put(home / "bin/answer", RECORDED)
    context = Context(environ(home), NOW, Config(), Client("statusline/test"))
    login = replace(claude_login(environ(home), "linux"), credential=None)
    assert len(client.fetch(context, login).samples) == 5


def test_people_are_told_what_is_run(home):
    context = Context(environ(home), NOW, Config(), Client("statusline/test"))
    assert client.describe(context) == f"{home}/bin/claude, control request get_usage"
    context = replace(context, environ={})
    assert client.describe(context) == "claude (not on PATH), control request get_usage"
