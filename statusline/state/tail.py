"""The lines of a file that may be huge, from its end: read in growing blocks, and only as far as needed."""

from __future__ import annotations

import io
import os
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 16 << 20  # bytes from the end of a file
FIRST_LINE = 1 << 20
UNPACKED_MOST = 256 << 20

_FIRST_BLOCK, _LARGEST_BLOCK = 1 << 16, 1 << 20
_UNPACKED_BLOCK = 1 << 20
_LONGEST_LINE = 4 << 20
_PACKED = ".zst"


def lines(path: str, most: int = MOST) -> Iterator[bytes]:
    """Yield the whole lines in the last `most` bytes, the last one first. Raises OSError.

    A line that is still being written is yielded as it is, one of more than four megabytes as an empty one. A packed
    file that cannot be unpacked has no lines.
    """
    with open(path, "rb") as file:
        if path.endswith(_PACKED):
            yield from reversed(_unpacked_end(file).split(b"\n"))
        else:
            yield from _backwards(file, most)


def first_line(path: str) -> bytes:
    """Return the first line, up to a megabyte. Raises OSError."""
    with open(path, "rb") as file:
        head = _unpacked_start(file) if path.endswith(_PACKED) else file.readline(FIRST_LINE)
    return head.partition(b"\n")[0]


def can_unpack() -> bool:
    """Tell whether .zst files can be read: that needs the package `zstandard`."""
    from importlib.util import find_spec

    return find_spec("zstandard") is not None


def unpacked(file: BinaryIO) -> io.BufferedReader:
    """Return what is in a packed file, to be read from its beginning; it ends where it cannot be unpacked."""
    return io.BufferedReader(_Unpacked(_unpacked(file)), _UNPACKED_BLOCK)


class _Unpacked(io.RawIOBase):
    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or next(self._blocks, b"")
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _backwards(file: BinaryIO, most: int) -> Iterator[bytes]:
    end = file.seek(0, os.SEEK_END)
    stop, block, remainder, too_long = max(0, end - most), _FIRST_BLOCK, b"", False
    while end > stop:
        start = max(stop, end - block)
        file.seek(start)
        whole = (file.read(end - start) + remainder).split(b"\n")
        if too_long and len(whole) > 1:
            whole[-1], too_long = b"", False
        remainder = whole.pop(0)
        yield from reversed(whole)
        if too_long or len(remainder) > _LONGEST_LINE:
            remainder, too_long = b"", True
        end, block = start, min(block * 2, _LARGEST_BLOCK)
    if stop == 0:
        yield remainder


def _zstandard() -> Any:
    try:
        return import_module("zstandard")
    except ImportError:
        return None


def _unpacked_start(file: BinaryIO) -> bytes:
    return next(_unpacked(file), b"")


def _unpacked_end(file: BinaryIO) -> bytes:
    end, size = b"", 0
    for data in _unpacked(file):
        end, size = (end + data)[-_UNPACKED_BLOCK:], size + len(data)
        if size > UNPACKED_MOST:
            return b""
    return end


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    zstandard = _zstandard()
    if zstandard is None:
        return
    try:
        with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True, closefd=False) as reader:
            while data := reader.read(_UNPACKED_BLOCK):
                yield data
    except zstandard.ZstdError:  # cut short, or something else
        return
