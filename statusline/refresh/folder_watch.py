"""Waits until something changes in some folders; where the system does not tell of it, for a second."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.repository.watch import Watch

LOOK_EVERY = 1  # second: what several sessions say in it is merged together


class FolderWatch:
    def __init__(self) -> None:
        self._watch = _watch()

    def forget(self) -> None:
        """Have no change until now end the next wait."""
        if self._watch:
            self._watch.changes()

    def wait(self, seconds: float, folders: Iterable[str]) -> None:
        """Wait for a change in any of these folders since `forget`, for so long at most.

        A change does not end the first second: what several sessions say at once is merged together. A folder that
        comes later is watched once that in which it lies is one of them.
        """
        started = time.monotonic()
        if seconds > LOOK_EVERY and (watch := self._watched(folders)):
            import select

            select.select([watch], [], [], seconds)
        time.sleep(max(0.0, started + min(seconds, LOOK_EVERY) - time.monotonic()))

    def _watched(self, folders: Iterable[str]) -> Watch | None:
        if self._watch is None:
            return None
        try:
            for folder in folders:
                with contextlib.suppress(FileNotFoundError):
                    self._watch.add(os.fsencode(folder))
        except OSError:  # there are too many watches on this machine
            self._watch.close()
            self._watch = None
        return self._watch


def _watch() -> Watch | None:
    if sys.platform != "linux":
        return None
    from statusline.repository.watch import Watch  # here: it loads ctypes

    with contextlib.suppress(OSError):
        return Watch()
    return None
