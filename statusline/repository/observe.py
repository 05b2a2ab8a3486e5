"""One look at a working tree: what its files say, and what libgit2 does."""

from __future__ import annotations

import os
import zlib
from dataclasses import replace

from statusline.hot import git_branch
from statusline.repository import git_files, git_status, jj
from statusline.repository.state_file import State


def observe(top: str, now: int) -> State | None:
    """Return what there is to say of a working tree, None if it is none any more. now: epoch seconds."""
    state, place = files_alone(top, now), git_files.folders(top)
    if state is None or place is None or git_branch.is_jj(top):
        return state
    counted, note = git_status.values(top, place)
    return replace(state, note=note, values={**state.values, **counted})


def files_alone(top: str, now: int) -> State | None:
    """Return what the files of a working tree say without a library."""
    found, head = git_branch.find(top)
    if found == top and git_branch.is_jj(top):
        return State(head, now, "", jj.values(top))
    place = git_files.folders(top)
    return State(head, now, "", git_files.values(place)) if found == top and place else None


def stamp(top: str) -> str:
    """Return what differs once a commit, a branch, the index, a stash or the top folder has changed."""
    place = git_files.folders(top)
    watched = [top, *jj.watched(top), *(place.watched() if place else ())]
    head = git_files.head(place) if place else ""
    if place and head.startswith("ref: refs/") and ".." not in head and "\0" not in head:
        watched.append(f"{place.common}/{head[5:]}")
    return f"{zlib.crc32(repr([head, *map(_identity, watched)]).encode('utf-8', 'surrogateescape')):08x}"


def _identity(path: str) -> tuple[int, ...]:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns
