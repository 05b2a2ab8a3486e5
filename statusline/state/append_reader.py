"""Reads files that other programs append lines to: each complete line once, in little memory for any size."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_LINE = 2 << 20
UNFINISHED = -1

_BUFFER = 1 << 18
_MOST_INODE = (1 << 63) - 1


class Cursor(NamedTuple):
    """A position in a file.

    `size` is the file's size when its end was reached (UNFINISHED before that); `skipping`: in a line that is too long.
    """

    inode: int
    size: int = UNFINISHED
    offset: int = 0
    skipping: bool = False


def lines(path: str, cursor: Cursor | None) -> Iterator[tuple[bytes, int, Cursor]]:
    """Yield each complete line appended since cursor, its length and the cursor after it. Raises OSError.

    At the end of the file comes an empty line with the final cursor. Lines longer than LONGEST_LINE bytes come as empty
    lines. A file that was replaced or truncated is read from its beginning.
    """
    with open(path, "rb", buffering=_BUFFER) as file:
        state = os.fstat(file.fileno())
        position = _begun(file, cursor or Cursor(inode(state)), state)
        file.seek(position.offset)
        while line := file.readline(LONGEST_LINE):
            whole = line.endswith(b"\n")
            if not whole and len(line) < LONGEST_LINE:  # still being written
                break
            text = line if whole and not position.skipping else b""
            position = Cursor(position.inode, UNFINISHED, position.offset + len(line), not whole)
            yield text, len(line), position
        yield b"", len(line), position._replace(size=position.offset + len(line))


def _begun(file: BinaryIO, cursor: Cursor, state: os.stat_result) -> Cursor:
    """Return cursor if it belongs to this file, otherwise a cursor for its beginning."""
    fresh = Cursor(inode(state))
    if cursor.inode != inode(state) or cursor.offset > state.st_size:
        return fresh
    if cursor.offset and not cursor.skipping:
        file.seek(cursor.offset - 1)
        if file.read(1) != b"\n":  # rewritten in place, and longer than before
            return fresh
    return cursor


def inode(state: os.stat_result) -> int:
    """Return a file's inode number as a value that SQLite can store: some file systems use all 64 bits."""
    return state.st_ino & _MOST_INODE
