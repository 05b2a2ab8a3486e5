"""Readers of single values in vendors' documents: lenient in form, None for what cannot be meant."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

from statusline.hot.text import DAY, MINUTE
from statusline.redaction import masked

EARLIEST = 1_577_836_800  # 2020-01-01
FURTHEST_AHEAD = 366 * DAY
LABEL_LENGTH = 24
NAME_LENGTH = 40
MILLISECONDS_FROM = 100_000_000_000  # a larger number is no time in seconds

_TOP_PERCENTAGE = 1000
_JITTER = 2
_LONGEST = 64


def mapping(value: object) -> dict[str, Any]:
    """Return value if it is an object, an empty one otherwise."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def number(value: object) -> float | None:
    """Return a finite number, also from a numeric string."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and (len(value) > _LONGEST or "_" in value):
        return None
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def amount(value: object) -> float | None:
    result = number(value)
    return result + 0.0 if result is not None and result >= 0 else None  # -0.0 is 0.0


def percent(value: object) -> float | None:
    """Return a percentage 0-100 with one decimal: more counts as 100, over 1000 or below 0 is refused."""
    result = amount(value)
    return min(100.0, round(result, 1)) if result is not None and result <= _TOP_PERCENTAGE else None


def epoch(value: object, now: int) -> int | None:
    """Return epoch seconds from seconds, milliseconds or ISO 8601.

    Claude's ISO resets jitter by fractions around the minute from answer to answer, so those are put on the minute
    if within two seconds of one; a whole number is taken as it is. A time before 2020 or more than a year after now
    is refused.
    """
    seconds = number(value)
    written = seconds is None
    if seconds is None:
        seconds = moment(value)
    elif seconds > MILLISECONDS_FROM:
        seconds /= 1000
    if seconds is None or not EARLIEST <= seconds <= now + FURTHEST_AHEAD:
        return None
    minute = round(seconds / MINUTE) * MINUTE
    return minute if written and abs(seconds - minute) <= _JITTER else round(seconds)


def moment(value: object) -> float | None:
    """Return epoch seconds from ISO 8601 as they are written, fractions and all; without a zone it is UTC."""
    if not isinstance(value, str) or ":" not in value or len(value) > _LONGEST:
        return None
    try:
        result = datetime.fromisoformat(value.strip())
        return (result if result.tzinfo else result.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def text(value: object, limit: int = LABEL_LENGTH) -> str | None:
    """Return at most limit characters of one clean line; control, format and unassigned characters are dropped."""
    if not isinstance(value, str):
        return None
    spaced = " ".join(value[: limit * 8].split())
    clean = "".join(character for character in spaced if unicodedata.category(character)[0] != "C")
    if masked(clean) != clean:  # a name never is a token or an address, and is written to many places
        return None
    return clean[:limit].strip() or None


def slug(value: str) -> str:
    """Return value as a part of a window's name: `[a-z0-9._-]`, a piece of its hash if nothing of it is left."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", value.lower()).strip("-")
    return plain[:NAME_LENGTH] or hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:8]
