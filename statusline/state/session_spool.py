"""The folder in which the hot half leaves what each session last said of its limits, one small file a session."""

from __future__ import annotations

import heapq
import os
from typing import TYPE_CHECKING

from statusline.hot import prompt_file, spool
from statusline.hot.text import DAY
from statusline.state import files

if TYPE_CHECKING:
    Windows = dict[str, tuple[float, int, int]]

KEPT_FOR = 8 * DAY
MOST_SESSIONS = 300  # the newest ones: what older ones say is settled by them
_LIMIT = 4_096


def windows(folder: str) -> dict[str, Windows]:
    """Return session -> window -> (used percentage 0-100, resets_at, observed_at), empty for a file that is none."""
    return {name: spool.load(prompt_file.read_own(f"{folder}/{name}", _LIMIT)) for name in _sessions(folder)}


def sweep(folder: str, now: int) -> None:
    """Remove the files of sessions that are silent for eight days."""
    for name in _names(folder):
        path = f"{folder}/{name}"
        try:
            if os.stat(path).st_mtime < now - KEPT_FOR:
                os.unlink(path)
        except OSError:
            continue


def newest(folder: str) -> float:
    """Return when a session last said something new (epoch seconds), 0 if never."""
    return max((files.changed_at(f"{folder}/{name}") for name in _sessions(folder)), default=0.0)


def changed(folder: str) -> int:
    """Return when a file last came, went or was replaced (nanoseconds since the epoch), 0 if never."""
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _sessions(folder: str) -> list[str]:
    """Return the newest sessions; a spool may hold thousands of files that nobody has swept."""
    names = [name for name in _names(folder) if not name.endswith((".last", ".line", ".tmp"))]
    if len(names) <= MOST_SESSIONS:
        return names
    return heapq.nlargest(MOST_SESSIONS, names, key=lambda name: files.changed_at(f"{folder}/{name}"))
