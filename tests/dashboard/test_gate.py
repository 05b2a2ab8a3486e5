"""Whoever is not the page of this very server gets nothing, and holds up nobody for long."""

import resource
import socket
import threading
import time
from contextlib import ExitStack

import pytest

from statusline.dashboard import assets, gate, request_head, server
from statusline.dashboard.server import Answer, Server

SECRET = b'{"secret": 1}'


def answered(target):
    """Answer /api/x, and fail at /api/broken."""
    if target == "/api/broken":
        raise ValueError("a mistake of ours")
    return Answer(SECRET) if target.startswith("/api/x") else None


@pytest.fixture(scope="module")
def serving():
    """Return a server on loopback with one answer, /api/x."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(request_head, "HEAD_SECONDS", 0.3)
        running = Server(0, assets.answer, answered)
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        with running:
            yield running
            running.shutdown()
        thread.join()


def connected(serving):
    return socket.create_connection((gate.ADDRESS, serving.port), timeout=5)


def sent(serving, *parts):
    """Send bytes; return what is answered until the server hangs up."""
    with connected(serving) as connection:
        answer = b""
        try:
            for part in parts:
                connection.sendall(part)
            while chunk := connection.recv(65_536):
                answer += chunk
        except ConnectionError:
            pass  # it had hung up before all was sent
        return answer


def head(serving, target="/api/x", method="GET", **headers):
    """Return a good request but for what is named; None leaves a header out, a tuple sends it twice."""
    good = {"Host": f"127.0.0.1:{serving.port}", gate.TOKEN_HEADER: serving.token}
    named = {**good, **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = [f"{method} {target} HTTP/1.1"]
    for name, value in named.items():
        values = value if isinstance(value, tuple) else (value,)
        lines += [f"{name}: {each}" for each in values if each is not None]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def is_alive(serving):
    return sent(serving, head(serving)).endswith(SECRET)


def test_own_page_is_answered(serving):
    answer = sent(serving, head(serving, Origin=f"http://127.0.0.1:{serving.port}", Sec_Fetch_Site="same-origin"))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(SECRET)
    for name, value in server.HEADERS.items():
        assert f"\r\n{name}: {value}\r\n".encode() in answer


REFUSED = {
    "no token": ({"X_Statusline_Token": None}, 401),
    "another token": ({"X_Statusline_Token": "x" * 43}, 401),
    "two tokens": ({"X_Statusline_Token": ("x", "y")}, 401),
    "a token that is no ASCII": ({"X_Statusline_Token": "ä" * 43}, 401),
    "no Host": ({"Host": None}, 421),
    "another Host": ({"Host": "evil.example:80"}, 421),
    "a Host without its port": ({"Host": "127.0.0.1"}, 421),
    "another site": ({"Origin": "https://evil.example"}, 403),
    "no site at all": ({"Origin": "null"}, 403),
    "a request from another site": ({"Sec_Fetch_Site": "cross-site"}, 403),
    "a request from a neighbour": ({"Sec_Fetch_Site": "same-site"}, 403),
    "an address in the absolute form": ({"target": "http://evil.example/api/x"}, 400),
    "a path up": ({"target": "/../../etc/passwd"}, 404),
    "a path up in disguise": ({"target": "/%2e%2e/%2e%2e/etc/passwd"}, 404),
    "a path with a backslash": ({"target": "/..\\..\\etc"}, 400),
    "a path to the package": ({"target": "/api/../__init__.py"}, 404),
    "an unknown answer": ({"target": "/api/y"}, 404),
    "POST": ({"method": "POST"}, 405),
    "HEAD": ({"method": "HEAD"}, 405),
    "OPTIONS": ({"method": "OPTIONS"}, 405),
    "a method that nobody knows": ({"method": "TAKE"}, 405),
}


@pytest.mark.parametrize(("changes", "status"), REFUSED.values(), ids=REFUSED)
def test_stranger_is_refused(serving, changes, status):
    answer = sent(serving, head(serving, **changes))
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert SECRET not in answer
    assert is_alive(serving)


def test_ticket_is_worth_the_token_once(serving):
    ticket = serving.ticket_url().partition("#")[2]
    request = head(serving, target="/api/key", X_Statusline_Token=ticket)
    assert sent(serving, head(serving, X_Statusline_Token=ticket)).startswith(b"HTTP/1.1 401 ")  # it opens nothing else
    assert serving.token.encode() in sent(serving, request)
    assert serving.token.encode() not in sent(serving, request)
    assert serving.token.encode() not in sent(serving, head(serving, target="/api/key", X_Statusline_Token=""))


def test_two_hosts_are_refused(serving):
    own = f"127.0.0.1:{serving.port}"
    for hosts in ((own, "evil.example"), (own, own)):
        assert sent(serving, head(serving, Host=hosts)).startswith(b"HTTP/1.1 421 ")


NONSENSE = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    "HTTP/0.9": b"GET /api/x\r\n\r\n",
    "an unknown version": b"GET /api/x HTTP/9.9\r\n\r\n",
    "100 KB of headers": b"GET /api/x HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    "1,000 headers": b"GET /api/x HTTP/1.1\r\n" + b"X: y\r\n" * 1_000 + b"\r\n\r\n",
    "half a request": b"GET /api/x HT",
    "a header that goes on": b"GET /api/x HTTP/1.1\r\nX: y\r\n z\r\n\r\n",
    "a space before the colon": b"GET /api/x HTTP/1.1\r\nX : y\r\n\r\n",
    "bare line ends": b"GET /api/x HTTP/1.1\nHost: y\n\r\n\r\n",
}


@pytest.mark.parametrize("request_", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused(serving, request_):
    assert SECRET not in sent(serving, request_)
    assert is_alive(serving)


def test_a_mistake_of_ours_is_a_line(serving, capsys):
    assert sent(serving, head(serving, target="/api/broken")).startswith(b"HTTP/1.1 500 ")
    assert is_alive(serving)
    assert capsys.readouterr().err == "statusline: ValueError while answering: a mistake of ours\n"


def test_a_port_in_use_is_a_sentence(serving, statusline):
    done = statusline("dashboard", "--port", str(serving.port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"statusline: Port {serving.port} cannot be used: address already in use.")


def test_a_body_is_never_read(serving):
    request = head(serving, Transfer_Encoding="chunked", Content_Length="99999999")
    assert sent(serving, request).endswith(SECRET)


def write_slowly(connection):
    """Send a byte now and then until the server hangs up, which raises ConnectionError."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        connection.sendall(b"x")
        time.sleep(0.02)


