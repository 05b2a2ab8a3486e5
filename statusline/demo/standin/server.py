"""The server: plain or TLS, on an ephemeral port of 127.0.0.1, silent, and gone without a trace when closed."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import socket
import socketserver
import ssl
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from statusline.demo.standin.bodies import claude_body, codex_body
from statusline.demo.standin.endpoint import HANG_UP, Answer, AnyToken, Endpoint
from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CLAUDE_PATHS = ("/api/oauth/usage",)
CODEX_PATHS = ("/backend-api/wham/usage", "/api/codex/usage")

_SECRET_HEADERS = ("authorization", "cookie", "proxy-authorization", "x-api-key")
_LARGEST_REQUEST_BODY = 1 << 20
_SILENCE = 30  # seconds a client may keep a connection without a word


def fingerprint(secret: str) -> str:
    """Return a short digest that tells secrets apart and cannot be turned back into one."""
    return "sha256:" + hashlib.sha256(secret.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in, at `at` epoch seconds, and the status of its answer.

    `path` has the query. Header names are in lower case; secrets are replaced by their fingerprints, `token` is the
    fingerprint of the bearer token.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    token: str | None
    at: float
    status: int


class StandIn:
    """Both vendors on one port, from `with` to the end of its block.

    `now` is the clock in epoch seconds, or a fixed time; the default answers are built from what it says at first.
    """

    def __init__(self, now: float | Callable[[], float] = time.time, tls_context: ssl.SSLContext | None = None) -> None:
        self._clock = now if callable(now) else lambda: now
        self.tls_context = tls_context
        self._paths: dict[str, Endpoint] = {}
        self._requests: list[Request] = []
        self._arrived = threading.Condition()
        self._prepare(self._clock())
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def _prepare(self, start: float) -> None:
        self.claude = Endpoint(Answer(body=claude_body(start)))
        self.codex = Endpoint(Answer(body=codex_body(start)))

    def __enter__(self) -> Self:
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="stand-in", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def port(self) -> int:
        """The port on 127.0.0.1. Raises RuntimeError outside of `with`."""
        if self._server is None:
            raise RuntimeError("A stand-in has an address only inside its `with` block.")
        return self._server.server_port

    @property
    def url(self) -> str:
        """The server's address, without a slash at the end."""
        return f"{'https' if self.tls_context else 'http'}://127.0.0.1:{self.port}"

    @property
    def requests(self) -> tuple[Request, ...]:
        with self._arrived:
            return tuple(self._requests)

    def wait_for(self, count: int, timeout: float = 10) -> tuple[Request, ...]:
        """Return the requests once there are `count`. Raises TimeoutError after `timeout` seconds."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._requests) >= count, timeout):
                raise TimeoutError(f"{len(self._requests)} of {count} requests came in {timeout:g} s.")
            return tuple(self._requests)

    def close(self) -> None:
        """Stop at once, also in the middle of an answer, and raise what went wrong inside, if anything did."""
        if self._server is None or self._thread is None:
            return
        server, thread = self._server, self._thread
        self._server = self._thread = None
        server.stop()
        thread.join()
        if server.failures:
            raise server.failures[0]

    def take(self, method: str, path: str, headers: Mapping[str, str]) -> Answer:
        token = bearer_token(headers)
        with self._arrived:
            now = self._clock()
            bare = urlsplit(path).path
            at_path = self._paths.get(bare)
            answer = at_path.reply(token, now) if at_path else self._reply(method, bare, headers, now)
            digest = token and fingerprint(token)
            self._requests.append(Request(method, path, _redacted(headers), digest, now, answer.status))
            self._arrived.notify_all()
        return answer

    def at(self, path: str) -> Endpoint:
        """Return the endpoint of one path, whatever the method and the token; 404 until it is given an answer."""
        return self._paths.setdefault(path, AnyToken(Answer(404)))

    def _reply(self, method: str, path: str, headers: Mapping[str, str], now: float) -> Answer:
        if method == "GET" and path in CLAUDE_PATHS:
            return self.claude.reply(bearer_token(headers), now)
        if method == "GET" and path in CODEX_PATHS:
            return self.codex.reply(bearer_token(headers), now)
        return self.claude.refusal(404)


def bearer_token(headers: Mapping[str, str]) -> str | None:
    """Return the bearer token of a request's headers (names in lower case)."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return (token.strip() or None) if scheme.lower() == "bearer" else None


def _redacted(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: fingerprint(value) if name in _SECRET_HEADERS else value for name, value in headers.items()}


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = False  # so that closing joins them
    request_queue_size = 128
    allow_reuse_address = False
    allow_reuse_port = False

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.closing = threading.Event()
        self.failures: list[BaseException] = []
        self._live: set[socket.socket] = set()
        self._live_lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # HTTPServer's own looks up the name of the address
        self.server_name, self.server_port = "127.0.0.1", self.socket.getsockname()[1]

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(_SILENCE)
        context = self.stand_in.tls_context
        if context is None:
            self._serve(request, client_address)
            return
        with context.wrap_socket(request, server_side=True, do_handshake_on_connect=False) as connection:
            self._serve(connection, client_address)

    def _serve(self, connection: socket.socket, client_address: object) -> None:
        with self._live_lock:
            self._live.add(connection)
            if self.closing.is_set():
                _hang_up(connection)
        try:
            if isinstance(connection, ssl.SSLSocket):
                connection.do_handshake()
            _Handler(connection, client_address, self)
        finally:
            with self._live_lock:
                self._live.discard(connection)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the base class' signature
        failure = sys.exc_info()[1]
        if failure and not isinstance(failure, OSError):  # a client that leaves early is nobody's mistake
            self.failures.append(failure)

    def stop(self) -> None:
        self.closing.set()
        self.shutdown()
        with self._live_lock:
            for connection in self._live:
                _hang_up(connection)
        self.server_close()


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # SSLSocket's own would pull the TLS state from its reader


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "stand-in"
    sys_version = ""
    timeout = _SILENCE
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' signature
        """Print nothing."""

    def _respond(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = headers.get("content-length", "0")
        self.rfile.read(min(int(length) if length.isdigit() else 0, _LARGEST_REQUEST_BODY))
        answer = self.server.stand_in.take(self.command, self.path, headers)
        self.close_connection = True
        if answer.delay and self.server.closing.wait(answer.delay):
            return
        if answer.status != HANG_UP:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.all_headers().items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if not answer.drip:
            self.wfile.write(answer.payload())
            return
        for byte in answer.payload():
            if self.server.closing.wait(answer.drip):
                return
            self.wfile.write(bytes((byte,)))

    do_GET = do_HEAD = do_POST = _respond  # noqa: N815 - the names that http.server looks for
    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _respond  # noqa: N815 - same
