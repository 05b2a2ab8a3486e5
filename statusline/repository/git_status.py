"""What has changed in a working tree, through libgit2: it runs no filter, hook, monitor or any other program.

pygit2 is an extra. libgit2 refuses a repository of another user's as git does.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Any

from statusline.repository import git_files, notes, reftable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.repository.git_files import GitFolders

_INCLUDE_UNTRACKED = 1 << 3  # of libgit2's diff flags: a folder without tracked files counts as one
_UNTRACKED, _CONFLICTED = 7, 10  # of its kinds of change


def values(top: str, place: GitFolders) -> tuple[dict[str, str], str]:
    """Return the variables that libgit2 answers, and a note why it does not."""
    try:
        import pygit2
    except (ImportError, OSError):
        return {}, notes.NO_LIBRARY
    try:
        if hasattr(pygit2.settings, "set_extensions"):  # since 1.19
            pygit2.settings.set_extensions(["refstorage"])  # reftable reads them
        repository = pygit2.Repository(top, pygit2.enums.RepositoryOpenFlag.NO_SEARCH)
        if repository.is_bare:
            return {}, notes.BARE
        if os.path.realpath(repository.workdir) != os.path.realpath(top):
            return {}, notes.ELSEWHERE
        return {name: str(number or "") for name, number in _numbers(repository, place)}, ""
    except pygit2.GitError as error:
        return {}, notes.OWNER if "not owned" in str(error) else notes.UNSUPPORTED
    except (ValueError, KeyError, OSError):
        return {}, notes.UNSUPPORTED


def _numbers(repository: Any, place: GitFolders) -> Iterator[tuple[str, int]]:
    """Yield each number. Two diffs and not libgit2's status, which fails where it cannot resolve HEAD itself."""
    said = git_files.head(place)
    commit = git_files.commit(place, said)
    index = repository.index
    kinds = Counter(delta.status for delta in index.diff_to_workdir(flags=_INCLUDE_UNTRACKED).deltas)
    yield "conflict", kinds[_CONFLICTED]
    yield "untracked", kinds[_UNTRACKED]
    yield "dirty", kinds.total() - kinds[_CONFLICTED] - kinds[_UNTRACKED]
    staged = index.diff_to_tree(repository[commit].tree).deltas if commit else ()
    yield "staged", sum(delta.status != _CONFLICTED for delta in staged) if commit else len(index)
    upstream = _upstream(repository, place, said)
    if commit and upstream:
        ahead, behind = repository.ahead_behind(commit, upstream)
        yield from (("ahead", ahead), ("behind", behind))


def _upstream(repository: Any, place: GitFolders, said: str) -> str:
    """Return the commit that the branch's upstream was at when it was last fetched, empty if there is none."""
    branch = said.removeprefix("ref: refs/heads/")
    if branch == said:
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
