"""The branch of a folder, in the layouts that git itself makes."""

import subprocess

import pytest

from statusline.hot.git_branch import branch


@pytest.fixture
def git(require, tmp_path):
    """Return a function that runs git in a folder of a fresh repository."""
    program = require("git")
    identity = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b",
    }

    def run(*arguments, folder=tmp_path):
        command = [program, "-C", str(folder), "-c", "commit.gpgsign=false", *arguments]
        environment = {**identity, "HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()

    run("init", "-q", "-b", "feature/one")
    return run


def test_a_branch_without_a_commit_has_its_name(git, tmp_path):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert branch(str(tmp_path)) == branch(str(deep)) == "feature/one"


def test_no_branch_is_the_start_of_the_commit(git, tmp_path):
    git("commit", "-q", "--allow-empty", "-m", "x")
    git("checkout", "-q", "--detach")
    assert branch(str(tmp_path)) == git("rev-parse", "HEAD")[:7]


def test_a_worktree_has_its_own_branch(git, tmp_path):
    git("commit", "-q", "--allow-empty", "-m", "x")
    git("worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    assert branch(str(tmp_path / "tree")) == "other"
    assert branch(str(tmp_path)) == "feature/one"


def test_reftable_makes_no_branch_up(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/.invalid\n")
    assert branch(str(tmp_path)) == ""


def test_outside_a_repository_there_is_none(tmp_path):
    assert branch(str(tmp_path)) == ""


def test_inner_reftable_hides_the_outer_branch(git, tmp_path):
    inner = tmp_path / "vendored"
    (inner / ".git").mkdir(parents=True)
    (inner / ".git" / "HEAD").write_text("ref: refs/heads/.invalid\n")
    assert branch(str(inner)) == ""


def test_a_branch_may_have_invalid_in_its_name(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/fix/email.invalid-check\n")
    assert branch(str(tmp_path)) == "fix/email.invalid-check"
