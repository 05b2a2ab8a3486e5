"""What renders have asked an ingest for: files `*.wanted` in a folder of the cache, by their time."""

from __future__ import annotations

import contextlib
import os
import time

from statusline.hot import prompt_file
from statusline.hot.text import DAY, MINUTE
from statusline.state import files

KEPT_FOR = 8 * DAY
RECENT = MINUTE  # seconds since a render asked: longer ago nobody waits for the answer
_LIMIT = 4_096


class Asked:
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._times: dict[str, float] = {}

    def new(self) -> list[str]:
        """Return what has been asked for since the last time, the content of each file."""
        contents = []
        for path in self._files():
            at = files.changed_at(path)
            if at > max(self._times.get(path, 0.0), time.time() - RECENT):
                self._times[path] = at
                contents.append(os.fsdecode(prompt_file.read_own(path, _LIMIT)))
        return contents

    def sweep(self) -> None:
        """Forget what nobody has asked for in a long time, and what a process that was ended has left half written."""
        if os.path.isdir(self._folder):
            files.sweep(self._folder)
        for wanted in self._files():
            if files.changed_at(wanted) < time.time() - KEPT_FOR:
                for path in (wanted, wanted.removesuffix(".wanted") + ".state"):
                    with contextlib.suppress(OSError):
                        os.unlink(path)

    def _files(self) -> list[str]:
        try:
            return [f"{self._folder}/{name}" for name in os.listdir(self._folder) if name.endswith(".wanted")]
        except OSError:
            return []
