"""Which requests are answered: those of our own page on this machine. Pure.

A page of another site may send requests to loopback, also by a name of its own that it lets point there (DNS
rebinding). So the Host has to be ours, what a browser says of the sender must not be another site, and data is given
only to whoever has the token of this server.
"""

from __future__ import annotations

import hmac
import re
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDRESS = "127.0.0.1"
TOKEN_HEADER = "X-Statusline-Token"  # noqa: S105 - the name of the header
_TOKEN_BYTES = 32
_SENT_BY_US = frozenset({"same-origin", "none"})
_TARGET = re.compile(r"/[A-Za-z0-9._~%!$&'()*+,;=:@/?-]*")


class Request(NamedTuple):
    """A request as it was sent. Each header has all its values: one that is sent twice is refused."""

    method: str
    target: str
    hosts: Sequence[str]
    origins: Sequence[str]
    fetch_sites: Sequence[str]
    tokens: Sequence[str]


def new_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def refusal(request: Request, port: int) -> HTTPStatus | None:
    """Return why a request is refused, None if it may have the page. Data needs `knows_token` besides."""
    own = [f"{name}:{port}" for name in (ADDRESS, "localhost")]
    if request.method != "GET":
        return HTTPStatus.METHOD_NOT_ALLOWED
    if len(request.hosts) != 1 or request.hosts[0] not in own:
        return HTTPStatus.MISDIRECTED_REQUEST
    if any(origin not in [f"http://{host}" for host in own] for origin in request.origins):
        return HTTPStatus.FORBIDDEN
    if any(site not in _SENT_BY_US for site in request.fetch_sites):
        return HTTPStatus.FORBIDDEN
    return None if _TARGET.fullmatch(request.target) else HTTPStatus.BAD_REQUEST


def knows_token(request: Request, token: str) -> bool:
    """Tell whether the request has the server's token, compared in constant time."""
    sent = request.tokens[0] if len(request.tokens) == 1 else ""
    return hmac.compare_digest(sent.encode("utf-8", "replace"), token.encode())
