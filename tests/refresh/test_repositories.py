"""The looks at repositories, by the process that does them."""

import os
import time

import pytest

from statusline.config.git import Git
from statusline.hot import repository
from statusline.refresh.repositories import Repositories
from statusline.repository import notes, observe, state_file
from statusline.state.environment import find_environment
from support import repositories

ALL = ("sha", "branch", "dirty", "staged", "untracked", "conflict", "ahead", "behind", "stash")


@pytest.fixture
def environment(environ):
    return find_environment(environ)


@pytest.fixture
def looks(environment):
    """Return what an ingest has, with a time limit of a second."""
    looks = Repositories(environment, Git(seconds=1))
    yield looks
    looks.close()


def ask(environment, top):
    repository.fields(str(top), list(ALL), environment.environ, int(time.time()))


def until(looks, true, seconds=20):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        looks.look()
        time.sleep(0.01)


def state_of(environment, looks, top, good=lambda state: state is not None):
    """Have top looked at until what is known of it is good; return that."""
    ask(environment, top)
    until(looks, lambda: good(state_file.read(environment.cache, str(top))))
    return state_file.read(environment.cache, str(top))


def test_what_git_itself_says(environment, looks, tmp_path):
    repositories.need_pygit2()
    origin = repositories.new(tmp_path / "origin")
    clone = tmp_path / "clone"
    origin("clone", "-q", str(origin.folder), str(clone))
    git = repositories.Git(clone)
    origin("commit", "-q", "--allow-empty", "-m", "two")
    git("fetch", "-q")
    git("commit", "-q", "--allow-empty", "-m", "mine")
    git("commit", "-q", "--allow-empty", "-m", "mine too")
    (clone / "b").write_text("stashed")
    git("stash", "-q")
    (clone / "a").write_text("changed")
    (clone / "new").mkdir()
    for name in ("new/one", "new/two", "staged", "other"):
        (clone / name).write_text(name)
    git("add", "staged")
    state = state_of(environment, looks, clone, lambda state: state and "dirty" in state.values)
    assert state.values == {
        "branch": "main",
        "sha": git("rev-parse", "HEAD")[:7],
        "ahead": "2",
        "behind": "1",
        "dirty": "1",
        "staged": "1",
        "untracked": "2",
        "stash": "1",
    }
    assert (state.head, state.note) == ("ref: refs/heads/main", "")


def test_conflicts(environment, looks, tmp_path):
    repositories.need_pygit2()
    git = repositories.new(tmp_path / "r")
    for branch in ("one", "two"):
        git("checkout", "-q", "-b", branch, "main")
        (git.folder / "a").write_text(branch)
        git("commit", "-q", "-a", "-m", branch)
    with pytest.raises(Exception, match="merge"):
        git("merge", "-q", "one")
    state = state_of(environment, looks, git.folder, lambda state: state and "conflict" in state.values)
    assert state.values["conflict"] == "1"


def test_reftable_is_counted_too(environment, looks, tmp_path):
    pygit2 = repositories.need_pygit2()
    main, tree = repositories.reftable(tmp_path)
    (main / "new").touch()
    state = state_of(environment, looks, main, lambda state: state and ("untracked" in state.values or state.note))
    if state.note == notes.UNSUPPORTED and not hasattr(pygit2.settings, "set_extensions"):
        pytest.skip("pygit2 before 1.19 refuses repositories with a reftable.")
    assert state.values == {"branch": "topic", "sha": "28b79e4", "untracked": "1"}
    assert state_of(environment, looks, tree).values["branch"] == "wt"


def test_look_that_ends_not_is_given_up(environment, looks, tmp_path):
    git = repositories.new(tmp_path / "r")
    known = state_file.State("ref: refs/heads/main", 5, "", {"dirty": "3"})
    state_file.write(environment.cache, str(git.folder), known)
    repositories.need_pygit2()
    repositories.fifo(git.folder / ".git/index")
    began = time.monotonic()
    state = state_of(environment, looks, git.folder, lambda state: state.note)
    assert time.monotonic() - began < 10
    assert (state.values, state.observed_at) == (known.values, 5)
    pause = notes.pause(state.note)
    assert (pause.kind, pause.times) == (notes.SLOW, 1)
    assert 50 < pause.until - time.time() <= 60
    assert "git.seconds" in notes.problem(state.note)[0]


def test_paused_until_changed_and_over(environment, looks, tmp_path):
    git = repositories.new(tmp_path / "r")
    top = str(git.folder)
    changed, same = "00000000", None
    for until_, stamp in ((time.time() + 60, changed), (0, same)):
        pause = notes.Pause(notes.SLOW, int(until_), stamp or observe.stamp(top), 2)
        state_file.write(environment.cache, top, state_file.State("", 0, str(pause), {"dirty": "3"}))
        ask(environment, top)
        looks.look()
        until(looks, lambda: not looks.look() and looks.idle)
        assert state_file.read(environment.cache, top).note == str(pause)
    pause = notes.Pause(notes.SLOW, 0, changed, 2)
    state_file.write(environment.cache, top, state_file.State("", 0, str(pause), {"dirty": "3"}))
    assert state_of(environment, looks, top, lambda state: not notes.pause(state.note)).values["branch"] == "main"


def test_off_looks_at_nothing(environment, looks, tmp_path):
    git = repositories.new(tmp_path / "r")
    looks.settings = Git(enabled=False)
    ask(environment, git.folder)
    assert not looks.look()
    assert looks.idle


def test_forgotten_after_eight_days(environment, looks, tmp_path):
    git = repositories.new(tmp_path / "r")
    state_of(environment, looks, git.folder)
    base = repository.file(environment.cache, str(git.folder))
    os.utime(f"{base}.wanted", (0, 0))
    looks.close()
    assert os.listdir(os.path.dirname(base)) == []
