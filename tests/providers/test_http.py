from __future__ import annotations

import contextlib
import functools
import gc
import gzip
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
import traceback
import tracemalloc
import zlib
from email.utils import formatdate

import pytest
import trustme

from statusline.errors import BadDocument, NotServed, RateLimited, ServerFailed, SourceError, Unauthorized, Unreachable
from statusline.providers.http import Client
from statusline.providers.parsing.response import retry_after_seconds

TOKEN = "sk-ant-oat01-very-secret"
MIB = 1 << 20
ENVIRONMENT = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC")


class Server:
    """A listener on loopback: notes connections and request heads, then lets `talk` do as it likes."""

    def __init__(self, talk, context=None, family=socket.AF_INET):
        address = "127.0.0.1" if family == socket.AF_INET else "::1"
        self.listener = socket.create_server((address, 0), family=family)
        self.host = f"{address if family == socket.AF_INET else '[::1]'}:{self.listener.getsockname()[1]}"
        self.port = self.listener.getsockname()[1]
        self.talk, self.context = talk, context
        self.connections, self.requests, self.threads = [], [], []
        self.threads.append(threading.Thread(target=self.accept, daemon=True))
        self.threads[0].start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                self.connections.append(self.listener.accept()[0])
                self.threads.append(threading.Thread(target=self.converse, args=[self.connections[-1]], daemon=True))
                self.threads[-1].start()

    def converse(self, connection):
        with connection, contextlib.suppress(OSError):
            line = self.context.wrap_socket(connection, server_side=True) if self.context else connection
            with line:
                head = b""
                while b"\r\n\r\n" not in head and (piece := line.recv(65536)):
                    head += piece
                if head:
                    self.requests.append(head.decode("latin-1"))
                    self.talk(line)

    def close(self):
        for sock in (self.listener, *self.connections):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(10)
            assert not thread.is_alive()


def answer(body=b"{}", status=200, length=None, **headers):
    lines = [f"HTTP/1.1 {status} Because", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    data = "\r\n".join([*lines, "", ""]).encode("latin-1") + body
    return lambda line: line.sendall(data)


def raw(head, endless=b"", pause=0.0):
    def talk(line):
        line.sendall(head)
        while endless:
            line.sendall(endless)
            time.sleep(pause)

    return talk


def hang(line):
    while line.recv(65536):
        pass


def redirects(*locations, **headers):
    steps = iter([*(answer(b"", 302, Location=to, **headers) for to in locations), answer(b'{"at": "end"}')])

    def talk(line):
        next(steps)(line)

    return talk


def tunnel(line_to):
    """Talk as a CONNECT proxy does, whatever name was asked for: to the port of the server `line_to`."""

    def pump(source, target):
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)

    def talk(line):
        with socket.create_connection(("127.0.0.1", line_to.port)) as onward:
            line.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = threading.Thread(target=pump, args=[onward, line])
            back.start()
            pump(line, onward)
            back.join()

    return talk


@pytest.fixture(autouse=True)
def _clean(monkeypatch, tmp_path):
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    yield
    for thread in threading.enumerate():
        if thread.name == "statusline-http":
            thread.join(3)
            assert not thread.is_alive(), "the exchange outlives its deadline"
    gc.collect()  # an unclosed socket becomes a ResourceWarning here and not in some later test


@pytest.fixture
def serve():
    with contextlib.ExitStack() as stack:

        def start(talk, **options):
            server = Server(talk, **options)
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture(scope="module")
def ca():
    return trustme.CA()


@pytest.fixture
def serve_tls(serve, ca, tmp_path, monkeypatch):
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))

    def start(talk, *names):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert(*(names or ("localhost", "127.0.0.1"))).configure_cert(context)
        return serve(talk, context=context)

    return start


@pytest.fixture
def far_from_gmt(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "IST-5:30")
        time.tzset()
        yield
    time.tzset()


def get(url, token=TOKEN, headers=(), connect=2.0, total=5.0):
    url = url if isinstance(url, str) else f"http://{url.host}/usage?secret-query"
    return Client("statusline/1", connect, total).get_json(url, token, dict(headers))


def failure(kind, url, **options):
    with pytest.raises(SourceError) as caught:
        get(url, **options)
    error = caught.value
    shown = "".join(traceback.format_exception(error)) + repr(error)
    assert type(error) is kind, shown
    assert TOKEN not in shown
    assert "secret-query" not in shown
    assert error.message.endswith(".")
    assert ". " not in error.message
    assert error.remedy.endswith(".")
    return error


