"""Git's refs in the reftable format (gitformat-reftable(5)): the value of one ref, from the newest table that has it.

A table is blocks of records whose names share a prefix with the name before. A table that cannot be understood ends
the search: an older value would be wrong.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from statusline.errors import StorageError
from statusline.state import files

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIST_LIMIT = 65_536
_TABLE_LIMIT = 64 * 1024 * 1024
_MOST_TABLES = 100
_MAGIC = b"REFT"
_HEADERS = {1: 24, 2: 28}
_FOOTER = 68
_SHA256 = b"s256"
_DELETED, _ONE, _TWO, _SYMBOLIC = range(4)


class _Malformed(Exception):
    """The bytes are no table of a version that we know."""


def read(folder: str, name: str) -> str:
    """Return what a ref says, `ref: <other>` or a commit, empty if there is none. folder: git's `reftable`."""
    for _ in range(2):  # git may have merged tables since the list was read
        with contextlib.suppress(StorageError, ValueError, IndexError, _Malformed):
            return _newest(folder, name.encode("utf-8", "surrogateescape"))
    return ""


def _newest(folder: str, name: bytes) -> str:
    listing = files.read_bytes(f"{folder}/tables.list", _LIST_LIMIT, own=False) or b""
    tables = [table for table in listing.decode("ascii").split("\n") if table]
    if len(tables) > _MOST_TABLES or any("/" in table for table in tables):
        raise _Malformed
    for table in reversed(tables):
        value = _search(files.read_bytes(f"{folder}/{table}", _TABLE_LIMIT, own=False) or b"", name)
        if value is not None:
            return value
    return ""


def _search(table: bytes, name: bytes) -> str | None:
    """Return the value of a ref in a table, empty if it is deleted there, None if the table does not have it."""
    header = _HEADERS.get(table[4]) if table[:4] == _MAGIC else None
    if header is None or len(table) < header + _FOOTER:
        raise _Malformed
    size = 32 if header == _HEADERS[2] and table[24:28] == _SHA256 else 20
    for record, kind, value in _records(table, header, size):
        if record == name:
            return _value(kind, value, size)
        if record > name:
            return None
    return None


def _records(table: bytes, header: int, size: int) -> Iterator[tuple[bytes, int, bytes]]:
    """Yield (name, kind, value) of the records of all ref blocks."""
    block_size = int.from_bytes(table[5:8])
    start, first = 0, header
    while table[start + first : start + first + 1] == b"r":
        length = int.from_bytes(table[start + first + 1 : start + first + 4])
        end = start + length
        if length <= first or end > len(table) - _FOOTER:
            raise _Malformed
        restarts = int.from_bytes(table[end - 2 : end])
        yield from _block(table, start + first + 4, end - 2 - 3 * restarts, size)
        start = start + block_size if block_size else end
        first = 0


def _block(table: bytes, at: int, end: int, size: int) -> Iterator[tuple[bytes, int, bytes]]:
    name = b""
    while at < end:
        shared, at = _number(table, at)
        both, at = _number(table, at)
        name = name[:shared] + table[at : at + (both >> 3)]
        _, at = _number(table, at + (both >> 3))
        kind = both & 7
        if kind == _SYMBOLIC:
            length, at = _number(table, at)
        elif kind in (_DELETED, _ONE, _TWO):
            length = kind * size
        else:
            raise _Malformed
        yield name, kind, table[at : at + length]
        at += length


def _value(kind: int, value: bytes, size: int) -> str:
    if kind == _SYMBOLIC:
        return "ref: " + value.decode("utf-8", "surrogateescape")
    return value[:size].hex()


def _number(table: bytes, at: int) -> tuple[int, int]:
    """Return a number of variable length, and where it ends."""
    value = table[at] & 0x7F
    while table[at] & 0x80:
        at += 1
        value = ((value + 1) << 7) | (table[at] & 0x7F)
        if value > _TABLE_LIMIT:
            raise _Malformed
    return value, at + 1
