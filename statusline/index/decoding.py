"""A line of a log as the fields that we want: strictly and fast, and leniently where that fails."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = TypeVar("Kind")

MOST_TOKENS = 1_000_000_000_000

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def decoder(kind: type[Kind]) -> Callable[[bytes], Kind | None]:
    """Return a function that makes a `kind` of a line, None of one that cannot be read.

    Fields of null are as if they were not there, and a count may be `1.0` or `"1"`: other tools write logs anew.
    """
    decode = msgspec.json.Decoder(kind).decode

    def read(line: bytes) -> Kind | None:
        try:
            return decode(line)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            return _leniently(line, kind)

    return read


def _leniently(line: bytes, kind: type[Kind]) -> Kind | None:
    try:
        value = json.loads(line.removeprefix(_BYTE_ORDER_MARK))
        return msgspec.convert(_without_null(value), kind, strict=False)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _without_null(value: Any) -> Any:
    """Return the value without null and without what no text can be encoded from; lists are left out as a whole."""
    if isinstance(value, dict):
        pairs = ((name, item) for name, item in value.items() if item is not None and not isinstance(item, list))
        return {name: _without_null(item) for name, item in pairs}
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def counts(*values: int) -> tuple[int, ...]:
    """Return counts, 0 for what cannot be one."""
    return tuple(value if 0 <= value <= MOST_TOKENS else 0 for value in values)


def tokens(  # noqa: PLR0913, PLR0917 - the fields of Tokens
    sent: int, read: int, written_5m: int, written_1h: int, output: int, reasoning: int, searches: int
) -> Tokens:
    """Return Tokens of counts in their order, 0 for what cannot be one.

    The constructor takes three times as long, and there are millions of calls.
    """
    values = (sent, read, written_5m, written_1h, output, reasoning, searches)
    if 0 <= sent | read | written_5m | written_1h | output | reasoning | searches <= MOST_TOKENS:  # as each is then
        return tuple.__new__(Tokens, values)
    return tuple.__new__(Tokens, counts(*values))


def seconds(text: str) -> float | None:
    """Return the moment (epoch seconds) of an ISO date, None of anything else."""
    try:
        return max(0.0, datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError, OSError):
        return None
