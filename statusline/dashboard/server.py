"""The server: one answer a connection, a few at a time, each within its time; it ends when nobody asks any more."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from http import HTTPStatus
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING, NamedTuple

from statusline.dashboard import gate, request_head

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from statusline.dashboard.gate import Request

MOST_AT_ONCE = 32  # connections; a browser opens six
ANSWER_SECONDS = 10.0  # to take an answer
EXCHANGE, TICKET = "/api/key", "once-"
JSON = "application/json; charset=utf-8"

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


class Server(ThreadingTCPServer):
    """Serves on loopback: `page` gives what a path has for everybody, `data` what one has for the page's own requests.

    Both return None for a path that they do not have. `idle`: seconds without an accepted request after which
    `serve_forever` returns; None: it never does.
    """

    allow_reuse_address = True  # a port that is named may be taken again at once
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


class _Handler(BaseRequestHandler):
    server: Server
    request: socket.socket

    def handle(self) -> None:
        request = request_head.read(self.request)
        self.request.settimeout(ANSWER_SECONDS)
        if isinstance(request, HTTPStatus):
            self._send(refused(request))
        elif request:
            self._answer(request)

    def _answer(self, request: Request) -> None:
        try:
            answer = self.server.answer(request)
        except Exception:
            self._send(refused(HTTPStatus.INTERNAL_SERVER_ERROR))
            raise
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        headers = {**HEADERS, "Content-Type": answer.kind, "Content-Length": str(len(answer.body))}
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = "GET"
        lines = [f"HTTP/1.1 {int(answer.status)} {HTTPStatus(answer.status).phrase}", f"Date: {_date()}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.request.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        self.request.sendall(answer.body)


def refused(status: HTTPStatus) -> Answer:
    return Answer(f'{{"error": "{status.phrase}"}}\n'.encode(), status=status)


def _date() -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())


def _turn_away(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.settimeout(0)
        connection.send(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