def test_body_is_parsed_headers_are_sent(serve):
    server = serve(answer(b'{"five_hour": {"utilization": 42.5}, "a": 1, "a": 2}'))
    headers = {"anthropic-beta": "oauth-2025-04-20", "user-agent": "other", "Cookie": "sessionKey=abc"}
    assert get(server, headers=headers) == {"five_hour": {"utilization": 42.5}, "a": 2}
    head, *lines = server.requests[0].split("\r\n")
    assert head == "GET /usage?secret-query HTTP/1.1"
    assert dict(line.lower().split(": ", 1) for line in lines if line) == {
        "host": server.host,
        "user-agent": "statusline/1",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "authorization": f"bearer {TOKEN}",
        "anthropic-beta": "oauth-2025-04-20",
        "cookie": "sessionkey=abc",
    }


@pytest.mark.parametrize(("token", "sent"), [(TOKEN, [f"Authorization: Bearer {TOKEN}"]), (None, [])])
def test_netrc_changes_no_credentials(serve_tls, tmp_path, monkeypatch, token, sent):
    (tmp_path / ".netrc").write_text("machine localhost login eve password wrong\ndefault login eve password wrong\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    server = serve_tls(redirects("/again"))
    assert get(f"https://localhost:{server.port}/", token=token) == {"at": "end"}
    for request in server.requests:
        assert [line for line in request.split("\r\n") if line.lower().startswith("authorization")] == sent
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://api.example.com/", id="http to another host"),
        pytest.param("http://127.0.0.1.example.com/", id="a name that looks like loopback"),
        pytest.param("http://127.0.0.256/", id="a name that looks more like it"),
        pytest.param("http://2130706433/", id="loopback as one number"),
        pytest.param("http://[::2]/", id="not quite loopback"),
        pytest.param("http://me:pass@127.0.0.1/", id="user and password"),
        pytest.param("https://me@api.example.com/", id="user"),
        pytest.param("https://api.example.com\\@127.0.0.1/", id="backslash"),
        pytest.param("https://api.example.com:http/", id="port in letters"),
        pytest.param("https://api.example.com:99999/", id="port out of range"),
        pytest.param("https://[::1/", id="open bracket"),
        pytest.param("https://api.example.com/a b", id="space"),
        pytest.param("https://api.example.com/\r\nX: y", id="line break"),
        pytest.param("https://b\u00fccher.example/", id="not ASCII"),
        pytest.param("https:///usage", id="no host"),
        pytest.param("ftp://127.0.0.1/", id="ftp"),
        pytest.param("api.example.com/usage", id="no scheme"),
        pytest.param("", id="empty"),
    ],
)
def test_unsafe_address_is_refused_first(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("looked up a name"))
    assert "https" in failure(BadDocument, url).message


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_plain_http_to_loopback_is_allowed(serve, name):
    assert get(f"http://{name}:{serve(answer(b'[1]')).port}/") == [1]


def test_plain_http_to_ipv6_loopback_is_allowed(serve):
    try:
        server = serve(answer(b"[6]"), family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 on this machine")
    assert get(server) == [6]


@pytest.mark.parametrize(
    "token", ["", "a\r\nX-Evil: 1", "a\nb", "a\x00b", "a\x7fb", "a\x85b", "snow\u2603", " lead", "end\n"]
)
def test_unfit_token_is_not_sent_or_shown(serve, token):
    server = serve(answer())
    error = failure(Unauthorized, server, token=token)
    assert error.message == f"The stored token for {server.host} holds characters that no request may carry."
    assert server.connections == []


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "snow\u2603", "", "a\x00"])
def test_unfit_header_is_refused_by_name(serve, value):
    server = serve(answer())
    assert "The header Cookie for" in failure(BadDocument, server, headers={"Cookie": value}).message
    assert server.connections == []


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (401, Unauthorized, "{} does not accept the sign-in (status 401)."),
        (403, NotServed, "{} does not serve this request (status 403)."),
        (429, RateLimited, "{} is rate limiting us (status 429)."),
        (500, ServerFailed, "{} failed to answer (status 500)."),
        (503, ServerFailed, "{} failed to answer (status 503)."),
        (404, ServerFailed, "{} failed to answer (status 404)."),
        (204, ServerFailed, "{} failed to answer (status 204)."),
        (304, ServerFailed, "{} failed to answer (status 304)."),
        (302, ServerFailed, "{} failed to answer (status 302)."),
    ],
)
def test_a_status_other_than_200_is_a_typed_error(serve, status, kind, message):
    server = serve(answer(b"", status))
    assert failure(kind, server).message == message.format(server.host)


