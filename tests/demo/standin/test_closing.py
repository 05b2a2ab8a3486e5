import contextlib
import http.client
import socket
import ssl
import threading
import time

import pytest
import trustme

from statusline.demo.standin import Answer
from support.vendors import StandIn
from support.wire import CLAUDE, ask

NOW = 1_795_235_413  # 2026-11-21T04:30:13Z


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def tls(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_it_speaks_tls_when_told_to(authority, tls):
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with StandIn(NOW, tls) as server:
        assert server.url.startswith("https://127.0.0.1:")
        assert ask(server, CLAUDE, tls=trusting)[0] == 200


def test_distrusting_client_leaves_nothing(tls, capfd):
    with StandIn(NOW, tls) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            ask(server, CLAUDE, tls=ssl.create_default_context())
        assert server.requests == ()

    assert capfd.readouterr() == ("", "")


def test_client_without_tls_gets_nothing(tls, capfd):
    with StandIn(NOW, tls) as server, socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            while answer := client.recv(1_000):
                assert not answer.startswith(b"HTTP")

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(b"", id="silent"),
        pytest.param(b"GET /api/oauth/usage HTTP/1.1\r\nAuthor", id="half a request"),
        pytest.param(b"\x00\x01\x02\r\n\r\n", id="no http"),
        pytest.param(b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\nx", id="half a body"),
        pytest.param(b"BREW /pot HTTP/1.1\r\n\r\n", id="an unknown method"),
    ],
)
def test_closing_waits_for_no_client(words, capfd):
    with StandIn(NOW) as server:
        client = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        client.sendall(words)
        time.sleep(0.05)
        start = time.monotonic()
    took = time.monotonic() - start
    client.close()

    assert took < 2
    assert capfd.readouterr() == ("", "")


def test_closing_waits_for_no_handshake(tls):
    with StandIn(NOW, tls) as server:
        client = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        time.sleep(0.05)
        start = time.monotonic()
    took = time.monotonic() - start
    client.close()

    assert took < 2


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(body=b"12345", delay=60), id="before the answer"),
        pytest.param(Answer(body=b"12345", drip=60), id="between its bytes"),
        pytest.param(Answer(body=b"x" * 50_000_000), id="while the client does not read"),
    ],
)
def test_closing_ends_an_answer_in_its_middle(answer):
    with StandIn(NOW) as server:
        server.claude.answer(answer)
        client = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        client.sendall(b"GET /api/oauth/usage HTTP/1.1\r\nAuthorization: Bearer t\r\n\r\n")
        server.wait_for(1)
        start = time.monotonic()
    took = time.monotonic() - start
    client.close()

    assert took < 5


def test_early_leaver_is_no_mistake(capfd):
    with StandIn(NOW) as server:
        server.claude.answer(Answer(body=b"x" * 50_000_000))
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
            client.sendall(b"GET /api/oauth/usage HTTP/1.1\r\nAuthorization: Bearer t\r\n\r\n")
            server.wait_for(1)

    assert capfd.readouterr() == ("", "")


def test_nothing_is_left_when_it_is_closed():
    before = set(threading.enumerate())
    with StandIn(NOW) as server:
        ask(server, CLAUDE)
        port = server.port
    server.close()

    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=10)
    with pytest.raises(RuntimeError, match="inside its `with` block"):
        _ = server.url


def test_mistake_inside_comes_out_at_the_end(capfd):
    times = iter([NOW])

    def serve_one():
        with StandIn(lambda: next(times)) as server, pytest.raises(http.client.RemoteDisconnected):
            ask(server, CLAUDE)

    with pytest.raises(StopIteration):
        serve_one()
    assert capfd.readouterr() == ("", "")
