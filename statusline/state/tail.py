"""The lines of a file that may be huge, from its end: read in growing pieces, and no further than they are wanted."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 16 << 20  # bytes from the end of a file
FIRST_LINE = 1 << 20
UNPACKED_MOST = 256 << 20

_FIRST_PIECE, _LARGEST_PIECE = 1 << 16, 1 << 20
_UNPACKED_PIECE = 1 << 20
_PACKED = ".zst"


def lines(path: str, most: int = MOST) -> Iterator[bytes]:
    """Yield the whole lines in the last `most` bytes, the last one first. Raises OSError.

    A line that is still being written comes as far as it is. Of a packed file nothing comes if it cannot be unpacked.
    """
    with open(path, "rb") as file:
        if path.endswith(_PACKED):
            yield from reversed(_unpacked_end(file).split(b"\n"))
        else:
            yield from _backwards(file, most)


def first_line(path: str) -> bytes:
    """Return the first line, as far as a megabyte goes. Raises OSError."""
    with open(path, "rb") as file:
        head = _unpacked_start(file) if path.endswith(_PACKED) else file.readline(FIRST_LINE)
    return head.partition(b"\n")[0]


def can_unpack() -> bool:
    """Tell whether files that end in .zst can be read: that takes the package `zstandard`."""
    return _zstandard() is not None


def _backwards(file: BinaryIO, most: int) -> Iterator[bytes]:
    end = file.seek(0, os.SEEK_END)
    stop, piece, rest = max(0, end - most), _FIRST_PIECE, b""
    while end > stop:
        start = max(stop, end - piece)
        file.seek(start)
        whole = (file.read(end - start) + rest).split(b"\n")
        rest = whole.pop(0)
        yield from reversed(whole)
        end, piece = start, min(piece * 2, _LARGEST_PIECE)
    if stop == 0:
        yield rest


def _zstandard() -> Any:
    try:
        return import_module("zstandard")
    except ImportError:
        return None


def _unpacked_start(file: BinaryIO) -> bytes:
    return next(_unpacked(file), b"")


def _unpacked_end(file: BinaryIO) -> bytes:
    kept, seen = b"", 0
    for data in _unpacked(file):
        kept, seen = (kept + data)[-_UNPACKED_PIECE:], seen + len(data)
        if seen > UNPACKED_MOST:
            return b""
    return kept


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    zstandard = _zstandard()
    if zstandard is None:
        return
    try:
        with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True, closefd=False) as reader:
            while data := reader.read(_UNPACKED_PIECE):
                yield data
    except zstandard.ZstdError:  # cut short, or something else
        return
