"""A look at the files that a watch names says what a look at everything says."""

import contextlib
import os
import random
import shutil
import subprocess
import sys

import pytest

from statusline.repository import git_files, git_status, watch
from support import repositories

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="There is a watch on Linux only.")
ROUNDS = 20


@pytest.fixture
def git(tmp_path):
    repositories.need_pygit2()
    git = repositories.new(tmp_path / "r")
    for folder in ("src", "src/deep", "doc"):
        (git.folder / folder).mkdir()
        for number in range(3):
            (git.folder / folder / f"f{number}").write_text(f"{folder}{number}\n")
    git("add", ".")
    git("commit", "-q", "-m", "two")
    git("branch", "other")
    return git


@pytest.fixture
def tree(git):
    tree = git_status.Tree(str(git.folder), git_files.folders(str(git.folder)))
    tree.look(urgent=True)
    yield tree
    tree.close()


@pytest.fixture
def everything(tree, monkeypatch):
    """Return a list that grows with each look at everything that the tree makes."""
    looks, whole = [], git_status.Tree._everything
    monkeypatch.setattr(git_status.Tree, "_everything", lambda self: (looks.append(self is tree), whole(self)))
    return looks


def afresh(git):
    fresh = git_status.Tree(str(git.folder), git_files.folders(str(git.folder)))
    try:
        return fresh.look(urgent=True)
    finally:
        fresh.close()


def paths_below(top, *, folders):
    kind = os.path.isdir if folders else os.path.isfile
    return sorted(path for path in top.rglob("*") if kind(path) and ".git" not in path.parts)


class Hand:
    """Somebody who works in a repository: each call is one thing they do."""

    def __init__(self, git, seed):
        self.git, self.top, self.draw, self.count = git, git.folder, random.Random(seed), 0

    def __call__(self):
        self.count += 1
        files, folders = (paths_below(self.top, folders=folders) for folders in (False, True))
        file = self.draw.choice(files) if files else self.top / "a"
        folder = self.draw.choice([self.top, *folders])
        git = self.git
        deeds = {
            "edit": lambda: file.write_text(f"{self.count}"),
            "edit again": lambda: file.write_text(f"{self.count}x"),
            "touch": lambda: os.utime(file, (self.count, self.count)),
            "replace": lambda: ((folder / ".tmp").write_text("x"), (folder / ".tmp").replace(file)),
            "create": (folder / f"n{self.count}{self.draw.choice(('', '.o'))}").touch,
            "delete": file.unlink,
            "rename": lambda: file.rename(folder / f"m{self.count}"),
            "add": lambda: git("add", str(file)),
            "add all": lambda: git("add", "-A"),
            "commit": lambda: git("commit", "-q", "-m", "x"),
            "reset hard": lambda: git("reset", "-q", "--hard", self.draw.choice(("HEAD", "HEAD~1"))),
            "reset": lambda: git("reset", "-q", self.draw.choice(("HEAD", "HEAD~1"))),
            "checkout": lambda: git("checkout", "-q", self.draw.choice(("main", "other"))),
            "stash": lambda: git("stash", "-q"),
            "pop": lambda: git("stash", "pop", "-q"),
            "untrack": lambda: git("rm", "-q", "--cached", str(file)),
            "mkdir": (folder / f"d{self.count}").mkdir,
            "ignore": lambda: (folder / ".gitignore").write_text(self.draw.choice(("*.o\n", "", "n1*\n"))),
            "rmdir": lambda: shutil.rmtree(self.draw.choice(folders)) if folders else None,
        }
        name = self.draw.choice(sorted(deeds))
        with contextlib.suppress(subprocess.CalledProcessError, OSError):
            deeds[name]()
        return name


@pytest.mark.parametrize("seed", [3, 11])
def test_named_files_say_what_everything_says(git, tree, everything, seed):
    hand, done = Hand(git, seed), []
    for _ in range(ROUNDS):
        done += [hand(), hand()]
        assert tree.look(urgent=True) == afresh(git), done
    assert everything.count(True) < ROUNDS


def test_edit_is_looked_at_alone(git, tree, everything):
    (git.folder / "src/f1").write_text("changed")
    (git.folder / "new").touch()
    assert tree.look(urgent=False) == {"conflict": "", "untracked": "1", "dirty": "1", "staged": ""}
    git("commit", "-q", "-a", "-m", "three")
    assert tree.look(urgent=True)["dirty"] == ""
    assert everything == []


def test_too_many_are_looked_at_together(git, tree, everything):
    for number in range(git_status.MOST_PATHS + 1):
        (git.folder / f"src/n{number}").touch()
    assert tree.look(urgent=True)["untracked"] == str(git_status.MOST_PATHS + 1)
    assert everything == [True]


def test_everything_waits_its_turn(git, tree, everything):
    (git.folder / "src/inner").mkdir()
    (git.folder / "src/inner/x").touch()
    assert tree.look(urgent=False) is None
    tree._ended -= git_status.AGAIN_AFTER + 1
    assert tree.look(urgent=False)["untracked"] == "1"
    assert everything == [True]


def test_without_a_watch_everything_is_looked_at(git, monkeypatch, everything):
    monkeypatch.setattr(watch, "MOST_FOLDERS", 2)
    tree = git_status.Tree(str(git.folder), git_files.folders(str(git.folder)))
    assert tree.look(urgent=True)["dirty"] == ""
    (git.folder / "src/f1").write_text("changed")
    assert tree.look(urgent=False) is None
    assert tree.look(urgent=True)["dirty"] == "1"
    assert len(everything) == 2


def test_flood_is_one_change(tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "MOST_CHANGES", 20)
    seen = watch.Watch()
    seen.add(os.fsencode(tmp_path))
    for number in range(watch.MOST_CHANGES + 10):
        (tmp_path / str(number)).touch()
    changes = seen.changes()
    seen.close()
    assert any(change.whole for change in changes)
    assert len(changes) <= watch.MOST_CHANGES + 5
