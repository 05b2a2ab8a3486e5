"""What git's own files say, in the layouts that git makes, and in those that only an attacker does."""

import os

import pytest

from statusline.hot import git_branch
from statusline.repository import git_files, reftable
from support import repositories


def values(folder):
    place = git_files.folders(str(folder))
    return {name: text for name, text in git_files.values(place).items() if text} if place else None


@pytest.fixture
def git(tmp_path):
    return repositories.new(tmp_path / "r")


def test_loose_ref(git):
    assert values(git.folder) == {"branch": "main", "sha": git("rev-parse", "HEAD")[:7]}


def test_packed_ref(git):
    git("pack-refs", "--all")
    assert values(git.folder) == {"branch": "main", "sha": git("rev-parse", "HEAD")[:7]}


def test_detached_head(git):
    git("checkout", "-q", "--detach")
    sha = git("rev-parse", "HEAD")[:7]
    assert values(git.folder) == {"branch": sha, "sha": sha}


def test_no_commit_yet(git):
    git("checkout", "-q", "--orphan", "new")
    assert values(git.folder) == {"branch": "new"}


def test_stashes(git):
    for text in "12":
        (git.folder / "a").write_text(text)
        git("stash", "-q")
    assert values(git.folder)["stash"] == "2"


def test_worktree_has_its_name(git, tmp_path):
    git("worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    assert values(tmp_path / "tree")["git_worktree"] == "tree"
    assert values(tmp_path / "tree")["branch"] == "other"
    assert "git_worktree" not in values(git.folder)


def test_submodule(git, tmp_path):
    inner = repositories.new(tmp_path / "inner")
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "lib")
    assert values(git.folder / "lib") == {"branch": "main", "sha": inner("rev-parse", "HEAD")[:7]}


REFTABLE = {
    "HEAD": "ref: refs/heads/topic",
    "refs/heads/topic": "28b79e4786c99a415a824ef76f9dc06525aad2df",
    "refs/heads/feature/one": "c66ceffe04c134d88c418d64f2203a95dccaf32d",  # updated in the newer table
    "refs/heads/b/number-1": "7257b71b04e8f2ea2c227cc6fb511698de1c5576",
    "refs/heads/b/number-99": "7257b71b04e8f2ea2c227cc6fb511698de1c5576",  # of the second block
    "refs/heads/b/number-7": "",  # deleted in the newer table
    "refs/heads/zzz": "",
}


@pytest.mark.parametrize("name", REFTABLE)
def test_reftable_of_git(tmp_path, name):
    main, _ = repositories.reftable(tmp_path)
    assert reftable.read(f"{main}/.git/reftable", name) == REFTABLE[name]


def test_reftable_has_worktrees(tmp_path):
    main, tree = repositories.reftable(tmp_path)
    assert values(main) == {"branch": "topic", "sha": "28b79e4"}
    assert values(tree) == {"branch": "wt", "sha": "28b79e4", "git_worktree": "wt"}


def test_broken_reftable_says_nothing(tmp_path):
    main, _ = repositories.reftable(tmp_path)
    table = next((main / ".git/reftable").glob("0x000000000004*"))
    whole = table.read_bytes()
    for end in range(0, len(whole), 7):
        table.write_bytes(whole[:end])
        assert reftable.read(f"{main}/.git/reftable", "HEAD") in ("", REFTABLE["HEAD"])
    for at in range(len(whole)):
        table.write_bytes(whole[:at] + b"\xff" + whole[at + 1 :])
        reftable.read(f"{main}/.git/reftable", "refs/heads/zzz")


def _loop(git):
    (git / "HEAD").unlink()
    (git / "HEAD").symlink_to("HEAD")


def _large(git):
    with (git / "HEAD").open("r+b") as file:
        file.truncate(1 << 30)


def _endless(git):
    (git / "HEAD").unlink()
    (git / "HEAD").symlink_to("/dev/zero")


def _circle(git):
    (git / "refs/heads/main").write_text("ref: refs/heads/main\n")


def _outside(git):
    (git / "HEAD").write_text("ref: refs/../../secret\n")


HOSTILE = {
    "a FIFO": lambda git: repositories.fifo(git / "HEAD"),
    "a link to itself": _loop,
    "a gigabyte": _large,
    "a device": _endless,
    "a circle of refs": _circle,
    "a ref outside": _outside,
    "no right to read": lambda git: (git / "HEAD").chmod(0),
    "a FIFO as a ref": lambda git: repositories.fifo(git / "refs/heads/main"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_head_says_no_commit(git, kind):
    (git.folder / "secret").write_text("a" * 40)
    HOSTILE[kind](git.folder / ".git")
    if kind == "no right to read" and os.geteuid() == 0:
        pytest.skip("Root may read everything.")
    assert "sha" not in (values(git.folder) or {})
    git_branch.find(str(git.folder))


def test_pointer_in_a_circle(tmp_path):
    (tmp_path / ".git").write_text("gitdir: .git\n")
    assert values(tmp_path) is None
    (tmp_path / ".git").unlink()
    (tmp_path / ".git").symlink_to(tmp_path)
    assert values(tmp_path) == {}
