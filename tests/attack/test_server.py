"""What held against a hostile server: every odd answer ends in time, in one sentence, and no token goes elsewhere."""

import gzip
import json
import time
import zlib

import pytest

from statusline.demo.standin import write_claude_login
from support import signed_in
from support.raw_server import serving

TOKEN = "sk-ant-oat01-PLANTED"
GOOD = json.dumps({"five_hour": {"utilization": 42, "resets_at": None}}).encode()
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
SLOWEST = 20


def body(data, head=b""):
    return JSON + head + b"Content-Length: %d\r\n\r\n" % len(data) + data


def chunked(rest):
    return JSON + b"Transfer-Encoding: chunked\r\n\r\n" + rest


def to(location):
    return f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


def named(*names):
    """Return an answer with a limit of each name."""
    limits = [{"kind": "weekly_scoped", "percent": 97, "scope": {"model": {"display_name": name}}} for name in names]
    return body(json.dumps({"limits": limits}).encode())


def refused(line, head=""):
    return f"HTTP/1.1 {line}\r\n{head}\r\nContent-Length: 0\r\n\r\n".encode()


RETRY_AFTER = (
    "-1",
    "0",
    "1e9",
    "9" * 400,
    "nan",
    "x",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Thu, 01 Jan 1970 00:00:00 GMT",
)
BIG = 1 << 23  # of them 1 MiB is read
ANSWERS = {
    "its token back": lambda token: body(b'{"error":{"type":"' + token + b'","message":"' + token + b'"}}'),
    "no JSON, with the token": lambda token: body(b'{"five_hour": ' + token),
    "the token in a name": lambda token: named(token.decode()[:20]),
    "the token in the status": lambda token: b"HTTP/1.1 500 " + token + b"\r\nContent-Length: 0\r\n\r\n",
    "to another host": lambda token: to("https://evil.example/" + token.decode()),
    "to a host below": lambda _: to("https://api.anthropic.com.evil.example/"),
    "to user information": lambda _: to("https://u:p@api.anthropic.com/"),
    "backslashes": lambda _: to("https:\\\\evil.example/"),
    "three slashes": lambda _: to("///evil.example/"),
    "two slashes": lambda _: to("//evil.example/x"),
    "a tab": lambda _: to("https://api.anthropic.com\t@evil.example/"),
    "in a circle": lambda _: to("/api/oauth/usage?x"),
    "Refresh and a cookie": lambda _: body(b"{}", b"Refresh: 0; url=https://evil.example/\r\nSet-Cookie: sid=1\r\n"),
    "a bomb of gzip": lambda _: body(gzip.compress(b"\0" * BIG), b"Content-Encoding: gzip\r\n"),
    "two bombs": lambda _: body(gzip.compress(gzip.compress(b"\0" * BIG)), b"Content-Encoding: gzip, gzip\r\n"),
    "members of gzip": lambda _: body(gzip.compress(GOOD) + gzip.compress(b"\0" * BIG), b"Content-Encoding: gzip\r\n"),
    "deflate": lambda _: body(zlib.compress(b"{}"), b"Content-Encoding: deflate\r\n"),
    "brotli that is none": lambda _: body(b"x", b"Content-Encoding: br\r\n"),
    "a negative chunk": lambda _: chunked(b"-5\r\nabc\r\n0\r\n\r\n"),
    "a chunk that is cut off": lambda _: chunked(b"ffffffffffffffff\r\n"),
    "a long extension": lambda _: chunked(b"5;" + b"x" * 2_000_000),
    "trailers": lambda _: chunked(b"2\r\n{}\r\n0\r\n" + b"X: y\r\n" * 200_000),
    "two lengths": lambda _: JSON + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "a negative length": lambda _: JSON + b"Content-Length: -1\r\n\r\n{}",
    "more than there is": lambda _: JSON + b"Content-Length: 99999999999999\r\n\r\n{}",
    "HTTP/0.9": lambda _: GOOD,
    "HTTP/2": lambda _: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a thousand headers": lambda _: b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(1_000)),
    "one long header": lambda _: b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 3_000_000,
    "a long status": lambda _: b"H" * 3_000_000,
    "continue for ever": lambda _: b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000,
    "deep lists": lambda _: body(b"[" * 500_000),
    "deep objects": lambda _: body(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "a big number": lambda _: body(b'{"five_hour":{"utilization":' + b"9" * 500_000 + b',"resets_at":null}}'),
    "infinity": lambda _: body(b'{"five_hour":{"utilization":1e400,"resets_at":1e308}}'),
    "not a number": lambda _: body(b'{"five_hour":{"utilization":NaN,"resets_at":null}}'),
    "half a pair": lambda _: named("\ud800x"),
    "UTF-16": lambda _: body(GOOD.decode().encode("utf-16")),
    "NULs": lambda _: body(GOOD + b"\0\0\0"),
    "eight thousand limits": lambda _: named(*(f"m{number}" for number in range(8_000))),
    "nothing": lambda _: b"",
    "204": lambda _: b"HTTP/1.1 204 x\r\n\r\n",
    "206": lambda _: b"HTTP/1.1 206 x\r\nContent-Length: 2\r\n\r\n{}",
    "999": lambda _: b"HTTP/1.1 999 x\r\nContent-Length: 2\r\n\r\n{}",
    "401 with Basic": lambda _: refused("401 x", "WWW-Authenticate: Basic realm=x"),
    "401 with Digest": lambda _: refused("401 x", 'WWW-Authenticate: Digest realm="x",nonce="y"'),
    **{
        f"Retry-After {value[:12]!r}": lambda _, value=value: refused("429 x", f"Retry-After: {value}")
        for value in RETRY_AFTER
    },
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_odd_answer_ends_in_one_sentence(environ, home, tmp_path, statusline, answer):
    write_claude_login(home / ".claude", TOKEN, time.time() + 9_000, state_file=home / ".claude.json")
    with serving(lambda connection, token: connection.sendall(answer(token.encode()))) as server:
        signed_in.configure(environ, f'[claude]\nbase_url = "{server.url}"\nsources = ["claude_oauth"]\n')
        started = time.monotonic()
        done = statusline("refresh", "-v")
        assert time.monotonic() - started < SLOWEST
        assert len(server.requests) <= 5
    assert done.returncode in (0, 1)
    assert done.stdout.count("claude_oauth: ") == 1
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"PLANTED" not in written + (done.stdout + done.stderr).encode()
    assert "Traceback" not in done.stderr
    assert all("Cookie" not in request for request in server.requests)
    assert statusline("show").stdout.strip()
