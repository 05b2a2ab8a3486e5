"""The source codex_oauth over real sockets: the login from its file, the answer from the stand-in."""

import base64
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from statusline.config import Config
from statusline.demo.standin import Answer
from statusline.demo.standin.server import fingerprint
from statusline.errors import LoginExpired, NotServed, RateLimited, ServerFailed, SourceError, Unauthorized
from statusline.providers.base import Context
from statusline.providers.codex import oauth
from statusline.providers.codex.login import codex_login
from statusline.providers.http import Client
from support.credential_files import put, state
from support.vendor_documents import FIXTURES, fixture
from support.vendors import ODD_CODEX, StandIn

NOW = 1_795_236_000  # 2026-11-21 04:40:00 UTC
EXPIRES_AT = 1_796_100_592
AUTH = fixture("codex/auth.json")
TOKEN = AUTH["tokens"]["access_token"]


@pytest.fixture
def server():
    with StandIn(NOW) as server:
        yield server


@pytest.fixture
def signed_in(tmp_path, server):
    auth = put(tmp_path / ".codex/auth.json", (FIXTURES / "codex/auth.json").read_bytes())
    config = put(tmp_path / ".codex/config.toml", f'chatgpt_base_url = "{server.url}/backend-api/"\n'.encode())
    return SimpleNamespace(environ={"HOME": str(tmp_path)}, files=(auth, config))


def fetch(signed_in, now=NOW, base_url=""):
    config = Config()
    config = replace(config, codex=replace(config.codex, base_url=base_url))
    context = Context(signed_in.environ, now, config, Client("statusline/test"))
    return oauth.fetch(context, codex_login(signed_in.environ))


def test_the_answer_becomes_usage(signed_in, server):
    server.codex.answer(Answer(body=fixture("codex/wham-usage-mock-5h-weekly.json")))
    usage = fetch(signed_in)
    assert {one.window: one.used_percentage for one in usage.samples} == {
        "five_hour": 12.0,
        "seven_day": 47.0,
        "five_hour:codex_bengalfox": 3.0,
        "seven_day:codex_bengalfox": 1.0,
    }
    assert {(one.source, one.as_of) for one in usage.samples} == {("codex_oauth", NOW)}
    assert (usage.plan, usage.complete) == ("pro", True)


def test_the_plan_is_that_of_the_answer(signed_in, server):
    server.codex.answer(Answer(body={"plan_type": "go", "rate_limit": None}))
    assert fetch(signed_in).plan == "go"
    server.codex.answer(Answer(body={"rate_limit": None}))
    assert fetch(signed_in).plan is None


def test_request_has_token_and_account(signed_in, server):
    fetch(signed_in)
    (request,) = server.requests
    assert (request.method, request.path, request.token) == ("GET", "/backend-api/wham/usage", fingerprint(TOKEN))
    assert request.headers["chatgpt-account-id"] == "33333333-3333-4333-8333-333333333333"
    assert "x-openai-fedramp" not in request.headers


def test_a_fedramp_workspace_sends_its_header(signed_in, server):
    claims = {"https://api.openai.com/auth": {"chatgpt_account_is_fedramp": True}}
    identity = f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.c2ln"
    put(signed_in.files[0], {**AUTH, "tokens": {**AUTH["tokens"], "id_token": identity}})
    fetch(signed_in)
    assert server.requests[0].headers["x-openai-fedramp"] == "true"


def test_no_account_no_header(signed_in, server):
    put(signed_in.files[0], {"tokens": {"access_token": "opaque"}})
    fetch(signed_in)
    assert "chatgpt-account-id" not in server.requests[0].headers


def test_statusline_config_beats_codexs(signed_in, server):
    put(signed_in.files[1], b'chatgpt_base_url = "http://127.0.0.1:1/backend-api"\n')
    fetch(signed_in, base_url=server.url)
    assert server.requests[0].path == "/api/codex/usage"


