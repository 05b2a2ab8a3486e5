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

_TYPE, _LATEST_TYPE = b'"type":"', 400  # bytes: a type that comes later is looked for by its mark

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


def is_other(line: bytes, kinds: tuple[bytes, ...]) -> bool:
    """Tell whether a line names its type before any object in it, and that is none of kinds (each with its quote).

    A search of the whole line for the marks of a kind takes ten times as long.
    """
    at = line.find(_TYPE, 0, _LATEST_TYPE)
    return at > 0 and line.find(b"{", 1, at) < 0 and not line.startswith(kinds, at + len(_TYPE))


def counts(*values: int) -> tuple[int, ...]:
    """Return counts, 0 for what cannot be one."""
    if min(values) >= 0 and max(values) <= MOST_TOKENS:
        return values
    return tuple(value if 0 <= value <= MOST_TOKENS else 0 for value in values)


def tokens(*values: int) -> Tokens:
    """Return Tokens of counts in their order; the constructor takes three times as long, and there are millions."""
    return tuple.__new__(Tokens, counts(*values))


def seconds(text: str) -> float | None:
    """Return the moment (epoch seconds) of an ISO date, None of anything else."""
    try:
        return max(0.0, datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError, OSError):
        return None
