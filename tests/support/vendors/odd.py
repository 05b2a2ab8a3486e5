"""Answers with status 200 that servers gave or might give and that a reader has to survive, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.demo.standin import claude_body, codex_body
from support.vendors.refusals import claude_error, codex_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NOT_STARTED = {"utilization": 0.0, "resets_at": None}


def _claude_window(now: float, **fields: object) -> dict[str, object]:
    """Return a body whose five hours have other fields and whose `limits` do not know better."""
    body = claude_body(now)
    window = body["five_hour"]
    merged = {**window, **fields} if isinstance(window, dict) else fields
    return {**body, "five_hour": merged, "limits": None}


def _codex_window(now: float, **fields: object) -> dict[str, object]:
    body = codex_body(now, seven_day=None, additional={})
    limit = body["rate_limit"]
    window = limit["primary_window"] if isinstance(limit, dict) else {}
    return {**body, "rate_limit": {"allowed": True, "limit_reached": False, "primary_window": {**window, **fields}}}


ODD_CLAUDE: Mapping[str, Callable[[float], object]] = {
    "a work account without windows": lambda now: claude_body(now, five_hour=None, seven_day=None, scoped={}),
    "windows that have not started": lambda now: {
        **claude_body(now, None, None, {}),
        "five_hour": _NOT_STARTED,
        "seven_day": _NOT_STARTED,
    },
    "a code name with numbers": lambda now: {**claude_body(now), "nimbus_quill": _NOT_STARTED},
    "half a percent": lambda now: claude_body(now, five_hour=0.5),
    "over a hundred percent": lambda now: claude_body(now, five_hour=107.31),
    "a numeric string": lambda now: _claude_window(now, utilization="42.4"),
    "a reset ending in Z": lambda now: _claude_window(now, resets_at="2100-01-01T00:00:00Z"),
    "an epoch for a percentage": lambda now: _claude_window(now, utilization=now),
    "a boolean for a percentage": lambda now: _claude_window(now, utilization=True),
    "no percentage": lambda now: _claude_window(now, utilization=None),
    "a reset that is no time": lambda now: _claude_window(now, resets_at="soon"),
    "a window that is a list": lambda now: {**claude_body(now), "five_hour": [42.4]},
    "an error inside": lambda _: claude_error(429),
    "no known key": lambda _: {"message": "We are moving. See you soon."},
    "an empty object": lambda _: {},
    "a list": lambda _: [],
    "null": lambda _: None,
    "a web page": lambda _: b"<!doctype html><title>One moment</title>",
    "nothing": lambda _: b"",
    "half a document": lambda _: b'{"five_hour": {"utilization": 42',
    "bytes that are no text": lambda _: b"\xff\xfe\x00\x01",
}

ODD_CODEX: Mapping[str, Callable[[float], object]] = {
    "the week in the first slot": lambda now: codex_body(now, five_hour=None, additional={}, plan="prolite"),
    "thirty days in the first slot": lambda now: codex_body(now, None, None, {}, thirty_day=5, plan="go"),
    "no rate limit": lambda now: codex_body(now, None, None, {}, plan="self_serve_business_usage_based"),
    "a limit reached": lambda now: codex_body(now, five_hour=100),
    "no credits": lambda now: codex_body(now, balance=None),
    "a length one minute short": lambda now: _codex_window(now, limit_window_seconds=17_940),
    "a length nobody knows": lambda now: _codex_window(now, limit_window_seconds=86_400),
    "no length": lambda now: _codex_window(now, limit_window_seconds=None),
    "no absolute reset": lambda now: _codex_window(now, reset_at=None),
    "a numeric string": lambda now: _codex_window(now, used_percent="12"),
    "an epoch for a percentage": lambda now: _codex_window(now, used_percent=now),
    "a boolean for a percentage": lambda now: _codex_window(now, used_percent=True),
    "no percentage": lambda now: _codex_window(now, used_percent=None),
    "a rate limit that is a string": lambda now: {**codex_body(now), "rate_limit": "none"},
    "an error inside": lambda _: codex_error(429),
    "an empty object": lambda _: {},
    "a list": lambda _: [],
    "null": lambda _: None,
    "a web page": lambda _: b"<!doctype html><title>One moment</title>",
    "nothing": lambda _: b"",
}