REGION = {"error": {"code": "unsupported_country_region_territory", "type": "request_forbidden"}}
JSON, HTML, TEXT = "application/json", "text/html; charset=utf-8", "text/plain"
ABOUT_THE_SIGN_IN = {
    "Anthropic's word": (403, JSON, {"type": "error", "error": {"type": "permission_error"}}, "permission_error"),
    "OpenAI's word": (
        401,
        JSON,
        {"error": {"type": "invalid_request_error", "code": "token_expired"}},
        "token_expired",
    ),
    "a word without more": (403, JSON, {"error": "invalid_token"}, "invalid_token"),
    "a 401 with a sentence": (401, "application/problem+json", {"detail": "Not today"}, ""),
    "a 401 with JSON that is broken": (401, JSON, b'{"error"', ""),
    "a 401 without a body": (401, None, b"", ""),
}


@pytest.mark.parametrize(("status", "kind", "body", "word"), ABOUT_THE_SIGN_IN.values(), ids=ABOUT_THE_SIGN_IN)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_refusal_about_the_sign_in_says_so(serve, status, kind, body, word, packed):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content_Type": kind} if kind else {}
    if packed:
        data, headers = gzip.compress(data), {**headers, "Content_Encoding": "gzip"}
    error = failure(Unauthorized, serve(answer(data, status, **headers)))
    assert error.reason == word


NOT_ABOUT_IT = {
    "a region": (403, JSON, REGION, "does not serve this request (status 403, unsupported_country_region_territory)."),
    "a network": (
        403,
        JSON,
        {"error": {"type": "forbidden", "message": "Request not allowed"}},
        "(status 403, forbidden).",
    ),
    "JSON of another shape": (403, JSON, [1], "does not serve this request (status 403)."),
    "JSON that is broken": (403, JSON, b'{"error"', "does not serve this request (status 403)."),
    "plain text": (403, TEXT, b"Request not allowed", "does not serve this request (status 403)."),
    "plain text of a proxy": (401, TEXT, b"Proxy", "does not serve this request (status 401)."),
    "a page": (403, HTML, b"<html>", "sent a page for browsers (status 403)."),
    "the page of a proxy": (401, HTML, b"<html>", "sent a page for browsers (status 401)."),
}


@pytest.mark.parametrize(("status", "kind", "body", "words"), NOT_ABOUT_IT.values(), ids=NOT_ABOUT_IT)
def test_other_refusal_is_a_server_failure(serve, status, kind, body, words):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    error = failure(NotServed, serve(answer(data, status, Content_Type=kind)))
    assert error.message.endswith(words)
    assert error.remedy.endswith("It is asked again later.")


def test_long_refusal_is_read_at_its_start(serve):
    server = serve(raw(b"HTTP/1.1 403 No\r\nContent-Type: application/json\r\n\r\n", endless=b"x" * 65536))
    failure(NotServed, server)


