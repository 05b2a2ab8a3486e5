"""The source claude_oauth over real sockets: the login from its file, the answer from the stand-in."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from statusline.config import Config
from statusline.demo.standin import Answer
from statusline.demo.standin.server import fingerprint
from statusline.errors import (
    BadDocument,
    LoginExpired,
    MissingScope,
    RateLimited,
    ServerFailed,
    SourceError,
    Unauthorized,
)
from statusline.providers.base import Context
from statusline.providers.claude import oauth
from statusline.providers.claude.login import claude_login
from statusline.providers.http import Client
from support.credential_files import put, state
from support.vendor_documents import FIXTURES, fixture
from support.vendors import ODD_CLAUDE, StandIn

NOW = 1_795_236_000  # 2026-11-21 04:40:00 UTC
TOKEN = "sk-ant-oat01-MOCK"
MOCK = fixture("claude/usage-endpoint-mock.json")
WHO = fixture("claude/claude.json-excerpt.json")["oauthAccount"]


@pytest.fixture
def server():
    with StandIn(NOW) as server:
        yield server


@pytest.fixture
def signed_in(tmp_path):
    credential = put(tmp_path / ".claude/.credentials.json", (FIXTURES / "claude/credentials.json").read_bytes())
    owner = put(tmp_path / ".claude.json", {"oauthAccount": WHO})
    return SimpleNamespace(environ={"HOME": str(tmp_path)}, files=(credential, owner))


def fetch(signed_in, server, now=NOW, **environ):
    config = Config()
    config = replace(config, claude=replace(config.claude, base_url=server.url))
    environ = {**signed_in.environ, **environ}
    context = Context(environ, now, config, Client("statusline/test"))
    return oauth.fetch(context, claude_login(environ, platform="linux"))


def test_answer_has_the_plan_of_the_login(signed_in, server):
    server.claude.answer(Answer(body=MOCK))
    usage = fetch(signed_in, server)
    assert {one.window: one.used_percentage for one in usage.samples} == {
        "five_hour": 42.0,
        "seven_day": 19.0,
        "seven_day_opus": 0.0,
        "seven_day_sonnet": 7.0,
        "seven_day:fable": 7.0,
    }
    assert {(one.source, one.as_of) for one in usage.samples} == {("claude_oauth", NOW)}
    assert (usage.plan, usage.complete) == ("max", True)


def test_request_has_token_and_beta_header(signed_in, server):
    fetch(signed_in, server)
    (request,) = server.requests
    assert (request.method, request.path, request.token) == ("GET", "/api/oauth/usage", fingerprint(TOKEN))
    assert request.headers["anthropic-beta"] == "oauth-2025-04-20"


def test_what_is_asked_is_said_without_the_scheme():
    context = Context({}, NOW, Config(), Client("x"))
    assert oauth.describe(context) == "GET api.anthropic.com/api/oauth/usage"


REFUSALS = {200: None, 401: Unauthorized, 403: Unauthorized, 429: RateLimited, 500: ServerFailed}


@pytest.mark.parametrize(("status", "error"), REFUSALS.items(), ids=map(str, REFUSALS))
def test_no_answer_changes_a_file_of_claude_code(signed_in, server, status, error):
    if status != 200:
        server.claude.refuse(status)
    before = state(*signed_in.files)
    if error is None:
        assert fetch(signed_in, server).samples
    else:
        with pytest.raises(error) as caught:
            fetch(signed_in, server)
        assert TOKEN not in str(caught.value)
    assert state(*signed_in.files) == before


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_says_run_claude(signed_in, server, status):
    server.claude.refuse(status)
    with pytest.raises(Unauthorized) as caught:
        fetch(signed_in, server)
    assert caught.value.remedy == "Run `claude`: it renews its login, or asks you to sign in."


def test_a_refusal_inside_a_200_says_run_claude(signed_in, server):
    server.claude.answer(Answer(body={"error": {"type": "permission_error"}}))
    with pytest.raises(Unauthorized) as caught:
        fetch(signed_in, server)
    assert caught.value.remedy == "Run `claude`: it renews its login, or asks you to sign in."


def test_retry_after_reaches_the_schedule(signed_in, server):
    server.claude.refuse(429, retry_after=3037)
    with pytest.raises(RateLimited) as caught:
        fetch(signed_in, server)
    assert caught.value.retry_after == 3037


def test_rate_limit_inside_a_200(signed_in, server):
    server.claude.answer(Answer(body={"error": {"type": "rate_limit_error"}}))
    with pytest.raises(RateLimited):
        fetch(signed_in, server)


def test_other_answer_is_a_bad_document(signed_in, server):
    server.claude.answer(Answer(body={"message": "We are moving."}))
    with pytest.raises(BadDocument):
        fetch(signed_in, server)


@pytest.mark.parametrize("body", ODD_CLAUDE.values(), ids=ODD_CLAUDE)
def test_odd_answers_are_usage_or_errors(signed_in, server, body):
    server.claude.answer(Answer(body=body(NOW)))
    try:
        usage = fetch(signed_in, server)
    except SourceError as error:
        assert error.message.endswith(".")  # noqa: PT017 - either outcome is right
    else:
        assert all(0 <= one.used_percentage <= 100 for one in usage.samples)
    assert len(server.requests) == 1


EXPIRED = {"a minute before its end": 1_795_264_157 - 60, "a day after it": 1_795_264_157 + 86_400}


@pytest.mark.parametrize("now", EXPIRED.values(), ids=EXPIRED)
def test_an_expired_token_is_never_sent(signed_in, server, now):
    with pytest.raises(LoginExpired, match="Run `claude`"):
        fetch(signed_in, server, now=now)
    assert server.requests == ()


def test_token_is_sent_to_its_last_minute(signed_in, server):
    fetch(signed_in, server, now=1_795_264_157 - 61)
    assert len(server.requests) == 1


def test_a_dead_login_is_never_sent(signed_in, server):
    put(signed_in.files[0], {"claudeAiOauth": {"accessToken": "", "refreshToken": "", "expiresAt": 0}})
    with pytest.raises(LoginExpired, match="Run `claude`"):
        fetch(signed_in, server)
    assert server.requests == ()


SCOPES = {
    "a setup token in the file": (["user:inference"], {}),
    "no scope at all": ([], {}),
    "a token in the environment": (None, {"CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-ENV"}),
    "a token in the environment with other scopes": (
        None,
        {"CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-ENV", "CLAUDE_CODE_OAUTH_SCOPES": "user:inference x"},
    ),
}


@pytest.mark.parametrize(("scopes", "environ"), SCOPES.values(), ids=SCOPES)
def test_a_token_without_the_scope_is_never_sent(signed_in, server, scopes, environ):
    if scopes is not None:
        put(signed_in.files[0], {"claudeAiOauth": {"accessToken": TOKEN, "scopes": scopes}})
    with pytest.raises(MissingScope) as caught:
        fetch(signed_in, server, **environ)
    assert (caught.value.status, bool(caught.value.remedy)) == ("missing_scope", True)
    assert "sk-ant" not in str(caught.value)
    assert server.requests == ()


def test_environment_token_needs_scopes(signed_in, server):
    fetch(signed_in, server, CLAUDE_CODE_OAUTH_TOKEN="sk-ant-oat01-ENV", CLAUDE_CODE_OAUTH_SCOPES="user:profile")
    assert [request.token for request in server.requests] == [fingerprint("sk-ant-oat01-ENV")]


def test_credential_without_scopes_is_sent(signed_in, server):
    document = json.loads(signed_in.files[0].read_bytes())
    del document["claudeAiOauth"]["scopes"]
    put(signed_in.files[0], document)
    fetch(signed_in, server)
    assert len(server.requests) == 1
