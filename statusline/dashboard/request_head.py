"""The head of a request: read within its time and size, and taken apart strictly.

The library's handler is not used: it loads a mail parser and TLS, which are a tenth of the server's memory.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from http import HTTPStatus
from typing import TYPE_CHECKING

from statusline.dashboard import gate
from statusline.dashboard.gate import Request

if TYPE_CHECKING:
    import socket

MOST_HEAD = 16 << 10  # bytes of a request
MOST_HEADERS = 100
HEAD_SECONDS = 5.0  # to send a request

_END = b"\r\n\r\n"
_CHUNK = 4096
_FIRST_LINE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~]+) HTTP/1\.[01]")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*)")
_ASKED_FOR = ("host", "origin", "sec-fetch-site", gate.TOKEN_HEADER.lower())


def read(connection: socket.socket) -> Request | HTTPStatus | None:
    """Return the request that comes, why there is none, or None if nothing was sent."""
    until, head = time.monotonic() + HEAD_SECONDS, b""
    while _END not in head:
        left = until - time.monotonic()
        if left <= 0:
            return HTTPStatus.REQUEST_TIMEOUT
        connection.settimeout(left)
        try:
            chunk = connection.recv(_CHUNK)
        except TimeoutError:
            return HTTPStatus.REQUEST_TIMEOUT
        if not chunk:
            return HTTPStatus.BAD_REQUEST if head else None
        head += chunk
        if len(head) > MOST_HEAD:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    return parsed(head.partition(_END)[0].decode("latin-1"))


def parsed(head: str) -> Request | HTTPStatus:
    """Return the request of a head without its last, empty line."""
    first, *lines = head.split("\r\n")
    words = _FIRST_LINE.fullmatch(first)
    if words is None or len(lines) > MOST_HEADERS:
        return HTTPStatus.BAD_REQUEST
    values: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header is None:  # a line that goes on, too
            return HTTPStatus.BAD_REQUEST
        values[header[1].lower()].append(header[2].rstrip(" \t"))
    return Request(words[1], words[2], *(values[name] for name in _ASKED_FOR))