def test_the_body_of_a_refusal_is_not_waited_for(serve):
    server = serve(raw(b"HTTP/1.1 401 No\r\n\r\n", endless=b"x" * 65536))
    failure(Unauthorized, server)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0.0),
        ("3037", 3037.0),
        (" 12 ", 12.0),
        ("1.5", 1.5),
        ("-5", None),
        ("+5", None),
        ("1e3", None),
        ("nan", None),
        ("soon", None),
        ("5, 10", None),
        ("\u0663", None),
        ("9" * 5000, None),
        ("Sat, 21 Nov 2026 06:01:40 GMT", 100.0),
        ("Saturday, 21-Nov-26 06:01:40 GMT", 100.0),
        ("Sat Nov 21 06:01:40 2026", 100.0),
        ("Sat, 21 Nov 2026 07:01:40 +0100", 100.0),
        ("Sat, 21 Nov 2026 05:00:00 GMT", 0.0),
        ("Sat, 99 Nov 2026 05:00:00 GMT", None),
        ("Sat, 21 Nov 99999999999 05:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(far_from_gmt, value, seconds):
    assert retry_after_seconds(value, now=1_795_240_800.0) == seconds


def test_a_429_carries_its_retry_after_in_seconds(serve):
    assert failure(RateLimited, serve(answer(b"", 429, Retry_After="90"))).retry_after == 90


def test_a_429_carries_its_retry_after_as_a_date(serve):
    date = formatdate(time.time() + 600, usegmt=True)
    assert 500 <= failure(RateLimited, serve(answer(b"", 429, Retry_After=date))).retry_after <= 600


def test_a_429_without_retry_after_names_no_time(serve):
    assert failure(RateLimited, serve(answer(b"", 429))).retry_after is None


def test_redirect_within_the_origin(serve):
    server = serve(hang)
    server.talk = redirects("/a", "b?c", f"http://{server.host}/d", Set_Cookie="tracked=1; Path=/")
    assert get(server) == {"at": "end"}
    assert [request.split()[1] for request in server.requests] == ["/usage?secret-query", "/a", "/b?c", "/d"]
    assert all(f"Authorization: Bearer {TOKEN}\r\n" in request for request in server.requests)
    assert "tracked" not in "".join(server.requests)


def test_a_fourth_redirect_is_not_followed(serve):
    server = serve(redirects("/1", "/2", "/3", "/4"))
    assert failure(ServerFailed, server).message == f"{server.host} redirects more than 3 times."
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/x?secret-query",
        "http://eve:secret-query@127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "http://localhost:{own}/",
        "https://127.0.0.1:{own}/",
        "http://api.example.com/",
        "http://eve@127.0.0.1:{own}/",
        "http://127.0.0.1:{own}\\@127.0.0.1:{port}/",
        "http://[/",
        "http://evil\x1b[31m/",
    ],
)
def test_redirect_elsewhere_is_refused(serve, location):
    other, server = serve(answer()), serve(hang)
    ports = {"port": other.port, "own": server.port}
    server.talk = answer(b"", 307, Location=location.format(**ports))
    message = failure(ServerFailed, server).message
    assert message == f"{server.host} redirects to another address, not followed (status 307)."
    assert (other.connections, len(server.requests)) == ([], 1)


def test_the_body_of_a_redirect_is_not_read(serve):
    server = serve(raw(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n\r\n", endless=b"x" * 65536))
    failure(ServerFailed, server)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"a": 1',
        b'{"a": NaN}',
        b"[Infinity]",
        b"[-Infinity]",
        b"[1e999]",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": "\xff"}',
        '{"a": 1}'.encode("utf-16"),
        b"9" * 5000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_body_that_is_not_json_is_refused(serve, body):
    server = serve(answer(body))
    assert (
        failure(BadDocument, server).message == f"{server.host} answered with something that is not JSON (status 200)."
    )


@pytest.mark.parametrize(
    "talk",
    [
        pytest.param(answer(b"\xef\xbb\xbf[1]"), id="byte order mark"),
        pytest.param(answer(gzip.compress(b"[1]"), Content_Encoding="gzip"), id="gzip"),
        pytest.param(raw(b"HTTP/1.0 200 OK\r\n\r\n[1]"), id="no length"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n"), id="chunks"
        ),
        pytest.param(answer(b"[1]" + b" " * (MIB - 3)), id="1 MiB"),
    ],
)
def test_every_usual_form_of_a_body_is_read(serve, talk):
    assert get(serve(talk)) == [1]


GZIP_HEAD = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"


@functools.cache
def bomb():
    press = zlib.compressobj(wbits=31)
    return b"".join(press.compress(bytes(MIB)) for _ in range(64)) + press.flush()


def send_bomb(line):
    answer(bomb(), Content_Encoding="gzip")(line)


def send_bomb_without_end(line):
    raw(GZIP_HEAD, endless=bomb()[:65536])(line)


@pytest.mark.parametrize(
    "talk",
    [
        pytest.param(answer(b" " * (MIB - 2) + b"[1]"), id="a byte over 1 MiB"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\n\r\n", endless=b" " * 65536), id="endless"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n", endless=b" " * 65536),
            id="one endless chunk",
        ),
        pytest.param(send_bomb, id="64 MiB in gzip"),
        pytest.param(send_bomb_without_end, id="endless gzip"),
        pytest.param(raw(GZIP_HEAD + gzip.compress(b"[1]"), endless=bytes(65536)), id="endless after gzip"),
    ],
)
def test_over_one_mib_is_refused(serve, talk):
    server = serve(talk)
    tracemalloc.start()
    try:
        error = failure(BadDocument, server)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.message == f"{server.host} answered with more than 1 MiB (status 200)."
    assert peak < 8 * MIB


@pytest.mark.parametrize(
    ("coding", "body", "message"),
    [
        ("gzip", b"[1]", "damaged gzip body"),
        ("gzip", gzip.compress(b"[1, 2, 3]")[:-12], "not JSON"),
        ("br", b"[1]", "coding that was not asked for"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"[1]")), "coding that was not asked for"),
    ],
    ids=["no gzip at all", "cut", "another coding", "twice"],  # gzip writes the time, so the bodies name nothing
)
def test_undecodable_body_is_refused(serve, coding, body, message):
    assert message in failure(BadDocument, serve(answer(body, Content_Encoding=coding))).message


