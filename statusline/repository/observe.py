"""One look at a working tree: what its files say, and what libgit2 does."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.hot import git_branch
from statusline.repository import git_files, git_status, jj
from statusline.repository.git_status import Tree
from statusline.repository.state_file import State

if TYPE_CHECKING:
    from statusline.repository.git_files import GitFolders

MOST_TREES = 3


class Observer:
    """Looks at working trees, and remembers the last few of them."""

    def __init__(self) -> None:
        self._trees: dict[tuple[object, ...], Tree] = {}

    def observe(self, top: str, now: int, *, urgent: bool) -> State | None:
        """Return what there is to say of a working tree, None if it is none or it is too early to look again.

        now: epoch seconds; urgent: git's own files have changed.
        """
        state, place = files_alone(top, now), git_files.folders(top)
        if state is None or place is None or git_branch.is_jj(top):
            return state
        try:
            counted = self._tree(top, place).look(urgent=urgent)
        except git_status.Refused as refused:
            return replace(state, note=str(refused))
        return None if counted is None else replace(state, values={**state.values, **counted})

    def _tree(self, top: str, place: GitFolders) -> Tree:
        key = (top, place, git_files.identity(place.own)[:1], git_files.identity(top)[:1])
        tree = self._trees.pop(key, None) or Tree(top, place)
        self._trees[key] = tree
        while len(self._trees) > MOST_TREES:
            self._trees.pop(next(iter(self._trees))).close()
        return tree


def files_alone(top: str, now: int) -> State | None:
    """Return what the files of a working tree say without a library."""
    root, head = git_branch.find(top)
    if root == top and git_branch.is_jj(top):
        return State(head, now, "", jj.values(top))
    place = git_files.folders(top)
    return State(head, now, "", git_files.values(place)) if root == top and place else None


def stamp(top: str) -> str:
    """Return a checksum that changes with every commit, branch, index or stash."""
    place = git_files.folders(top)
    watched = [*jj.watched(top), *(place.watched() if place else ())]
    head = git_files.head(place) if place else ""
    if place and head.startswith("ref: refs/") and ".." not in head and "\0" not in head:
        watched.append(f"{place.common}/{head[5:]}")
    return f"{zlib.crc32(repr([head, *map(git_files.identity, watched)]).encode('utf-8', 'surrogateescape')):08x}"
