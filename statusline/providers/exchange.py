"""One careful GET: a deadline for all of it, no token to another host, a cap on the body, typed errors.

Loads requests, which takes longer than most commands: imported by http alone, once something is asked.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import requests
from requests import exceptions as failures
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError, LocationValueError
from urllib3.util.ssl_ import create_urllib3_context

from statusline.errors import BadDocument, ServerFailed, SourceError, Unauthorized, Unreachable
from statusline.frozen import dataclass
from statusline.providers.parsing.response import body_of, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_REDIRECT_LIMIT = 3
_URL = re.compile(r"[!-\[\]-~]+")  # ASCII without space and backslash, which URL readers take differently
_LOOPBACK = re.compile(r"localhost|::1|127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}")
_SENDABLE = re.compile(r"[!-~\xa1-\xff](?:[\t -~\xa0-\xff]*[!-~\xa1-\xff])?")
_DEFAULT_PORT = {"https": 443, "http": 80}

_CHECK_ADDRESS = "Correct the vendor's base URL in the config."
_CHECK_NETWORK = "Check the network, and HTTPS_PROXY and NO_PROXY if there is a proxy."
_CHECK_TLS = "If a proxy inspects TLS here, set REQUESTS_CA_BUNDLE to the file of its CA; check the clock too."
_SIGN_IN = "Sign in again."
_WAIT = "It is asked again later."

# The first line with an error that is in the chain of causes says what happened.
_FAILURES: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((failures.ProxyError, failures.InvalidSchema), "The proxy on the way to {host} does not work.", _CHECK_NETWORK),
    ((failures.SSLError, ssl.SSLError), "There is no trusted TLS connection to {host}.", _CHECK_TLS),
    ((socket.gaierror,), "The name of {host} cannot be resolved.", _CHECK_NETWORK),
    ((failures.Timeout,), "There is no connection to {host} within {connect} s.", _CHECK_NETWORK),
    ((ConnectionRefusedError,), "{host} refuses the connection.", _CHECK_NETWORK),
    ((failures.InvalidURL, LocationValueError), "The address of {host} or of its proxy is not valid.", _CHECK_NETWORK),
    ((failures.ConnectionError, HTTPError), "The connection to {host} broke off.", _CHECK_NETWORK),
    ((OSError, ValueError), "{host} cannot be asked with the proxy and CA settings of this machine.", _CHECK_TLS),
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One GET with its times in seconds: `connect` for a connection, `total` for all of it."""

    connect: float
    total: float

    def get(self, url: str, token: str | None, headers: Mapping[str, str]) -> object:
        """Return the parsed body of a 200 answer; what is sent and raised is written at http.Client."""
        scheme, host = _origin(url)
        _check_sendable(host, token, headers)
        sockets = _Sockets()
        # Over plain http a proxy would read the token on its way to our own loopback.
        session = partial(_Session, sockets, headers, _Bearer(token), trust_env=scheme == "https")
        return parsed(host, self._before_deadline(host, sockets, partial(self._ask, host, url, session)))

    def _before_deadline(self, host: str, sockets: _Sockets, ask: Callable[[], bytes]) -> bytes:
        outcome: list[bytes | Exception] = []

        def run() -> None:
            try:
                outcome.append(ask())
            except Exception as error:  # noqa: BLE001 - the waiting thread judges it
                outcome.append(error)
            finally:
                sockets.end()

        # A thread, because neither a name look-up nor a dripping server heeds a socket's time-out.
        thread = threading.Thread(target=run, name="statusline-http", daemon=True)
        try:
            thread.start()
            thread.join(self.total)
            in_time = outcome[:]
        finally:
            sockets.end()
        if not in_time:
            raise Unreachable(
                "There is no answer from {host} within {seconds} s.",
                _CHECK_NETWORK,
                host=host,
                seconds=f"{self.total:g}",
            )
        if isinstance(in_time[0], bytes):
            return in_time[0]
        raise _failure(host, in_time[0], self.connect)

    def _ask(self, host: str, url: str, session: Callable[[], _Session]) -> bytes:
        # The deadline ends a dripping answer; the longer time-out only frees a thread that it could not.
        timeout = (self.connect, self.total + 1)
        for _ in range(_REDIRECT_LIMIT + 1):
            with session() as fresh, fresh.get(url, timeout=timeout, stream=True, allow_redirects=False) as response:
                if not response.is_redirect:
                    return body_of(host, response)
                url = _same_origin(host, url, response)
        raise ServerFailed("{host} redirects more than {limit} times.", _WAIT, host=host, limit=_REDIRECT_LIMIT)


