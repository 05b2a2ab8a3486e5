"""The server: one answer a connection, a few at a time, each within its time; it ends when nobody asks any more."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from statusline.dashboard import gate
from statusline.dashboard.gate import Request

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

MOST_AT_ONCE = 32  # connections; a browser opens six
MOST_HEAD = 16 << 10  # bytes of a request
HEAD_SECONDS = 5.0  # to send a request
ANSWER_SECONDS = 10.0  # to take an answer
EXCHANGE, TICKET = "/api/key", "once-"
JSON = "application/json; charset=utf-8"

_END_OF_HEAD = b"\r\n\r\n"
_CHUNK = 4096
_POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect")),
        *(f"{kind} 'none'" for kind in ("base-uri", "form-action", "frame-ancestors", "trusted-types")),
        "require-trusted-types-for 'script'",
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "Connection": "close",
}


class Answer(NamedTuple):
    body: bytes
    kind: str = JSON
    status: int = HTTPStatus.OK


class Server(ThreadingHTTPServer):
    """Serves on loopback: `page` gives what a path has for everybody, `data` what one has for the page's own requests.

    Both return None for a path that they do not have. `idle`: seconds without an accepted request after which
    `serve_forever` returns; None: it never does.
    """

    daemon_threads = True
    request_queue_size = 1024  # where it is full, a browser waits a second before it tries again

    def __init__(
        self,
        port: int,
        page: Callable[[str], Answer | None],
        data: Callable[[str], Answer | None],
        idle: float | None = None,
    ) -> None:
        super().__init__((gate.ADDRESS, port), _Handler)
        self.token = gate.new_token()
        self.page, self.data = page, data
        self._idle, self._asked_at = idle, time.monotonic()
        self._ticket, self._exchanging = "", threading.Lock()
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        """Return the address to open: the token is behind `#`, which a browser sends to nobody."""
        return f"http://{gate.ADDRESS}:{self.port}/#{self.token}"

    def ticket_url(self) -> str:
        """Return an address that works once: every user of this machine can see the command that starts a browser."""
        self._ticket = TICKET + gate.new_token()
        return f"http://{gate.ADDRESS}:{self.port}/#{self._ticket}"

    def server_bind(self) -> None:
        """Bind without looking up the name of this machine, which may wait for a network."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = gate.ADDRESS, self.port

    def answer(self, request: Request) -> Answer:
        if status := gate.refusal(request, self.port):
            return refused(status)
        path = request.target.partition("?")[0]
        if answer := self.page(path):
            return answer
        if path == EXCHANGE:
            return self._exchange(request)
        if not gate.knows_token(request, self.token):
            return refused(HTTPStatus.UNAUTHORIZED)
        self._asked_at = time.monotonic()
        return self.data(request.target) or refused(HTTPStatus.NOT_FOUND)

    def _exchange(self, request: Request) -> Answer:
        """Give the token for the ticket, to the first one who has it."""
        with self._exchanging:
            if not self._ticket or not gate.knows_token(request, self._ticket):
                return refused(HTTPStatus.UNAUTHORIZED)
            self._ticket = ""
        return Answer(f'{{"token": "{self.token}"}}\n'.encode())

    def service_actions(self) -> None:
        """Shut down after `idle` seconds without a request; the library calls this twice a second."""
        if self._idle is not None and time.monotonic() - self._asked_at > self._idle:
            threading.Thread(target=self.shutdown, daemon=True).start()
            self._idle = None

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]  # over TCP
        if not self._places.acquire(blocking=False):
            _turn_away(request)
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # the system gives no more threads
            self._places.release()
            self.shutdown_request(request)

    def process_request_thread(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]  # over TCP
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - socketserver's
        """Print in one line what went wrong, unless the client hung up or was too slow."""
        error = sys.exception()
        if not isinstance(error, OSError):
            print(f"statusline: {type(error).__name__} while answering: {error}", file=sys.stderr, flush=True)  # noqa: T201 - a server's stderr


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        status, head = _head(self.connection)
        self.connection.settimeout(ANSWER_SECONDS)
        self.rfile = BytesIO(head)
        self.request_version, self.requestline, self.command = self.protocol_version, "", ""
        if status:
            self._send(refused(status))
        elif head:
            self.handle_one_request()

    def do_GET(self) -> None:
        headers = self.headers
        named = (headers.get_all(name, []) for name in ("Host", "Origin", "Sec-Fetch-Site", gate.TOKEN_HEADER))
        target = self.requestline.split()[1]  # self.path is another one where it began with two slashes
        try:
            answer = self.server.answer(Request(self.command, target, *named))
        except Exception:
            self._send(refused(HTTPStatus.INTERNAL_SERVER_ERROR))
            raise
        self._send(answer)

    def version_string(self) -> str:
        return "statusline"

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - the library's signature
        """Answer a request that the library refuses, in our form."""
        unknown_method = code == HTTPStatus.NOT_IMPLEMENTED
        self._send(refused(HTTPStatus.METHOD_NOT_ALLOWED if unknown_method else HTTPStatus.BAD_REQUEST))

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the library's signature
        """Write no log of requests."""

    def _send(self, answer: Answer) -> None:
        self.close_connection = True
        self.send_response(answer.status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET")
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)


def refused(status: HTTPStatus) -> Answer:
    return Answer(f'{{"error": "{status.phrase}"}}\n'.encode(), status=status)


def _head(connection: socket.socket) -> tuple[HTTPStatus | None, bytes]:
    """Return the head of a request, or why there is none; empty if nothing was sent."""
    until, head = time.monotonic() + HEAD_SECONDS, b""
    while _END_OF_HEAD not in head:
        left = until - time.monotonic()
        if left <= 0:
            return HTTPStatus.REQUEST_TIMEOUT, b""
        connection.settimeout(left)
        try:
            chunk = connection.recv(_CHUNK)
        except TimeoutError:
            return HTTPStatus.REQUEST_TIMEOUT, b""
        if not chunk:
            return (HTTPStatus.BAD_REQUEST if head else None), b""
        head += chunk
        if len(head) > MOST_HEAD:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, b""
    return None, head.partition(_END_OF_HEAD)[0] + _END_OF_HEAD


def _turn_away(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.settimeout(0)
        connection.send(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