URLS = {
    "the default": ("https://chatgpt.com/backend-api", "https://chatgpt.com/backend-api/wham/usage"),
    "a slash at its end": ("https://chatgpt.com/backend-api/", "https://chatgpt.com/backend-api/wham/usage"),
    "the bare host": ("https://chatgpt.com", "https://chatgpt.com/backend-api/wham/usage"),
    "the bare old host": ("https://chat.openai.com/", "https://chat.openai.com/backend-api/wham/usage"),
    "a proxy that keeps the path": ("https://p.example/x/backend-api", "https://p.example/x/backend-api/wham/usage"),
    "another server": ("https://p.example", "https://p.example/api/codex/usage"),
    "a host that only begins like it": (
        "https://chatgpt.com.p.example",
        "https://chatgpt.com.p.example/api/codex/usage",
    ),
    "an invalid address": ("https://[", "https://[/api/codex/usage"),
}


@pytest.mark.parametrize(("base", "url"), URLS.values(), ids=URLS)
def test_the_url_follows_the_rule_of_codex(base, url):
    assert oauth.usage_url(base) == url


def test_what_is_asked_is_said_without_the_scheme(tmp_path):
    context = Context({"HOME": str(tmp_path)}, NOW, Config(), Client("x"))
    assert oauth.describe(context) == "GET chatgpt.com/backend-api/wham/usage"


NOT_SAID = {
    "a user and a password": ("https://bob:word@p.example/backend-api", "GET p.example/backend-api/wham/usage"),
    "a query": ("https://p.example/backend-api?key=word", "GET p.example/backend-api"),
    "a password with a slash": ("https://bob:wo/rd@p.example/backend-api", "GET an address that is not valid"),
    "no server": ("word", "GET an address that is not valid"),
    "half an address": ("https://[word", "GET an address that is not valid"),
}


@pytest.mark.parametrize(("address", "said"), NOT_SAID.values(), ids=NOT_SAID)
def test_asked_address_shows_no_secret(tmp_path, address, said):
    put(tmp_path / ".codex/config.toml", f'chatgpt_base_url = "{address}"\n'.encode())
    context = Context({"HOME": str(tmp_path)}, NOW, Config(), Client("x"))
    assert oauth.describe(context) == said


REFUSALS = {200: None, 401: Unauthorized, 403: NotServed, 429: RateLimited, 500: ServerFailed}


@pytest.mark.parametrize(("status", "error"), REFUSALS.items(), ids=map(str, REFUSALS))
def test_no_answer_changes_a_file_of_codex(signed_in, server, status, error):
    if status != 200:
        server.codex.refuse(status)
    before = state(*signed_in.files)
    if error is None:
        assert fetch(signed_in).samples
    else:
        with pytest.raises(error) as caught:
            fetch(signed_in)
        assert TOKEN not in str(caught.value)
    assert state(*signed_in.files) == before


REMEDIES = {
    "token_expired": "Run `codex`: it renews its login.",
    "token_invalidated": "Run `codex login`.",
    "something_else": "Run `codex login`.",
}


@pytest.mark.parametrize(("word", "remedy"), REMEDIES.items(), ids=REMEDIES)
def test_refused_token_is_renewed_by_codex(signed_in, server, word, remedy):
    server.codex.answer(Answer(401, {"error": {"message": "No.", "code": word}}))
    with pytest.raises(Unauthorized) as caught:
        fetch(signed_in)
    assert caught.value.remedy == remedy


@pytest.mark.parametrize("body", ODD_CODEX.values(), ids=ODD_CODEX)
def test_odd_answers_are_usage_or_errors(signed_in, server, body):
    server.codex.answer(Answer(body=body(NOW)))
    try:
        usage = fetch(signed_in)
    except SourceError as error:
        assert error.message.endswith(".")  # noqa: PT017 - either outcome is right
    else:
        assert all(0 <= one.used_percentage <= 100 for one in usage.samples)
    assert len(server.requests) == 1


@pytest.mark.parametrize("now", [EXPIRES_AT - 60, EXPIRES_AT + 86_400])
def test_an_expired_token_is_never_sent(signed_in, server, now):
    with pytest.raises(LoginExpired, match="Run `codex`"):
        fetch(signed_in, now=now)
    assert server.requests == ()


def test_token_is_sent_to_its_last_minute(signed_in, server):
    fetch(signed_in, now=EXPIRES_AT - 61)
    assert len(server.requests) == 1


def test_a_login_without_a_token_is_never_sent(signed_in, server):
    put(signed_in.files[0], {"tokens": {"access_token": "", "account_id": "x"}})
    with pytest.raises(LoginExpired, match="Run `codex login`"):
        fetch(signed_in)
    assert server.requests == ()
