"""What a server's answer is: its decoded body, or the typed error that its status and words mean."""

from __future__ import annotations

import email.utils
import json
import math
import re
import time
import zlib
from datetime import UTC
from typing import TYPE_CHECKING

import requests

from statusline.errors import BadDocument, RateLimited, ServerFailed
from statusline.providers.parsing import error_body

if TYPE_CHECKING:
    from statusline.errors import SourceError

_BODY_LIMIT = 1 << 20
_REFUSAL_LIMIT = 1 << 14
_SECONDS = re.compile(r"\d{1,10}(?:\.\d{1,10})?", re.ASCII)
_GZIP = 16 + zlib.MAX_WBITS
_UPDATE = "The vendor may have changed its format: look for a newer statusline."
_WAIT = "It is asked again later."


def body_of(host: str, response: requests.Response) -> bytes:
    """Return the decoded body. Unpacked here, because before 2.6 urllib3 unpacks without a bound."""
    if response.status_code != requests.codes.ok:
        raise _refusal(host, response)
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip"):
        raise BadDocument("{host} answered in a coding that was not asked for (status 200).", _UPDATE, host=host)
    body = _raw(response, _BODY_LIMIT + 1)
    try:
        plain = zlib.decompressobj(_GZIP).decompress(body, _BODY_LIMIT + 1) if coding == "gzip" else bytes(body)
    except zlib.error:
        raise BadDocument("{host} answered with a damaged gzip body (status 200).", _UPDATE, host=host) from None
    if max(len(body), len(plain)) > _BODY_LIMIT:
        raise BadDocument("{host} answered with more than 1 MiB (status 200).", _UPDATE, host=host)
    return plain


def _raw(response: requests.Response, most: int) -> bytes:
    body = bytearray()
    while len(body) < most and (piece := response.raw.read(most - len(body), decode_content=False)):
        body += piece
    return bytes(body)


def parsed(host: str, body: bytes) -> object:
    """Return the JSON in the body of a 200; raise BadDocument if it is none, or has numbers that are not finite."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BadDocument("{host} answered with something that is not JSON (status 200).", _UPDATE, host=host) from None


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _refusal(host: str, response: requests.Response) -> SourceError:
    status = response.status_code
    if status in (requests.codes.unauthorized, requests.codes.forbidden):
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return error_body.refusal(host, status, kind, _json_of_refusal(response) if kind.endswith("json") else None)
    if status == requests.codes.too_many_requests:
        wait = retry_after_seconds(response.headers.get("Retry-After"), time.time())
        return RateLimited("{host} is rate limiting us (status {status}).", _WAIT, wait, host=host, status=status)
    return ServerFailed("{host} failed to answer (status {status}).", _WAIT, host=host, status=status)


def _json_of_refusal(response: requests.Response) -> object:
    """Return the parsed body of a refusal, empty where it is longer than any or no JSON after all."""
    body = _raw(response, _REFUSAL_LIMIT)
    try:
        packed = response.headers.get("Content-Encoding", "").strip().lower() == "gzip"
        return json.loads(zlib.decompressobj(_GZIP).decompress(body, _REFUSAL_LIMIT) if packed else body)
    except (ValueError, RecursionError, zlib.error):
        return {}


def retry_after_seconds(value: str | None, now: float) -> float | None:
    """Return a Retry-After header (seconds, or a date in GMT) as seconds from now (epoch); nonsense is None."""
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        date = email.utils.parsedate_to_datetime(text)
        return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
