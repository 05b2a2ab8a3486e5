"""The source codex_client with a real child process that speaks the recorded dialogue."""

import json
from dataclasses import replace

import pytest

from statusline.config import Config
from statusline.errors import BadDocument, NotServed, NotSignedIn, RateLimited, ServerFailed, Unauthorized, Unreachable
from statusline.providers.base import Context
from statusline.providers.codex import client
from statusline.providers.codex.login import codex_login
from statusline.providers.http import Client
from statusline.state import schedule
from support.credential_files import put
from support.fake_clients import group, install, left
from support.vendor_documents import FIXTURES

NOW = 1_795_236_000
SESSION = [
    line.partition(" < ")[2]
    for line in (FIXTURES / "codex/app-server-session.txt").read_text().splitlines()
    if " < " in line
]
# As recorded: the first answer with three notifications behind it, then the limits.
FAKE = """
keep("argv", json.dumps(sys.argv[1:]))
session = json.loads(open(os.path.join(record, "session")).read())
heard = []
def hear():
    heard.append(json.loads(sys.stdin.readline()))
hear(); say(*session[:-1])
hear(); hear(); keep("heard", json.dumps(heard)); say(session[-1])
sys.stdin.read()
keep("closed", "yes")
"""


@pytest.fixture
def home(tmp_path):
    put(tmp_path / ".codex/auth.json", (FIXTURES / "codex/auth.json").read_bytes())
    install(tmp_path / "bin", "codex", FAKE)
    return tmp_path


def environ(home):
    return {"HOME": str(home), "PATH": f"{home}/bin", "STATUSLINE_CACHE_DIR": str(home / "cache")}


def fetch(home, *session, path=None):
    put(home / "bin/session", list(session) or SESSION[:5])
    found = {**environ(home), "PATH": path or f"{home}/bin"}
    context = Context(found, NOW, Config(), Client("statusline/test"))
    return client.fetch(context, codex_login(found))


def test_the_recorded_dialogue_becomes_usage(home):
    usage = fetch(home)
    assert {one.window: (one.label, one.used_percentage, one.resets_at) for one in usage.samples} == {
        "five_hour": ("5h", 12.0, 1_795_245_199),
        "seven_day": ("7d", 47.0, 1_795_636_199),
        "five_hour:codex_bengalfox": ("GPT-5.3-Codex-Spark 5h", 3.0, 1_795_254_199),
        "seven_day:codex_bengalfox": ("GPT-5.3-Codex-Spark 7d", 1.0, 1_795_840_999),
    }
    assert {(one.source, one.as_of) for one in usage.samples} == {("codex_client", NOW)}
    assert (usage.plan, usage.complete) == ("pro", True)


def test_question_is_the_recorded_half(home):
    fetch(home)
    assert json.loads((home / "bin/argv").read_text()) == ["app-server"]
    hello, initialized, question = json.loads((home / "bin/heard").read_text())
    assert (hello["id"], hello["method"]) == (1, "initialize")
    assert hello["params"]["clientInfo"].keys() == {"name", "title", "version"}
    assert initialized == {"method": "initialized"}
    assert question == {"id": 2, "method": "account/rateLimits/read"}


def test_closing_its_stdin_is_enough_to_end_it(home):
    fetch(home)
    assert (home / "bin/closed").read_text() == "yes"
    assert left(group(home / "bin")) == []


def refusal(message, code=-32603):
    return json.dumps({"error": {"code": code, "message": message}, "id": 2})


UPSTREAM = "failed to fetch codex rate limits: GET https://chatgpt.com/backend-api/wham/usage failed: "
REFUSALS = {
    "an API key": (refusal("chatgpt authentication required to read rate limits", -32600), NotSignedIn),
    "no login": (refusal("codex account authentication required to read rate limits", -32600), NotSignedIn),
    "too many requests": (refusal(UPSTREAM + "429 Too Many Requests; content-type=; body="), RateLimited),
    "a refused login": (refusal(UPSTREAM + "401 Unauthorized; body=rt_SECRET"), Unauthorized),
    "a forbidden request": (refusal(UPSTREAM + "403 Forbidden; content-type=text/html"), NotServed),
    "a server that failed": (refusal(UPSTREAM + "503 Service Unavailable"), ServerFailed),
    "no way to the server": (refusal("failed to fetch codex rate limits: error sending request"), ServerFailed),
    "a question that is not known": (refusal("unknown variant `account/rateLimits/read`", -32600), BadDocument),
    "an error of another shape": ('{"id": 2, "error": "no"}', BadDocument),
    "an answer of another shape": ('{"id": 2, "result": {"limits": []}}', BadDocument),
    "another account's answer": (SESSION[4].replace("33333333-3333", "44444444-3333"), BadDocument),
    "no answer to the question": ('{"id": 3, "result": {}}\n{"id": 2, "method": "a/request"}', Unreachable),
}


@pytest.mark.parametrize(("answer", "error"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_one_clear_error(home, answer, error, monkeypatch):
    monkeypatch.setattr(client, "DEADLINE", 4)
    with pytest.raises(error) as raised:
        fetch(home, *SESSION[:4], answer)
    assert type(raised.value) is error
    assert raised.value.remedy
    for secret in ("rt_", "https:", "44444444"):
        assert secret not in str(raised.value)
    assert left(group(home / "bin")) == []


@pytest.mark.parametrize("name", ["an API key", "a refused login", "no login"])
def test_no_remedy_overwrites_a_token(home, name):
    put(home / ".codex/auth.json", {"personal_access_token": "at-x"})
    with pytest.raises(REFUSALS[name][1]) as raised:
        fetch(home, *SESSION[:4], REFUSALS[name][0])
    assert "codex login" not in raised.value.remedy


def test_a_refused_greeting_is_an_error_too(home):
    with pytest.raises(BadDocument, match="does not know"):
        fetch(home, '{"id": 1, "error": {"code": -32600, "message": "Invalid request"}}', "")


def test_missing_app_server_is_an_error(home):
    install(home / "bin", "codex", 'sys.exit("unrecognized subcommand")')
    with pytest.raises(Unreachable, match="`codex` ended without an answer"):
        fetch(home)


def test_without_codex_on_path_it_says_so(home):
    with pytest.raises(Unreachable, match="`codex` is not on PATH") as raised:
        fetch(home, path="/nowhere")
    assert raised.value.remedy


def test_deadline_ends_before_the_claim():
    assert client.DEADLINE < schedule.CLAIM


def test_people_are_told_what_is_run(home):
    context = Context(environ(home), NOW, Config(), Client("statusline/test"))
    assert client.describe(context) == f"{home}/bin/codex app-server, account/rateLimits/read"
    context = replace(context, environ={})
    assert client.describe(context) == "codex (not on PATH) app-server, account/rateLimits/read"
