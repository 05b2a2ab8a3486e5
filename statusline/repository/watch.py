"""Which files below some folders have changed, as Linux tells by inotify(7). Elsewhere there is no watch."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from typing import NamedTuple

MOST_FOLDERS = 20_000
MOST_CHANGES = 1_000
_MODIFY, _ATTRIB, _CLOSE_WRITE, _MOVED, _CREATE, _DELETE, _GONE = 0x2, 0x4, 0x8, 0xC0, 0x100, 0x200, 0xC00
_LOST = 0x2000 | 0x4000 | 0x8000  # unmounted, too many at once, a folder that is not watched any more
_FOLDER = 0x40000000
_MASK = _MODIFY | _ATTRIB | _CLOSE_WRITE | _MOVED | _CREATE | _DELETE | _GONE | 0x01000000 | 0x02000000
_EVENT = struct.Struct("iIII")
_BUFFER = 262_144


class Change(NamedTuple):
    """A name in a watched folder; `whole`: more may have changed than that."""

    folder: bytes
    name: bytes
    whole: bool
    is_folder: bool


class Watch:
    """Watches folders, each for itself. Raises OSError where that cannot be had."""

    def __init__(self) -> None:
        if sys.platform != "linux":
            raise OSError("There is no inotify.")
        self._library = ctypes.CDLL(None, use_errno=True)
        self._handle: int = self._library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._handle < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        self._folders: dict[int, bytes] = {}

    def add(self, folder: bytes) -> None:
        if len(self._folders) >= MOST_FOLDERS:
            raise OSError("There are too many folders.")
        number = self._library.inotify_add_watch(self._handle, folder, _MASK)
        if number < 0:
            raise OSError(ctypes.get_errno(), "inotify_add_watch")
        self._folders[number] = folder

    def changes(self) -> list[Change]:
        """Return what has changed since the last time; of more than MOST_CHANGES only that it was too much."""
        changes: dict[Change, None] = {}
        while data := self._read():
            at = 0
            while at < len(data):
                number, mask, _, length = _EVENT.unpack_from(data, at)
                name = data[at + _EVENT.size : at + _EVENT.size + length].rstrip(b"\0")
                at += _EVENT.size + length
                whole = bool(mask & (_LOST | _GONE)) or number not in self._folders or len(changes) > MOST_CHANGES
                change = Change(self._folders.get(number, b""), b"" if whole else name, whole, bool(mask & _FOLDER))
                changes[change] = None
        return list(changes)

    def fileno(self) -> int:
        return self._handle

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _read(self) -> bytes:
        try:
            return os.read(self._handle, _BUFFER)
        except BlockingIOError:
            return b""
