"""The source claude_web over real sockets: the key from the environment, the answers from the stand-in."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from statusline.config import Config
from statusline.demo.standin import Answer, claude_body
from statusline.demo.standin.server import fingerprint
from statusline.errors import (
    BadDocument,
    NotSignedIn,
    RateLimited,
    ServerFailed,
    SourceError,
    Unauthorized,
    Unreachable,
)
from statusline.limits.model import Login
from statusline.providers.base import Context
from statusline.providers.claude import web as claude_web
from statusline.providers.claude import web_session
from statusline.providers.claude.web_session import ENVIRONMENT, VARIABLE, WebSession
from statusline.providers.credentials.fields import digest
from statusline.providers.http import Client
from support import web_sessions
from support.vendors import CHALLENGE, ODD_CLAUDE, StandIn, web_organization
from support.web_sessions import API, KEY, OTHER_KEY, PERSONAL, TEAM

NOW = 1_795_236_000  # 2026-11-21 04:40:00 UTC
LIST = "/api/organizations"


def usage_path(uuid):
    return f"/api/organizations/{uuid}/usage"


@pytest.fixture
def server():
    with StandIn(NOW) as server:
        server.web.accept(KEY)
        yield server


@pytest.fixture
def state(tmp_path):
    return str(tmp_path / "state")


@pytest.fixture
def context(server, state, tmp_path):
    config = Config()
    config = replace(config, claude=replace(config.claude, web_url=server.url + "/"))
    environ = {"HOME": str(tmp_path), "STATUSLINE_STATE_DIR": state, VARIABLE: KEY}
    return Context(environ, NOW, config, Client("statusline/test"))


def remembered(state, uuid=PERSONAL, *, chosen=False, key=KEY):
    session = WebSession(ENVIRONMENT, digest(key.encode()), uuid, chosen)
    web_session.remember(session, state)
    return session


def login(context):
    return web_session.current(context.environ, context.environ["STATUSLINE_STATE_DIR"]).login


def fetch(context):
    return claude_web.fetch(context, login(context))


def paths(server):
    return [request.path for request in server.requests]


def test_first_organisation_with_a_chat(context, server):
    usage = fetch(context)
    assert {one.window: one.used_percentage for one in usage.samples} == {
        "five_hour": 42.4,
        "seven_day": 18.5,
        "seven_day:fable": 7.0,
    }
    assert {(one.source, one.as_of) for one in usage.samples} == {("claude_web", NOW)}
    assert (usage.plan, usage.complete) == ("max", True)
    assert paths(server) == [LIST, usage_path(PERSONAL)]


def test_requests_have_the_one_cookie(context, server):
    fetch(context)
    for request in server.requests:
        assert (request.method, request.token) == ("GET", None)
        assert request.headers["cookie"] == fingerprint(f"sessionKey={KEY}")
        assert request.headers["user-agent"] == "statusline/test"
        assert "authorization" not in request.headers


def test_the_chosen_organisation_is_asked(context, server, state):
    remembered(state, TEAM, chosen=True)
    assert fetch(context).plan is None
    assert paths(server) == [LIST, usage_path(TEAM)]


def test_gone_organisation_gives_way_aloud(context, server, state):
    gone = remembered(state, "99999999-9999-4999-8999-999999999999", chosen=True)
    with pytest.raises(SourceError, match="is gone; from now on it is the first one, …'s Organization") as caught:
        claude_web.fetch(context, gone.login)
    assert "statusline orgs" in caught.value.remedy
    assert paths(server) == [LIST]
    after = web_session.current(context.environ, state)
    assert (after.organization, after.chosen) == (PERSONAL, False)
    assert after.login.account != gone.login.account
    assert fetch(context).samples


def test_asked_is_said_and_nobody_chose(context, server, state):
    host = server.url.removeprefix("http://")
    said = " (the first organisation; `statusline orgs` chooses)"
    assert claude_web.describe(context) == f"GET {host}/api/organizations/{{first}}/usage{said}"
    remembered(state)
    assert claude_web.describe(context) == f"GET {host}/api/organizations/22222222/usage{said}"
    remembered(state, chosen=True)
    assert claude_web.describe(context) == f"GET {host}/api/organizations/22222222/usage"
    without = Context({"STATUSLINE_STATE_DIR": f"{state}/none"}, NOW, Config(), Client("x"))
    assert claude_web.describe(without) == "GET claude.ai/api/organizations/{first}/usage"


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_says_log_in_again(context, server, status):
    server.web.refuse(status)
    with pytest.raises(Unauthorized) as caught:
        fetch(context)
    assert caught.value.remedy == "Log in again: `statusline login claude-web`."
    assert KEY not in f"{caught.value!r} {caught.value}"
    assert paths(server) == [LIST]


def test_a_refusal_inside_a_200_says_log_in_again(context, server):
    server.web.organizations.answer(Answer(body={"error": {"type": "authentication_error"}}))
    with pytest.raises(Unauthorized, match="Log in again"):
        fetch(context)


def test_no_usage_is_no_dead_session(context, server):
    server.web.usage.refuse(403)
    with pytest.raises(Unauthorized, match="shows this session no usage of …'s Organization") as caught:
        fetch(context)
    assert caught.value.remedy == "`statusline orgs` lists yours and chooses another."


@pytest.mark.parametrize("endpoint", ["organizations", "usage"])
def test_browser_challenge_is_no_refusal(context, server, endpoint):
    getattr(server.web, endpoint).answer(CHALLENGE)
    with pytest.raises(ServerFailed, match=r"sent a page for browsers \(status 403\)\. It is asked again later\.$"):
        fetch(context)


FAILURES = {
    "too many requests": (Answer(429, {}, {"Retry-After": "60"}), RateLimited),
    "a server that fails": (Answer(500, {}), ServerFailed),
    "a login page": (Answer(200, b"<html>", {"Content-Type": "text/html"}), BadDocument),
    "the way to another host": (Answer(302, b"", {"Location": "https://example.com/"}), ServerFailed),
    "no word": (Answer(0), Unreachable),
}


@pytest.mark.parametrize(("answer", "error"), FAILURES.values(), ids=FAILURES)
@pytest.mark.parametrize("endpoint", ["organizations", "usage"])
def test_failures_by_kind_without_the_key(context, server, endpoint, answer, error):
    getattr(server.web, endpoint).answer(answer)
    with pytest.raises(error) as caught:
        fetch(context)
    assert "sk-ant" not in f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"


NOBODY = {
    "none at all": [],
    "the API alone": [web_organization(API, "x", "api")],
}


@pytest.mark.parametrize("body", NOBODY.values(), ids=NOBODY)
def test_no_organisation_is_one_sentence(context, server, body):
    server.web.organizations.answer(Answer(body=body))
    with pytest.raises(NotSignedIn) as caught:
        fetch(context)
    assert str(caught.value) == (
        "This claude.ai account has no organisation with a chat plan, so it has no limits to show. "
        "Open claude.ai, finish its first steps there, then log in again."
    )
    assert paths(server) == [LIST]


@pytest.mark.parametrize("body", ODD_CLAUDE.values(), ids=ODD_CLAUDE)
@pytest.mark.parametrize("endpoint", ["organizations", "usage"])
def test_odd_answers_are_usage_or_errors(context, server, endpoint, body):
    getattr(server.web, endpoint).answer(Answer(body=body(NOW)))
    try:
        usage = fetch(context)
    except SourceError as error:
        assert error.message.endswith(".")  # noqa: PT017 - either outcome is right
    else:
        assert all(0 <= one.used_percentage <= 100 for one in usage.samples)


def test_a_rotated_cookie_is_not_taken_over(context, server, state, tmp_path):
    rotated = {"Set-Cookie": f"sessionKey={OTHER_KEY}; Domain=127.0.0.1; Path=/; HttpOnly"}
    server.web.organizations.answer(Answer(body=[web_organization(PERSONAL, "x", "chat")], headers=rotated))
    server.web.usage.answer(Answer(body=claude_body(NOW), headers=rotated))
    fetch(context)
    fetch(context)
    assert {request.headers["cookie"] for request in server.requests} == {fingerprint(f"sessionKey={KEY}")}
    assert web_sessions.files_with(OTHER_KEY, tmp_path) == []


UNSENDABLE = {
    "a space": "a b",
    "a second cookie": "a; b=c",
    "a line end": "a\nX: y",
    "not ASCII": "é",
    "only a name": "sessionKey=",
}


@pytest.mark.parametrize("value", UNSENDABLE.values(), ids=UNSENDABLE)
def test_no_cookie_value_is_never_sent(context, server, value):
    environ = {**context.environ, VARIABLE: value}
    with pytest.raises(Unauthorized, match=f"^What {VARIABLE} holds is not the value of a cookie"):
        fetch(replace(context, environ=environ))
    assert server.requests == ()


def test_without_a_session_nothing_is_asked(context, server):
    environ = {**context.environ, VARIABLE: ""}
    with pytest.raises(NotSignedIn, match="statusline login claude-web"):
        claude_web.fetch(replace(context, environ=environ), Login("claude", "claude:0", "x"))
    assert server.requests == ()


CLAUDE_CODE = {
    "another organisation": (TEAM, PERSONAL, "Claude Code is signed in to another organisation"),
    "no organisation of the session": (TEAM, None, "the organisation of the web session is not known"),
    "no organisation of Claude Code": (None, PERSONAL, "not known which organisation Claude Code"),
}


@pytest.mark.parametrize(("claude_code", "web", "reason"), CLAUDE_CODE.values(), ids=CLAUDE_CODE)
def test_other_usage_is_never_claude_codes(context, server, state, claude_code, web, reason):
    if web:
        remembered(state, web)
    with pytest.raises(SourceError, match=reason):
        claude_web.fetch(context, Login("claude", "claude:0", "x", organization=claude_code))
    assert server.requests == ()


def test_same_organisation_is_claude_codes(context, server, state):
    remembered(state)
    owner = Login("claude", "claude:0", "x", plan="team", organization=PERSONAL.upper())
    assert claude_web.fetch(context, owner).plan == "team"


def test_no_file_holds_the_key(context, server, state, tmp_path):
    remembered(state)
    fetch(context)
    files = [path for path in Path(tmp_path).rglob("*") if path.is_file()]
    assert os.path.basename(state) in {path.parent.name for path in files}
    assert web_sessions.files_with(KEY, tmp_path) == []