@pytest.mark.parametrize(
    "talk",
    [
        pytest.param(answer(b"[1]", length=10), id="short body"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[1]"), id="bad chunk"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n[1]"), id="short chunk"),
        pytest.param(raw(b"SSH-2.0-OpenSSH\r\n"), id="not HTTP"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n"), id="200 headers"),
        pytest.param(raw(b""), id="nothing"),
    ],
)
def test_an_answer_that_breaks_off_is_unreachable(serve, talk):
    server = serve(talk)
    assert failure(Unreachable, server).message == f"The connection to {server.host} broke off."


DRIPS = {
    "nothing": hang,
    "headers": raw(b"HTTP/1.1 200 OK\r\nA: ", endless=b"x", pause=0.1),
    "interim answers": raw(b"", endless=b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.1),
    "body": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", endless=b" ", pause=0.1),
    "chunks": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", endless=b"1\r\n \r\n", pause=0.1),
}


def late(url, **options):
    began = time.monotonic()
    error = failure(Unreachable, url, total=0.5, **options)
    assert 0.4 < time.monotonic() - began < 2
    return error.message


@pytest.mark.parametrize("talk", DRIPS.values(), ids=DRIPS)
def test_dripping_ends_at_the_deadline(serve, talk):
    server = serve(talk)
    assert late(server) == f"There is no answer from {server.host} within 0.5 s."


@pytest.mark.parametrize("talk", DRIPS.values(), ids=DRIPS)
def test_dripping_tls_ends_at_the_deadline(serve_tls, talk):
    server = serve_tls(talk)
    assert "within 0.5 s" in late(f"https://{server.host}/")


def test_dripping_proxy_ends_at_the_deadline(serve, monkeypatch):
    proxy = serve(raw(b"HTTP/1.1 200 OK\r\nA: ", endless=b"x", pause=0.001))
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.host}")
    assert late("https://api.example.com/") == "There is no answer from api.example.com within 0.5 s."


def test_slow_look_up_is_given_up(serve, monkeypatch):
    look_up, server = socket.getaddrinfo, serve(answer())
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: time.sleep(1) or look_up(*args, **more))
    late(server)
    time.sleep(1)
    assert server.requests == []


def test_server_without_tls_start_times_out(serve):
    server = serve(hang)
    error = failure(Unreachable, f"https://{server.host}/", connect=0.3)
    assert error.message == f"There is no connection to {server.host} within 0.3 s."


def test_full_listener_times_out():
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(listener.getsockname())
        port = listener.getsockname()[1]
        error = failure(Unreachable, f"http://127.0.0.1:{port}/", connect=0.3)
    assert error.message == f"There is no connection to 127.0.0.1:{port} within 0.3 s."


ABANDON = """
import socket, sys, time
from statusline.errors import Unreachable
from statusline.providers.http import Client
if sys.argv[2] == "name":
    socket.getaddrinfo = lambda *_, **__: time.sleep(60)
try:
    Client("statusline/1", 5, 0.3).get_json(sys.argv[1], "token", {})
except Unreachable as error:
    print(error.message)
"""


@pytest.mark.parametrize(("stuck", "talk"), [("name", hang), ("answer", hang), ("body", DRIPS["body"])])
def test_abandoned_exchange_keeps_nothing(serve, stuck, talk):
    server = serve(talk)
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", ABANDON, f"http://{server.host}/", stuck]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, env=dict(os.environ), check=False)
    assert done.stderr == ""
    assert done.stdout == f"There is no answer from {server.host} within 0.3 s.\n"
    assert done.returncode == 0


