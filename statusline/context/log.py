"""The lines around one line of a log: the file is opened once, and what is far from the line is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from statusline.errors import StatuslineError
from statusline.index.log_lines import LONGEST_LINE
from statusline.index.walking import PACKED
from statusline.state import tail

if TYPE_CHECKING:
    from typing import BinaryIO

AROUND = 1 << 20  # bytes before and after the line


class Lines(NamedTuple):
    before: list[bytes]
    own: bytes
    after: list[bytes]


def read(path: str, offset: int) -> Lines:
    """Return the line that begins at offset, and the whole lines around it. Raises StatuslineError."""
    if path.endswith(PACKED) and not tail.can_unpack():
        raise StatuslineError("The log is packed, and cannot be unpacked: {path}.", "Install `zstandard`.", path=path)
    try:
        with open(path, "rb") as file:
            return _around(tail.unpacked(file), offset) if path.endswith(PACKED) else _around(file, offset)
    except OSError:
        raise StatuslineError(
            "The log of that call is gone: {path}.", "Its numbers stay in `statusline calls`.", path=path
        ) from None


def _around(file: BinaryIO, offset: int) -> Lines:
    start = max(0, offset - AROUND)
    _pass_over(file, start)
    before = file.read(offset - start).split(b"\n")[:-1]
    own = file.readline(LONGEST_LINE)
    after = file.read(AROUND).split(b"\n")[:-1]
    return Lines(before[1:] if start else before, own, after)


def _pass_over(file: BinaryIO, start: int) -> None:
    if file.seekable():
        file.seek(start)
        return
    left = start
    while left and (passed := file.read(min(left, AROUND))):
        left -= len(passed)
