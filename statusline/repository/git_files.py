"""What git's own files say: HEAD, the commit it stands for, stashes, the name of a worktree. No library, no process.

gitrepository-layout(5) and gitformat-reftable(5). Every file may be hostile: each read is bounded, and nothing but a
regular file is read.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from statusline.errors import StorageError
from statusline.frozen import dataclass
from statusline.hot import git_branch
from statusline.hot.git_branch import NO_BRANCH, SHORT_COMMIT
from statusline.repository import reftable
from statusline.state import files

if TYPE_CHECKING:
    from collections.abc import Iterator

_SMALL = 65_536
_LARGE = 64 * 1024 * 1024  # packed refs of a big repository, the log of its stashes
_HEX = frozenset("0123456789abcdef")
_COMMIT_LENGTHS = (40, 64)
_DEEPEST_LINK = 5


@dataclass(frozen=True, slots=True)
class GitFolders:
    """The git folder of one working tree, and the one that all working trees of a repository share."""

    own: str
    common: str

    @property
    def worktree(self) -> str:
        """Return the name of a linked worktree, empty for any other."""
        above, name = os.path.split(self.own)
        return name if self.own != self.common and os.path.basename(above) == "worktrees" else ""

    def watched(self) -> Iterator[str]:
        """Yield the files that change when a commit, a branch, the index or a stash does."""
        for name in ("HEAD", "index", "reftable/tables.list", "MERGE_HEAD", "config.worktree"):
            yield f"{self.own}/{name}"
        for name in ("packed-refs", "refs/stash", "logs/refs/stash", "reftable/tables.list", "config", "FETCH_HEAD"):
            yield f"{self.common}/{name}"


def folders(top: str) -> GitFolders | None:
    """Return the folders of the repository whose working tree is top, None if there is none."""
    git = f"{top}/.git"
    if not os.path.isdir(git):
        pointer = text(git)
        if not pointer.startswith("gitdir: "):
            return None
        git = os.path.normpath(os.path.join(top, pointer[8:]))
    if not os.path.isdir(git):
        return None
    common = text(f"{git}/commondir")
    return GitFolders(git, os.path.normpath(os.path.join(git, common)) if common else git)


def text(path: str, limit: int = _SMALL) -> str:
    return data(path, limit).decode("utf-8", "surrogateescape").strip()


def data(path: str, limit: int = _SMALL) -> bytes:
    """Return a regular file's content; empty if it is missing, unreadable, too long or anything else."""
    try:
        return files.read_bytes(path, limit, own=False) or b""
    except (StorageError, ValueError):
        return b""


def head(place: GitFolders) -> str:
    """Return what HEAD says, `ref: <name>` or a commit, where the refs are in a reftable too."""
    content = text(f"{place.own}/HEAD")
    return (reftable.read(f"{place.own}/reftable", "HEAD") or content) if content == NO_BRANCH else content


def commit(place: GitFolders, value: str) -> str:
    """Return the commit that the value of HEAD stands for, empty if there is none yet."""
    for _ in range(_DEEPEST_LINK):
        if not value.startswith("ref: "):
            return value if len(value) in _COMMIT_LENGTHS and _HEX.issuperset(value) else ""
        value = _ref(place, value[5:])
    return ""


def _ref(place: GitFolders, name: str) -> str:
    if not name.startswith("refs/") or ".." in name or "\0" in name:
        return ""
    if os.path.isdir(f"{place.common}/reftable"):
        return reftable.read(f"{place.common}/reftable", name)
    packed = f"{place.common}/packed-refs"
    return text(f"{place.common}/{name}") or _packed(packed, identity(packed), name)


def identity(path: str) -> tuple[int, ...]:
    """Return what changes when a file is written or replaced, empty if there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=16)
def _packed(path: str, _: tuple[int, ...], name: str) -> str:
    """Return the commit of a ref in a file of packed refs, empty if it has none; the file may be large."""
    packed, wanted = data(path, _LARGE), b" " + os.fsencode(name) + b"\n"
    at = packed.find(wanted)
    return packed[packed.rfind(b"\n", 0, at) + 1 : at].decode("ascii", "replace") if at > 0 else ""


@lru_cache(maxsize=16)
def _lines(path: str, _: tuple[int, ...]) -> int:
    return data(path, _LARGE).count(b"\n")


def values(place: GitFolders) -> dict[str, str]:
    """Return the variables that git's files answer alone."""
    value = head(place)
    log = f"{place.common}/logs/refs/stash"
    stashes = _lines(log, identity(log))
    return {
        "branch": git_branch.branch_of(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
        "sha": commit(place, value)[:SHORT_COMMIT],
        "stash": str(stashes or ""),
        "git_worktree": place.worktree,
    }