def test_a_refused_port_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert failure(Unreachable, f"http://127.0.0.1:{port}/").message == f"127.0.0.1:{port} refuses the connection."


def test_a_name_nobody_knows_is_unreachable(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure(Unreachable, "https://api.example.com/?secret-query")
    assert error.message == "The name of api.example.com cannot be resolved."
    assert "HTTPS_PROXY" in error.remedy


def test_ca_bundle_of_the_environment(serve_tls):
    server = serve_tls(answer(b"[1]"))
    assert get(f"https://localhost:{server.port}/") == [1]
    assert f"Authorization: Bearer {TOKEN}" in server.requests[0]


def test_the_cas_are_read_once(serve_tls, monkeypatch):
    read, server = [], serve_tls(answer(b"[1]"))
    load = ssl.SSLContext.load_verify_locations
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *args: read.append(args[1:]) or load(*args))
    assert [get(f"https://localhost:{server.port}/") for _ in range(2)] == [[1], [1]]
    assert read == [(os.environ["REQUESTS_CA_BUNDLE"],)]


@pytest.mark.parametrize("names", [("localhost",), ("other.example",)], ids=["unknown CA", "other name"])
def test_bad_certificate_gets_no_token(serve_tls, monkeypatch, names):
    server = serve_tls(answer(), *names)
    if names == ("localhost",):
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    error = failure(Unreachable, f"https://localhost:{server.port}/")
    assert error.message == f"There is no trusted TLS connection to localhost:{server.port}."
    assert "REQUESTS_CA_BUNDLE" in error.remedy
    assert server.requests == []


def test_plain_server_is_no_tls(serve):
    server = serve(raw(b""))
    server.converse = lambda connection: (
        connection.recv(9),
        connection.sendall(b"HTTP/1.1 400 No\r\n\r\n"),
        connection.close(),
    )
    assert "no trusted TLS connection" in failure(Unreachable, f"https://{server.host}/").message


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_a_ca_bundle_that_cannot_be_read_says_so(serve_tls, tmp_path, monkeypatch, content):
    server = serve_tls(answer())
    if content:
        (tmp_path / "broken.pem").write_text(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "broken.pem"))
    assert "REQUESTS_CA_BUNDLE" in failure(Unreachable, f"https://{server.host}/").remedy
    assert server.requests == []


def test_proxy_never_sees_the_token(serve, serve_tls, monkeypatch):
    server = serve_tls(answer(b"[1]"), "api.example.com")
    proxy = serve(tunnel(server))
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:pass@{proxy.host}")
    assert get("https://api.example.com/usage") == [1]
    assert proxy.requests[0].startswith("CONNECT api.example.com:443 ")
    assert "Proxy-Authorization: Basic bWU6cGFzcw==" in proxy.requests[0]
    assert TOKEN not in proxy.requests[0]
    assert f"Authorization: Bearer {TOKEN}" in server.requests[0]
    assert "Proxy-Authorization" not in server.requests[0]


def test_no_proxy_is_heeded(serve, serve_tls, monkeypatch):
    server, proxy = serve_tls(answer(b"[1]")), serve(answer(b"", 502))
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.host}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert get(f"https://{server.host}/") == [1]
    assert proxy.connections == []


def test_loopback_goes_through_no_proxy(serve, monkeypatch):
    server, proxy = serve(answer(b"[1]")), serve(answer(b"[2]"))
    monkeypatch.setenv("HTTP_PROXY", f"http://{proxy.host}")
    monkeypatch.setenv("ALL_PROXY", f"http://{proxy.host}")
    assert get(server) == [1]
    assert proxy.connections == []


def test_refusing_proxy_is_named(serve, monkeypatch):
    proxy = serve(answer(b"", 407))
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{TOKEN}@{proxy.host}")
    error = failure(Unreachable, "https://api.example.com/")
    assert error.message == "The proxy on the way to api.example.com does not work."
    assert "HTTPS_PROXY" in error.remedy


@pytest.mark.parametrize(
    "value", ["http://127.0.0.1:x", "foo://127.0.0.1:9", "http://", "http://[", "http://127.0.0.1:9"]
)
def test_bad_proxy_setting_is_a_sentence(monkeypatch, value):
    monkeypatch.setenv("HTTPS_PROXY", value)
    error = failure(Unreachable, "https://api.example.com/")
    assert "proxy" in error.message
    assert "HTTPS_PROXY" in error.remedy
