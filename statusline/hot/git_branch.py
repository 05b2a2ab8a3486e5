"""The repository of a folder and its branch, read from its own files: no process. HOT where a format asks for it.

`.git` is a folder with `HEAD`, or in a worktree or submodule a file that says `gitdir: <folder>`; HEAD says
`ref: refs/heads/<branch>` or names a commit (gitrepository-layout(5)). A workspace of Jujutsu has a folder `.jj`.
"""

from statusline.hot import prompt_file, system

DEEPEST = 64
LONGEST_PATH = 4_096
SIZE_LIMIT = 4_096
SHORT_COMMIT = 7
NO_BRANCH = "ref: refs/heads/.invalid"  # all that HEAD says where the refs are in a reftable (gitformat-reftable(5))


def branch(folder: str) -> str:
    """Return the branch that folder is on, the start of the commit if it is on none; empty outside a repository."""
    return branch_of(find(folder)[1])


def branch_of(head: str) -> str:
    """Return the branch that a HEAD names, the start of the commit if it is on none; empty if it does not say."""
    if head[:5] == "ref: ":
        return "" if head == NO_BRANCH else head[5:].removeprefix("refs/heads/")
    return head[:SHORT_COMMIT] if len(head) >= SHORT_COMMIT and all(c in "0123456789abcdef" for c in head) else ""


def find(folder: str) -> "tuple[str, str]":
    """Return the top folder of the repository that folder is in, and what HEAD says; both empty outside of one.

    A workspace of Jujutsu has no HEAD: what git's says beside it is not where the user is.
    """
    current = folder
    if len(folder) > LONGEST_PATH or not system.isabs(folder):
        return "", ""
    for _ in range(DEEPEST):
        if is_jj(current):
            return current, ""
        head = _head(system.join(current, ".git"))
        if head:
            return current, head
        above = system.dirname(current)
        if above == current:
            break
        current = above
    return "", ""


def is_jj(folder: str) -> bool:
    try:
        system.stat(folder + "/.jj/repo")
    except (OSError, ValueError):
        return False
    return True


def _head(git: str) -> str:
    text = _text(git + "/HEAD")
    if not text:
        pointer = _text(git)
        if pointer[:8] == "gitdir: ":
            text = _text(system.join(system.dirname(git), pointer[8:] + "/HEAD"))
    return text


def _text(path: str) -> str:
    try:
        return prompt_file.read_bytes(path, SIZE_LIMIT).decode("utf-8", "replace").strip()
    except ValueError:  # a NUL in a path that the document made up
        return ""
