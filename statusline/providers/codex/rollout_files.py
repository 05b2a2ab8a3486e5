"""Codex CLI's session files, "rollouts": which of them may hold the newest of what it was told.

`sessions/YYYY/MM/DD/rollout-<local time>-<id>.jsonl` and, flat, `archived_sessions/`; long idle ones may end in
`.jsonl.zst`. A resumed session goes on in its old file, so neither names nor times alone tell which is newest.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.hot.text import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LISTED = 20_000
BY_NAME = 2

_PACKED = ".zst"
_TIME_DIGITS = 12
_LAST_MOMENT = 1 << 33  # in the year 2242: more gmtime may not know


@dataclass(frozen=True, slots=True)
class Rollout:
    """One file. `changed_at` is epoch seconds, `size` bytes on the disk."""

    path: str
    name: str
    changed_at: float
    size: int

    @property
    def packed(self) -> bool:
        return self.path.endswith(_PACKED)


def newest(home: str, since: float) -> list[Rollout]:
    """Return the files below Codex's home folder to look into: the newest names, then the last changed.

    A file that was not changed since then (epoch seconds) has one of the newest names or is left out. Raises OSError
    if a folder is there and cannot be read.
    """
    files = _without_packed_copies(_listed(home))
    by_name = sorted(files, key=lambda rollout: rollout.name, reverse=True)[:BY_NAME]
    later = (rollout for rollout in files if rollout.changed_at >= since and rollout not in by_name)
    return [*by_name, *sorted(later, key=lambda rollout: (rollout.changed_at, rollout.name), reverse=True)]


def _listed(home: str) -> list[Rollout]:
    """Return the sessions as far as the bound goes, and the archived ones besides: however many, they hide none."""
    rollouts: list[Rollout] = []
    for folder in _days(f"{home}/sessions"):
        rollouts += _files(folder)
        if len(rollouts) >= MOST_LISTED:
            break
    return [*rollouts, *_files(f"{home}/archived_sessions")]


def _days(folder: str, depth: int = 3) -> Iterator[str]:
    """Yield the folders of the days, the last one first."""
    if depth == 0:
        yield folder
        return
    for name in sorted(filter(str.isdigit, _names(folder)), reverse=True):
        yield from _days(f"{folder}/{name}", depth - 1)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _files(folder: str) -> Iterator[Rollout]:
    try:
        entries = os.scandir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    with entries:
        for entry in entries:
            if entry.name.startswith("rollout-") and entry.name.endswith((".jsonl", ".jsonl" + _PACKED)):
                yield from _file(entry)


def _file(entry: os.DirEntry[str]) -> Iterator[Rollout]:
    try:
        if entry.is_file():
            status = entry.stat()
            yield Rollout(entry.path, entry.name.removesuffix(_PACKED), status.st_mtime, status.st_size)
    except OSError:  # it went away
        return


def _without_packed_copies(rollouts: list[Rollout]) -> list[Rollout]:
    plain = {rollout.name for rollout in rollouts if not rollout.packed}
    return [rollout for rollout in rollouts if rollout.name not in plain or not rollout.packed]


def of_session(home: str, session: str) -> str | None:
    """Return the file of a session by its id, which holds when it began (UUID version 7); None if there is none.

    The folders are those of local days: the one before and the one after count as well.
    """
    head = session.replace("-", "")[:_TIME_DIGITS]
    if len(head) < _TIME_DIGITS or any(c not in "0123456789abcdef" for c in head):
        return None
    begun = int(head, 16) / 1_000
    if not 0 < begun < _LAST_MOMENT:
        return None
    days = (time.strftime("%Y/%m/%d", time.gmtime(begun + days * DAY)) for days in (0, -1, 1))
    for folder in (*(f"{home}/sessions/{day}" for day in days), f"{home}/archived_sessions"):
        for name in _names(folder):
            if name.endswith((f"-{session}.jsonl", f"-{session}.jsonl{_PACKED}")):
                return f"{folder}/{name}"
    return None
