"""The few fields taken from a vendor's credential document, each refused unless it is what it should be."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from statusline.errors import BadDocument
from statusline.providers.parsing.values import MILLISECONDS_FROM
from statusline.redaction import masked

_LATEST = 1e15
_PLAN = re.compile(r"[A-Za-z0-9_.-]{1,40}")


def json_object(data: bytes, where: str) -> dict[str, Any]:
    """Return the JSON object in data; raise BadDocument, which names where it came from and quotes nothing of it."""
    value = lenient_json(data)
    if value is None:
        raise BadDocument(
            "{where} does not hold a JSON object.", "Sign in again with the vendor's own client.", where=where
        )
    return value


def lenient_json(data: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def word(value: object) -> str:
    """Return value if it is printable ASCII without spaces, fit for a header; empty otherwise."""
    text = value.strip() if isinstance(value, str) else ""
    return text if text.isascii() and text.isprintable() and " " not in text else ""


def seconds(value: object) -> int | None:
    """Return a time in epoch seconds or milliseconds as whole seconds, None if value is no such number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LATEST:
        return None
    return int(value // 1000 if value > MILLISECONDS_FROM else value)


def plan(value: object) -> str | None:
    return value if isinstance(value, str) and _PLAN.fullmatch(value) and masked(value) == value else None


def digest(*parts: bytes) -> str:
    """Return 16 hex digits of the SHA-256 of parts."""
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]
