"""Files that other programs append lines to: each complete line once, however huge the file, in little memory."""

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
    """Where to go on in a file.

    `size` is what it had when its end was reached (UNFINISHED before that), `skipping`: within a line that is too long.
    """

    inode: int
    size: int = UNFINISHED
    offset: int = 0
    skipping: bool = False


def lines(path: str, cursor: Cursor | None) -> Iterator[tuple[bytes, int, Cursor]]:
    """Yield each complete line that was appended since cursor, its length and the cursor after it. Raises OSError.

    At the end of the file comes an empty line with its size. A line of more than LONGEST_LINE bytes comes as empty
    ones. A file that was replaced or cut short is read from its beginning.
    """
    with open(path, "rb", buffering=_BUFFER) as file:
        state = os.fstat(file.fileno())
        at = _begun(file, cursor or Cursor(inode(state)), state)
        file.seek(at.offset)
        while line := file.readline(LONGEST_LINE):
            whole = line.endswith(b"\n")
            if not whole and len(line) < LONGEST_LINE:  # still being written
                break
            text = line if whole and not at.skipping else b""
            at = Cursor(at.inode, UNFINISHED, at.offset + len(line), not whole)
            yield text, len(line), at
        yield b"", len(line), at._replace(size=at.offset + len(line))


def _begun(file: BinaryIO, cursor: Cursor, state: os.stat_result) -> Cursor:
    """Return cursor if the file is still the one it belongs to, else one for its beginning."""
    fresh = Cursor(inode(state))
    if cursor.inode != inode(state) or cursor.offset > state.st_size:
        return fresh
    if cursor.offset and not cursor.skipping:
        file.seek(cursor.offset - 1)
        if file.read(1) != b"\n":  # written anew in place, and longer than before
            return fresh
    return cursor


def inode(state: os.stat_result) -> int:
    """Return a file's number as SQLite can keep it: some file systems use all of its 64 bits."""
    return state.st_ino & _MOST_INODE
