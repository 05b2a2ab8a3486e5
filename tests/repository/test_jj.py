"""A repository that jj 0.46 made, with a bookmark at its first commit and a second workspace."""

import os
import shutil
from pathlib import Path

import pytest

from statusline.hot import git_branch
from statusline.repository import jj, observe
from support import repositories

FIXTURE = Path(__file__).parents[1] / "fixtures/jj"


@pytest.fixture
def workspaces(tmp_path):
    for name in ("n", "w2"):
        shutil.copytree(FIXTURE / name / "dotjj", tmp_path / name / ".jj")
    return tmp_path


def test_bookmark_of_the_parent(workspaces):
    assert jj.values(f"{workspaces}/n") == {"branch": "main", "change": "mwyyxrqn", "sha": "ff2b031"}


def test_another_workspace_has_its_own(workspaces):
    assert jj.values(f"{workspaces}/w2") == {"branch": "feature/x", "change": "opurkxqs", "sha": "f37b350"}


def test_change_of_a_commit_without_tables(workspaces):
    shutil.rmtree(workspaces / "n/.jj/repo/store/extra")
    assert jj.values(f"{workspaces}/n")["change"] == "mwyyxrqn"


def test_packed_commit_has_a_change_but_no_parent(workspaces):
    shutil.rmtree(workspaces / "n/.jj/repo/store/git")
    assert jj.values(f"{workspaces}/n") == {"branch": "", "change": "mwyyxrqn", "sha": "ff2b031"}


def test_git_beside_it_says_nothing(workspaces):
    repositories.new(workspaces / "n")
    (workspaces / "n/new").touch()
    assert git_branch.find(f"{workspaces}/n") == (f"{workspaces}/n", "")
    assert set(observe.Observer().observe(f"{workspaces}/n", 5, urgent=True).values) == {"branch", "change", "sha"}


def test_operation_changes_the_stamp(workspaces):
    before = observe.stamp(f"{workspaces}/w2")
    (workspaces / "n/.jj/repo/op_heads/heads/00").touch()
    assert observe.stamp(f"{workspaces}/w2") != before


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("damage", [b"", b"\xff" * 300, b"\x0a\xff\xff\xff\xff\x0f", b"../../../secret"])
def test_damage_is_no_traceback(workspaces, damage):
    for path in files(workspaces / "n"):
        whole = path.read_bytes()
        path.chmod(0o600)
        for data in (damage, whole[: len(whole) // 2]):
            path.write_bytes(data)
            jj.values(f"{workspaces}/n")
        path.write_bytes(whole)
    assert jj.values(f"{workspaces}/n")["change"] == "mwyyxrqn"


def test_hostile_files_are_not_read(workspaces):
    for path in files(workspaces / "n"):
        path.unlink()
        os.mkfifo(path)
    assert jj.values(f"{workspaces}/n") == {}
