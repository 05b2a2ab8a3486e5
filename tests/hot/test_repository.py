"""What a render shows of a repository: the cache's words, and that they are old."""

import os
from pathlib import Path

import pytest

from statusline.hot import claude_line, git_branch, paths, repository, session_document
from statusline.repository import state_file
from support import repositories

NOW = 1_800_000_000
HEAD = "ref: refs/heads/main"
VALUES = {"sha": "1f0c3ab", "dirty": "2"}
EVERY = ["branch", *VALUES]


@pytest.fixture
def top(tmp_path):
    folder = tmp_path / "work"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git/HEAD").write_text(HEAD + "\n")
    return str(folder)


def write(environ, top, head=HEAD, at=NOW, values=VALUES):
    state_file.write(paths.cache_dir(environ), top, state_file.State(head, at, "", values))


def fields(environ, folder, wanted=EVERY, now=NOW):
    return repository.fields(str(folder), wanted, environ, now)


def wanted(environ, top):
    return repository.file(paths.cache_dir(environ), top) + ".wanted"


def test_below_the_top_too(environ, top):
    write(environ, top)
    os.makedirs(f"{top}/a/b")
    assert fields(environ, f"{top}/a/b") == ({**VALUES, "branch": "main"}, True)


def test_unknown_is_asked_for(environ, top):
    assert fields(environ, top) == ({"branch": "main"}, True)
    with open(wanted(environ, top), "rb") as file:
        assert file.read() == os.fsencode(top)


def test_known_is_asked_for_again(environ, top):
    write(environ, top)
    fields(environ, top)
    os.utime(wanted(environ, top), (0, 0))
    fields(environ, top)
    assert os.stat(wanted(environ, top)).st_mtime > 0


def test_branch_alone_asks_nobody(environ, top):
    assert fields(environ, top, ["branch"]) == ({"branch": "main"}, False)
    assert not os.path.exists(wanted(environ, top))


def test_branch_of_a_reftable_is_asked_for(environ, tmp_path):
    main, _ = repositories.reftable(tmp_path)
    assert fields(environ, main, ["branch"]) == ({}, True)
    write(environ, str(main), git_branch.NO_BRANCH, values={"branch": "topic"})
    assert fields(environ, main, ["branch"]) == ({"branch": "topic"}, True)


@pytest.mark.parametrize("now", [NOW + 61, NOW - 61])
def test_old_says_so(environ, top, now):
    write(environ, top)
    assert fields(environ, top, now=now)[0] == {"branch": "main", "sha": "1f0c3ab?", "dirty": "2?"}


def test_of_another_branch_is_old(environ, top):
    write(environ, top, "ref: refs/heads/other")
    assert fields(environ, top)[0]["dirty"] == "2?"


def test_secret_is_not_kept(environ, top):
    branch = "fix/ghp_16C7e42F292c6912E7710c838347Ae178B4a"
    (Path(top) / ".git/HEAD").write_text(f"ref: refs/heads/{branch}\n")
    write(environ, top, f"ref: refs/heads/{branch}", values={**VALUES, "branch": branch})
    with open(repository.file(paths.cache_dir(environ), top) + ".state", "rb") as file:
        assert b"ghp_" not in file.read()
    assert fields(environ, top)[0] == {"branch": branch, **VALUES}


HOSTILE = ("a\x1b[31m\x9b2Jb", "x\u202ey\u2066", "\u202e" * 40, "z" * 5_000, "Z" + "\u0351" * 60, "a\nb")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_one_clean_line(environ, top, text):
    write(environ, top, values={"git_worktree": text, "dirty": text})
    prompt = ([], ["\x1eDgit_worktree,\x1f\x1eDdirty,"])
    shown, _ = claude_line.fields_of({"workspace": {"current_dir": top}}, prompt, environ, NOW)
    for name in ("git_worktree", "dirty"):
        assert shown[name].isprintable()
        assert len(shown[name]) <= session_document.TEXT_LIMIT


def test_outside_of_a_repository(environ, tmp_path):
    assert fields(environ, tmp_path) == ({"branch": ""}, False)


@pytest.mark.parametrize("folder", ["", "/no/such", "\0", "\ud800", "a" * 5_000, "relative"])
def test_folder_that_the_document_made_up(environ, folder):
    assert fields(environ, folder) == ({"branch": ""}, False)


def test_state_of_another_folder_is_not_shown(environ, top):
    write(environ, top)
    path = repository.file(paths.cache_dir(environ), top) + ".state"
    with open(path, "rb") as file:
        data = file.read()
    assert repository.load(data, top) == (HEAD, NOW, "", VALUES)
    assert repository.load(data, top + "x") is None
    assert [repository.load(data[:end], top) for end in range(len(data))] == [None] * len(data)
