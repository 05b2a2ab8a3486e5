"""Repositories as git itself makes them, and what the worker says of one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from support.machine import REQUIRED, shell_or_skip

FIXTURES = Path(__file__).parents[1] / "fixtures" / "git"
IDENTITY = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}


class Git:
    """git in one folder, with nothing of the user's."""

    def __init__(self, folder):
        self.folder = folder
        self._program = shell_or_skip("git")

    def __call__(self, *arguments, folder=None):
        command = [self._program, "-C", str(folder or self.folder), "-c", "commit.gpgsign=false", *arguments]
        environ = {**IDENTITY, "HOME": str(self.folder), "PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environ).stdout.strip()


def new(folder):
    """Make a repository with one commit, of the files `a` and `b`, on the branch main; return its git."""
    folder.mkdir(parents=True, exist_ok=True)
    git = Git(folder)
    git("init", "-q", "-b", "main")
    for name in ("a", "b"):
        (folder / name).write_text(f"{name}\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    return git


def reftable(folder):
    """Make the repository of git 2.47 whose refs are in a reftable: on topic, with a worktree on wt beside it."""
    shutil.copytree(FIXTURES / "reftable/dotgit", folder / "main/.git")
    (folder / "main/.git/objects/info").mkdir()
    tree = folder / "wt"
    tree.mkdir()
    (tree / ".git").write_text(f"gitdir: {folder}/main/.git/worktrees/wt\n")
    return folder / "main", tree


def need_pygit2():
    """Return pygit2; skip the test without it, fail it if STATUSLINE_REQUIRE lists it."""
    try:
        import pygit2
    except ImportError:
        if "pygit2" in REQUIRED:
            pytest.fail("pygit2 is not installed, and STATUSLINE_REQUIRE lists it.", pytrace=False)
        pytest.skip("pygit2 is not installed.")
    return pygit2


def fifo(path):
    path.unlink(missing_ok=True)
    os.mkfifo(path)
