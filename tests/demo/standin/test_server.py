import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from statusline.demo.standin import Answer, claude_body, codex_body
from statusline.demo.standin.server import fingerprint
from support.vendors import ODD_CLAUDE, ODD_CODEX, StandIn
from support.wire import CLAUDE, CODEX, ask

NOW = 1_795_235_413  # 2026-11-21T04:30:13Z


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param(CLAUDE, claude_body(NOW), id="claude"),
        pytest.param(CLAUDE + "?skip_spend=1", claude_body(NOW), id="claude with a query"),
        pytest.param(CODEX, codex_body(NOW), id="codex"),
        pytest.param("/api/codex/usage", codex_body(NOW), id="codex at another base"),
    ],
)
def test_a_usage_path_gives_its_vendors_answer(path, body):
    with StandIn(NOW) as server:
        status, headers, payload = ask(server, path)

    assert (status, headers["Content-Type"], json.loads(payload)) == (200, "application/json", body)


def test_a_path_has_an_answer_of_its_own():
    with StandIn(NOW) as server:
        server.at("/elsewhere").answer(Answer(451, {"why": "law"}, {"X-Odd": "1"}))
        server.at(CLAUDE).answer(Answer(503, b"<html>"))
        status, headers, payload = ask(server, "/elsewhere?x=1", token=None)
        assert (status, headers["X-Odd"], json.loads(payload)) == (451, "1", {"why": "law"})
        assert ask(server, CLAUDE)[0] == 503
        assert ask(server, CODEX)[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "/", id="the root"),
        pytest.param("GET", "/api/oauth/usage/", id="one slash too many"),
        pytest.param("GET", "/api/oauth/profile", id="another endpoint"),
        pytest.param("POST", CLAUDE, id="a post"),
        pytest.param("PUT", CODEX, id="a put"),
        pytest.param("POST", "/v1/oauth/token", id="a token refresh"),
    ],
)
def test_anything_else_is_not_found_but_recorded(method, path):
    with StandIn(NOW) as server:
        status, _, _ = ask(server, path, method=method, body=b"x" * 1_000 if method != "GET" else None)

    assert status == 404
    assert [(request.method, request.path, request.status) for request in server.requests] == [(method, path, 404)]


def test_secrets_differ_and_are_not_shown():
    secrets = {"Authorization": "Bearer sk-ant-oat01-SECRET", "Cookie": "sessionKey=SECRET", "X-Api-Key": "SECRET"}
    with StandIn(NOW) as server:
        ask(server, CLAUDE + "?a=1", token=None, headers={**secrets, "anthropic-beta": "oauth-2025-04-20"})
        (request,) = server.requests

    assert "SECRET" not in repr(request)
    assert (request.method, request.path, request.at, request.status) == ("GET", "/api/oauth/usage?a=1", NOW, 200)
    assert request.headers["anthropic-beta"] == "oauth-2025-04-20"
    assert request.token == fingerprint("sk-ant-oat01-SECRET") != fingerprint("another")
    assert request.headers["cookie"].startswith("sha256:")


def test_parallel_requests_are_all_recorded():
    with StandIn(NOW) as server, ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _: ask(server, CLAUDE)[0], range(100)))

    assert (found, len(server.requests)) == ([200] * 100, 100)


def test_waiting_ends_when_requests_are_there():
    with StandIn(NOW) as server, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(server.wait_for, 2)
        ask(server, CLAUDE)
        assert not waiting.done()
        ask(server, CODEX)

        assert [request.path for request in waiting.result()] == [CLAUDE, CODEX]


def test_waiting_in_vain_says_so():
    with StandIn(NOW) as server, pytest.raises(TimeoutError, match=r"^0 of 1 requests came in 0.05 s\.$"):
        server.wait_for(1, timeout=0.05)


def test_delay_before_answer_drip_before_byte():
    with StandIn(NOW) as server:
        server.claude.answer(Answer(body=b"12345", delay=0.2), Answer(body=b"12345", drip=0.05))
        times = []
        for _ in range(2):
            start = time.monotonic()
            assert ask(server, CLAUDE)[2] == b"12345"
            times.append(time.monotonic() - start)

    assert times[0] >= 0.2
    assert times[1] >= 0.25


def test_hanging_up_is_no_answer():
    with StandIn(NOW) as server:
        server.claude.answer(Answer(status=0))

        with pytest.raises(http.client.RemoteDisconnected):
            ask(server, CLAUDE)


def test_a_body_may_be_shorter_than_it_promises():
    with StandIn(NOW) as server:
        server.claude.answer(Answer(body=b"half", headers={"Content-Length": "8"}))

        with pytest.raises(http.client.IncompleteRead):
            ask(server, CLAUDE)


def test_body_without_length_ends_at_close():
    with StandIn(NOW) as server:
        server.claude.answer(Answer(body=b"x" * 2_000_000, headers={"Content-Length": None}))
        _, headers, payload = ask(server, CLAUDE)

    assert "Content-Length" not in headers
    assert len(payload) == 2_000_000


def test_a_redirect_is_an_answer_with_a_location():
    with StandIn(NOW) as server:
        server.claude.answer(Answer(302, headers={"Location": "http://127.0.0.1:9/elsewhere"}))
        status, headers, _ = ask(server, CLAUDE)

    assert (status, headers["Location"]) == (302, "http://127.0.0.1:9/elsewhere")


@pytest.mark.parametrize("name", ODD_CLAUDE)
def test_odd_claude_answer_on_the_wire(name):
    answer = Answer(body=ODD_CLAUDE[name](NOW))
    with StandIn(NOW) as server:
        server.claude.answer(answer)

        assert ask(server, CLAUDE)[::2] == (200, answer.payload())


@pytest.mark.parametrize("name", ODD_CODEX)
def test_odd_codex_answer_on_the_wire(name):
    answer = Answer(body=ODD_CODEX[name](NOW))
    with StandIn(NOW) as server:
        server.codex.answer(answer)

        assert ask(server, CODEX)[::2] == (200, answer.payload())