def test_slow_writer_has_a_deadline(serving):
    began = time.monotonic()
    with connected(serving) as connection, pytest.raises(ConnectionError):
        write_slowly(connection)
    assert time.monotonic() - began < 3


@pytest.fixture
def descriptors():
    """Allow this process more open files than the usual 1,024."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4_096, limits[1]), limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_a_thousand_connections_are_bounded(serving, descriptors):
    threads = threading.active_count()
    with ExitStack() as stack:
        for _ in range(1_000):
            stack.enter_context(connected(serving))
        assert threading.active_count() <= threads + server.MOST_AT_ONCE
    end = time.monotonic() + 5
    while not is_alive(serving):
        assert time.monotonic() < end


def test_no_link_leads_out_of_the_table():
    assert all(assets.answer(f"/{name}").status == 200 for name in assets.names())
    assert assets.answer("/app.css/../index.html") is None


def test_each_view_has_its_script():
    assert {f"{view}.js" for view in assets.VIEWS} <= set(assets.names())
    assert {assets.answer(f"/{view}") for view in (*assets.VIEWS, "")} == {assets.answer("/index.html")}


def test_nobody_asks_any_more():
    with Server(0, assets.answer, lambda _: None, idle=0.05) as running:
        running.serve_forever(poll_interval=0.02)
