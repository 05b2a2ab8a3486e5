"""What has changed in a working tree, through libgit2: it runs no filter, hook, monitor or any other program.

pygit2 is an extra. libgit2 refuses a repository of another user's as git does. To look at everything is to ask the
system about each file; where a watch tells which files have changed, the next look asks about those alone.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, Any

from statusline.repository import git_files, notes, reftable
from statusline.repository.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.repository.git_files import GitFolders
    from statusline.repository.watch import Change

MOST_PATHS = 30  # to look at one by one: each takes as long as to find its place in the index
AGAIN_AFTER, OFTEN = 2.0, 50  # a look at everything that took t is repeated after 2 s, and not before 50 t,
EVERYTHING_AFTER, SELDOM = 30.0, 100  # where there is a watch after 30 s and 100 t: some changes it does not see
_INCLUDE_UNTRACKED = 1 << 3  # of libgit2's diff flags: a folder without tracked files counts as one
_UNTRACKED, _CONFLICTED = 7, 10  # of its kinds of change
_IN_INDEX, _NEW, _IN_TREE, _IN_CONFLICT = 0b11111, 1 << 7, 0b111110 << 7, 1 << 15  # of its flags of one file
_SETTINGS = ("config", "info/exclude", "info/attributes")
_RULES = (b".gitignore", b".gitattributes", b".gitmodules")


class Refused(Exception):
    """The repository cannot be looked at; the argument is the note that says why."""


class Tree:
    """A working tree between looks. Raises Refused."""

    def __init__(self, top: str, place: GitFolders) -> None:
        self._top, self._place = top, place
        self._repository = _opened(top)
        self._kinds: dict[str, set[str]] = {}
        self._commit = ""
        self._identity: tuple[int, ...] = ()
        self._settings: tuple[tuple[int, ...], ...] = ()
        self._ended = self._took = 0.0
        self._changes: dict[Change, None] = {}
        self._any = True  # whether any file may have changed
        self._watch: Watch | None = None

    def close(self) -> None:
        if self._watch:
            self._watch.close()
            self._watch = None

    def look(self, *, urgent: bool) -> dict[str, str] | None:
        """Return the variables, None if it is too early to look at everything. Raises Refused.

        urgent: git's own files have changed.
        """
        import pygit2

        try:
            paths = None if self._any else self._paths()
            self._any = paths is None or not all(map(self._update, paths))
            if self._any and not urgent and not self._is_time(AGAIN_AFTER, OFTEN):
                return None
            if self._any:
                self._everything()
            return {name: str(number or "") for name, number in self._numbers()}
        except (pygit2.GitError, ValueError, KeyError, OSError):
            raise Refused(notes.UNSUPPORTED) from None

    def _gather(self) -> dict[Change, None]:
        """Return what the watch has seen since the last look."""
        if self._watch:
            self._changes.update(dict.fromkeys(self._watch.changes()))
        return self._changes

    def _is_time(self, least: float, share: int) -> bool:
        """Return whether so many seconds have passed, and so many times what the last look at everything took."""
        return time.monotonic() > self._ended + max(least, share * self._took)

    def _everything(self) -> None:
        began = time.monotonic()
        self._renew_watch()
        self._changes.clear()
        self._identity, self._settings = self._index_identity(), self._settings_identity()
        self._repository.index.read()
        self._commit = git_files.commit(self._place, git_files.head(self._place))
        deltas = self._repository.index.diff_to_workdir(flags=_INCLUDE_UNTRACKED).deltas
        kinds: dict[int, set[str]] = {}
        for delta in deltas:
            kinds.setdefault(delta.status, set()).add(delta.new_file.path or delta.old_file.path)
        conflict, untracked = kinds.pop(_CONFLICTED, set()), kinds.pop(_UNTRACKED, set())
        self._kinds = {
            "conflict": conflict,
            "untracked": untracked,
            "dirty": set().union(*kinds.values()),
            "staged": self._staged() - conflict,
        }
        self._any = False
        self._ended = time.monotonic()
        self._took = self._ended - began

    def _staged(self) -> set[str]:
        index = self._repository.index
        if not self._commit:
            return {entry.path for entry in index}
        return _paths_of(index.diff_to_tree(self._repository[self._commit].tree))

    def _renew_watch(self) -> None:
        """Watch every folder that is not ignored, if only few can be missed: submodules have a life of their own."""
        if self._watch and not any(change.whole or change.is_folder for change in self._gather()):
            return
        self.close()
        if os.path.lexists(f"{self._top}/.gitmodules") or os.path.isdir(f"{self._place.common}/reftable"):
            return
        with contextlib.suppress(OSError):
            watch = Watch()
            try:
                for folder in self._folders():
                    watch.add(os.fsencode(folder))
            except OSError:
                watch.close()
            else:
                self._watch = watch

    def _folders(self) -> Iterator[str]:
        for folder, names, _ in os.walk(self._top):
            yield folder
            inner = folder[len(self._top) + 1 :]
            names[:] = [
                name
                for name in names
                if name != ".git" and not self._repository.path_is_ignored(os.path.join(inner, name, ""))
            ]

    def _paths(self) -> set[str] | None:
        """Return the files that may differ from what is known, None if that may be any."""
        if self._watch is None or self._is_time(EVERYTHING_AFTER, SELDOM):
            return None
        if self._settings != self._settings_identity():
            return None
        paths = set()
        for change in self._gather():
            if change.folder == os.fsencode(self._top) and change.name == b".git":
                continue
            if change.whole or change.is_folder or change.name in _RULES:
                return None
            paths.add(os.fsdecode(change.folder + b"/" + change.name)[len(self._top) + 1 :])
        moved = self._moved()
        if moved is None or len(paths | moved) > MOST_PATHS:
            return None
        self._changes.clear()
        return paths | moved

    def _moved(self) -> set[str] | None:
        """Return the files that a new index or commit may have changed, None if that may be any.

        An entry of the index that has changed differs from the commit now, or did so before, or the commit has changed.
        """
        commit = git_files.commit(self._place, git_files.head(self._place))
        identity = self._index_identity()
        if identity == self._identity and commit == self._commit:
            return set()
        before, repository = self._commit, self._repository
        counted = set().union(*self._kinds.values())
        if not before or not commit or any(path.endswith("/") for path in counted):
            return None
        repository.index.read()
        trees = _paths_of(repository[before].tree.diff_to_tree(repository[commit].tree)) if before != commit else set()
        self._commit, self._identity = commit, identity
        staged = self._staged()
        self._kinds["staged"] |= staged  # `_update` decides about each; `_alone` needs all of them
        return counted | trees | staged

    def _alone(self, path: str) -> bool:
        """Return whether an untracked file is counted by itself: its folder has tracked files, for certain."""
        folder = os.path.dirname(path)
        if not folder or not self._commit or any(staged.startswith(f"{folder}/") for staged in self._kinds["staged"]):
            return not folder
        try:
            return bool(self._repository[self._commit].tree[folder])
        except KeyError:
            return False

    def _update(self, path: str) -> bool:
        """Look at one file; return False if its state depends on other files."""
        try:
            flags = self._repository.status_file(path)
        except KeyError:  # it is neither there nor known
            flags = 0
        if flags & _NEW and not self._alone(path):
            return False
        conflict = bool(flags & _IN_CONFLICT)
        for kind, holds in (
            ("conflict", conflict),
            ("untracked", flags & _NEW),
            ("dirty", flags & _IN_TREE),
            ("staged", flags & _IN_INDEX and not conflict),
        ):
            (self._kinds[kind].add if holds else self._kinds[kind].discard)(path)
        return True

    def _index_identity(self) -> tuple[int, ...]:
        return git_files.identity(f"{self._place.own}/index")

    def _settings_identity(self) -> tuple[tuple[int, ...], ...]:
        return tuple(git_files.identity(f"{self._place.common}/{name}") for name in _SETTINGS)

    def _numbers(self) -> Iterator[tuple[str, int]]:
        yield from ((kind, len(paths)) for kind, paths in self._kinds.items())
        head = git_files.head(self._place)
        commit, upstream = git_files.commit(self._place, head), _upstream(self._repository, self._place, head)
        if commit and upstream:
            ahead, behind = self._repository.ahead_behind(commit, upstream)
            yield from (("ahead", ahead), ("behind", behind))


def _opened(top: str) -> Any:
    """Return libgit2's repository. Raises Refused."""
    try:
        import pygit2
    except (ImportError, OSError):
        raise Refused(notes.NO_LIBRARY) from None
    try:
        if hasattr(pygit2.settings, "set_extensions"):  # since 1.19
            pygit2.settings.set_extensions(["refstorage"])  # reftable reads them
        repository = pygit2.Repository(top, pygit2.enums.RepositoryOpenFlag.NO_SEARCH)
    except (pygit2.GitError, ValueError, KeyError, OSError) as error:
        raise Refused(notes.OWNER if "not owned" in str(error) else notes.UNSUPPORTED) from None
    if repository.is_bare:
        raise Refused(notes.BARE)
    if os.path.realpath(repository.workdir) != os.path.realpath(top):
        raise Refused(notes.ELSEWHERE)
    return repository


def _paths_of(diff: Any) -> set[str]:
    return {delta.new_file.path or delta.old_file.path for delta in diff.deltas}


def _upstream(repository: Any, place: GitFolders, head: str) -> str:
    """Return the commit that the branch's upstream was at when it was last fetched, empty if there is none."""
    branch = head.removeprefix("ref: refs/heads/")
    if branch == head:
        return ""
    if not os.path.isdir(f"{place.common}/reftable"):
        local = repository.lookup_branch(branch)
        upstream = local.upstream if local else None
        return str(upstream.target) if upstream else ""
    config = repository.config
    try:
        remote, merge = config[f"branch.{branch}.remote"], config[f"branch.{branch}.merge"]
    except KeyError:
        return ""
    short = merge.removeprefix("refs/heads/")
    name = merge if remote == "." else f"refs/remotes/{remote}/{short}"
    return reftable.read(f"{place.common}/reftable", name)
