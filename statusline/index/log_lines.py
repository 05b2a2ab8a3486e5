"""The complete lines of a log from where the last pass ended; a packed one is read from its beginning."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from statusline.index.walking import PACKED
from statusline.state import append_reader, tail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST_LINE = 16 << 20  # bytes; a longer one is passed over
UNPACKED_MOST = 4 << 30
LOOK_EVERY = 1 << 18  # bytes after which a reader looks whether it has to stop
UNFINISHED = -1

_BUFFER = 1 << 18
_NEWLINE = 10


def parsed(line: bytes) -> dict[str, Any]:
    """Return a line as an object of JSON, empty if it is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


class Place(NamedTuple):
    """How far a log was read. `size` is UNFINISHED until its end was reached; `skipping`: within too long a line."""

    inode: int = 0
    size: int = UNFINISHED
    changed_ns: int = 0
    offset: int = 0
    skipping: bool = False


@dataclass(slots=True)
class OpenLog:
    """A log that is open to be read from `offset` on, which moves with `lines`. `size`: bytes when it was opened."""

    file: Any  # a file, or what unpacks one
    begun: Place
    size: int
    packed: bool
    offset: int
    skipping: bool
    at_end: bool = False
    whole_lines: int = 0
    too_long: int = 0

    @property
    def place(self) -> Place:
        size = self.size if self.at_end else UNFINISHED
        return Place(self.begun.inode, size, self.begun.changed_ns, self.offset, self.skipping)

    def lines(self, tired: Callable[[], bool] = lambda: False) -> Iterator[tuple[bytes, int]]:
        """Yield each complete line and the offset at which it begins, until `tired`, asked at times, says so."""
        offset, whole, packed = self.offset, 0, self.packed  # not fields of ours: there are millions of lines
        look_at = offset + LOOK_EVERY
        try:
            for line in iter(partial(self.file.readline, LONGEST_LINE), b""):
                begins, is_whole = offset, line[-1] == _NEWLINE
                if not is_whole and len(line) < LONGEST_LINE:  # still being written
                    break
                if packed and begins > UNPACKED_MOST:
                    break
                offset += len(line)
                if is_whole and not self.skipping:  # nearly all
                    whole += 1
                    yield line, begins
                    if begins >= look_at and not packed:
                        look_at, self.offset = begins + LOOK_EVERY, offset
                        if tired():
                            return
                else:
                    whole += is_whole
                    self.too_long += not is_whole and not self.skipping
                    self.skipping = not is_whole
            self.at_end = True
        finally:
            self.offset, self.whole_lines = offset, self.whole_lines + whole


@contextmanager
def opened(path: str, place: Place) -> Iterator[OpenLog]:
    """Open a log to read on from place, or from its beginning if that is another file's. Raises OSError."""
    with open(path, "rb", buffering=_BUFFER) as file:
        state = os.fstat(file.fileno())
        packed = path.endswith(PACKED)
        start = place if not packed and _goes_on(file, place, state) else Place()
        start = Place(append_reader.inode(state), UNFINISHED, state.st_mtime_ns, start.offset, start.skipping)
        if place.offset:
            file.seek(start.offset)
        source = tail.unpacked(file) if packed else file
        yield OpenLog(source, start, state.st_size, packed, start.offset, start.skipping)


def _goes_on(file: IO[bytes], place: Place, state: os.stat_result) -> bool:
    """Tell whether the file was only appended to: the byte before the offset still ends a line."""
    if place.inode != append_reader.inode(state) or place.offset > state.st_size:
        return False
    if not place.offset or place.skipping:
        return True
    file.seek(place.offset - 1)
    return file.read(1) == b"\n"
