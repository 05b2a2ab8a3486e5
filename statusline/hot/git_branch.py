"""The branch of a folder, read from git's own files: no process. HOT where a format asks for it.

`.git` is a folder with `HEAD`, or in a worktree or submodule a file that says `gitdir: <folder>`; HEAD says
`ref: refs/heads/<branch>` or names a commit (gitrepository-layout(5)).
"""

import os

from statusline.hot import prompt_file

DEEPEST = 64
LONGEST_PATH = 4_096
SIZE_LIMIT = 4_096
SHORT_COMMIT = 7
NO_BRANCH = "ref: refs/heads/.invalid"  # all that HEAD says where the refs are in a reftable (gitformat-reftable(5))


def branch(folder: str) -> str:
    """Return the branch that folder is on, the start of the commit if it is on none; empty outside a repository."""
    current = folder
    if len(folder) > LONGEST_PATH:
        return ""
    for _ in range(DEEPEST):
        head = _head(os.path.join(current, ".git"))
        if head is not None:
            return head
        above = os.path.dirname(current)
        if above == current or not os.path.isabs(current):
            break
        current = above
    return ""


def _head(git: str) -> "str | None":
    """Return the branch that a repository is on, empty if its files do not say, None if there is no repository."""
    text = _text(git + "/HEAD")
    if not text:
        pointer = _text(git)
        if pointer[:8] == "gitdir: ":
            text = _text(os.path.join(os.path.dirname(git), pointer[8:], "HEAD"))
    if not text:
        return None
    if text[:5] == "ref: ":
        return "" if text == NO_BRANCH else text[5:].removeprefix("refs/heads/")
    return text[:SHORT_COMMIT] if len(text) >= SHORT_COMMIT and all(c in "0123456789abcdef" for c in text) else ""


def _text(path: str) -> str:
    try:
        return prompt_file.read_bytes(path, SIZE_LIMIT).decode("utf-8", "replace").strip()
    except ValueError:  # a NUL in a path that the document made up
        return ""