class _Sockets:
    """The connections of one exchange, so that another thread can end whatever it waits for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._ended = False

    def keep(self, sock: socket.socket) -> socket.socket:
        """Return sock once `end` will reach it. After `end` close it: nothing is sent past the deadline."""
        with self._lock:
            if self._ended:
                sock.close()
                raise TimeoutError
            # A duplicate, because TLS takes the descriptor out of the original.
            self._open.append(socket.fromfd(sock.fileno(), sock.family, sock.type, sock.proto))
        return sock

    def end(self) -> None:
        """End every read, now and later. Not the writes: TLS over a socket shut both ways leaks it before 3.13."""
        with self._lock:
            self._ended = True
            while self._open:
                with self._open.pop() as sock, contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RD)


class _Adapter(HTTPAdapter):
    sockets: _Sockets

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """Return requests' pool, its sockets known to us before a proxy or TLS can keep them waiting."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        base, sockets = pool.ConnectionCls, self.sockets

        def connect(connection: Any) -> socket.socket:
            return sockets.keep(base._new_conn(connection))  # noqa: SLF001 - urllib3's own subclasses override it

        pool.ConnectionCls = type(base.__name__, (base,), {"_new_conn": connect})
        return pool

    def cert_verify(self, conn: Any, *args: Any) -> None:
        """Have pools share the CAs of their file. Not through a proxy, to which there may be TLS as well."""
        base: Any = super()
        base.cert_verify(conn, *args)
        if conn.ca_certs and not conn.proxy:
            conn.conn_kw["ssl_context"], conn.ca_certs = _tls(conn.ca_certs), None


_tls_lock = threading.Lock()
_tls_contexts: dict[str, ssl.SSLContext] = {}


def _tls(path: str) -> ssl.SSLContext:
    """Return what trusts the CAs of a file: to read those takes longer than to ask, and vendors are asked at once."""
    with _tls_lock:
        if path not in _tls_contexts:
            context = create_urllib3_context()
            context.load_verify_locations(path)
            _tls_contexts[path] = context
        return _tls_contexts[path]


class _Session(requests.Session):
    """For one request, so that no cookie outlives it."""

    def __init__(self, sockets: _Sockets, headers: Mapping[str, str], auth: AuthBase, *, trust_env: bool) -> None:
        super().__init__()
        self.headers = CaseInsensitiveDict(headers)
        self.auth = auth
        self.trust_env = trust_env
        adapter = _Adapter()
        adapter.sockets = sockets
        for scheme in _DEFAULT_PORT:
            self.mount(f"{scheme}://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Follow nothing: requests would read the whole body of a redirect and ask ~/.netrc."""


class _Bearer(AuthBase):
    """Sets the token, or nothing; being there keeps requests from taking credentials out of ~/.netrc."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _origin(url: str) -> tuple[str, str]:
    """Return scheme and host:port of https, or of http to loopback; BadDocument for all else and for user names."""
    name = port = None
    parts = urlsplit("")
    with contextlib.suppress(ValueError):
        parts = urlsplit(url if _URL.fullmatch(url) else "")
        name, port = parts.hostname, parts.port
    if not name or "@" in parts.netloc or parts.scheme not in _DEFAULT_PORT:
        raise BadDocument("The address to ask is not a plain https URL.", _CHECK_ADDRESS)
    host = f"[{name}]" if ":" in name else name
    host += f":{port}" if port not in (None, _DEFAULT_PORT[parts.scheme]) else ""
    if parts.scheme == "http" and not _LOOPBACK.fullmatch(name):
        raise BadDocument("{host} is asked over https only.", _CHECK_ADDRESS, host=host)
    return parts.scheme, host


def _same_origin(host: str, url: str, response: requests.Response) -> str:
    """Return where response redirects to. Raises ServerFailed unless scheme, host and port are those of url.

    It does not name the other address: a server could put the token that it got into it, and have it shown and kept.
    """
    with contextlib.suppress(ValueError, BadDocument):
        target = urljoin(url, response.headers["Location"])
        if _origin(target) == _origin(url):
            return target
    raise ServerFailed(
        "{host} redirects to another address, not followed (status {status}).",
        _WAIT,
        host=host,
        status=response.status_code,
    )


def _check_sendable(host: str, token: str | None, headers: Mapping[str, str]) -> None:
    if token is not None and not _SENDABLE.fullmatch(token):
        raise Unauthorized(
            "The stored token for {host} holds characters that no request may carry.", _SIGN_IN, host=host
        )
    for name, value in headers.items():
        if not _SENDABLE.fullmatch(value):
            raise BadDocument(
                "The header {name} for {host} holds characters that no request may carry.",
                _SIGN_IN,
                name=name,
                host=host,
            )


def _failure(host: str, error: Exception, connect_timeout: float) -> Exception:
    """Return what to raise for error: never its own text, which may hold the URL, a header or a proxy's password."""
    if isinstance(error, SourceError):
        return error
    causes: list[BaseException] = [error]
    while cause := causes[-1].__cause__ or causes[-1].__context__:
        causes.append(cause)
    for kinds, message, remedy in _FAILURES:
        if any(isinstance(cause, kinds) for cause in causes):
            return Unreachable(message, remedy, host=host, connect=f"{connect_timeout:g}")
    return error
