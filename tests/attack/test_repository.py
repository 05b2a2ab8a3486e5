"""A repository whose settings name a program wherever git takes one: the looks at it run none, and write nothing."""

import contextlib
import os
import subprocess
import sys
import time

import pytest

from statusline.config.git import Git
from statusline.hot import repository
from statusline.refresh.repositories import Repositories
from statusline.repository import notes, observe, state_file
from statusline.state.environment import find_environment
from support import machine, repositories, two_users

# Every setting with which a repository can have git run a program; {p} leaves a mark.
SETTINGS = """
[core]
    fsmonitor = {p} fsmonitor
    fsmonitorHookVersion = 2
    hooksPath = {hooks}
    sshCommand = {p} ssh
    pager = {p} pager
    editor = {p} editor
    askPass = {p} askpass
    gitProxy = {p} proxy
    alternateRefsCommand = {p} alternates
    attributesFile = {attributes}
    untrackedCache = true
[filter "x"]
    clean = {p} clean
    smudge = {p} smudge
    process = {p} process
    required = true
[diff]
    external = {p} external
[diff "x"]
    textconv = {p} textconv
    command = {p} command
[merge "x"]
    driver = {p} merge
[credential]
    helper = !{p} credential
[pager]
    status = {p} pager
[alias]
    status = !{p} alias
[gpg]
    program = {p} gpg
[remote "origin"]
    url = ext::{p} ext
    fetch = +refs/heads/*:refs/remotes/origin/*
    uploadpack = {p} uploadpack
    proxy = {p}
    vcs = x
    promisor = true
[branch "main"]
    remote = origin
    merge = refs/heads/main
[submodule "sub"]
    update = !{p} submodule
    url = ext::{p} submodule
[include]
    path = included
"""
HOOKS = ("post-index-change", "query-watchman", "pre-commit", "post-checkout", "reference-transaction", "fsmonitor")


@pytest.fixture
def trapped(tmp_path):
    """Return (repository, folder of marks): any program that it names leaves a mark there."""
    git = repositories.new(tmp_path / "r")
    marks = tmp_path / "marks"
    marks.mkdir()
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\ntouch "{marks}/${{1:-none}}.$$"\ncat\n')
    hooks, attributes = git.folder / ".hooks", git.folder / ".all"
    hooks.mkdir()
    for name in HOOKS:
        for folder in (hooks, git.folder / ".git/hooks"):
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(f'#!/bin/sh\nexec "{program}" hook\n')
            (folder / name).chmod(0o755)
    program.chmod(0o755)
    attributes.write_text("* filter=x diff=x merge=x\n")
    (git.folder / ".gitattributes").write_text("* filter=x diff=x merge=x\n")
    settings = SETTINGS.format(p=program, hooks=hooks, attributes=attributes)
    for name in ("config", "included"):
        with (git.folder / ".git" / name).open("a") as file:
            file.write(settings if name == "config" else settings.replace("[include]\n    path = included\n", ""))
    (git.folder / "a").write_text("b\n")  # as long as it was, so that its content has to be compared
    (git.folder / "b").write_text("changed\n")
    (git.folder / "new").write_text("new\n")
    return git, marks


def everything_in(folder):
    return {
        path: (os.lstat(path).st_mtime_ns, os.lstat(path).st_mode, path.is_file() and path.read_bytes())
        for path in folder.rglob("*")
    }


def look(environ, top, *before):
    """Have the process of the looks look at top; return what it has found out."""
    done = subprocess.run(
        [*before, sys.executable, "-P", "-m", "statusline", "refresh", "--repositories"],
        env=environ,
        input=b"5 " + os.fsencode(top) + b"\0",
        capture_output=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.endswith(b"done\n")
    return state_file.read(find_environment(environ).cache, str(top))


def test_git_itself_would_run_them(trapped):
    git, marks = trapped
    with contextlib.suppress(subprocess.CalledProcessError):  # the filter does not answer as it should
        git("status", "--short")
    assert {path.name.partition(".")[0] for path in marks.iterdir()} >= {"fsmonitor", "process"}


def test_no_program_is_run(environ, trapped, tmp_path):
    repositories.need_pygit2()
    strace = machine.shell_or_skip("strace")
    git, marks = trapped
    before, trace = everything_in(git.folder), tmp_path / "trace"
    options = ("-f", "-qq", "-e", "trace=execve,execveat,connect,fork,vfork,clone,clone3", "-o", str(trace))
    state = look(environ, git.folder, strace, *options)
    assert (state.note, state.values["dirty"], state.values["untracked"]) == ("", "2", "4")
    assert list(marks.iterdir()) == []
    assert everything_in(git.folder) == before
    calls = trace.read_text()
    assert calls.count("execve(") == 1, calls
    assert not any(call in calls for call in ("execveat(", "connect(", "fork(", "clone(", "clone3(")), calls


def test_variables_of_git_lead_nowhere(environ, trapped, tmp_path):
    repositories.need_pygit2()
    git, marks = trapped
    other = repositories.new(tmp_path / "other")
    environ |= {
        "GIT_DIR": f"{other.folder}/.git",
        "GIT_WORK_TREE": str(other.folder),
        "GIT_INDEX_FILE": f"{other.folder}/.git/index",
        "GIT_EXTERNAL_DIFF": "/bin/false",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.worktree",
        "GIT_CONFIG_VALUE_0": str(other.folder),
    }
    assert look(environ, git.folder).values["dirty"] == "2"
    assert list(marks.iterdir()) == []


@two_users.needs_root
def test_repository_of_another_user(environ, tmp_path):
    repositories.need_pygit2()
    git = repositories.new(tmp_path / "r")
    (git.folder / "a").write_text("changed")
    two_users.give(git.folder, two_users.STRANGER)
    state = look(environ, git.folder)
    assert (state.note, "dirty" in state.values) == (notes.OWNER, False)
    assert "another user" in notes.problem(state.note)[0]


def test_working_tree_elsewhere(environ, home, tmp_path):
    repositories.need_pygit2()
    git = repositories.new(tmp_path / "r")
    git("config", "core.worktree", str(home))
    assert look(environ, git.folder).note == notes.ELSEWHERE


def test_bare_repository(environ, tmp_path):
    repositories.need_pygit2()
    git = repositories.new(tmp_path / "r")
    git("clone", "-q", "--bare", str(git.folder), str(tmp_path / "bare"))
    (tmp_path / "work").mkdir()
    (tmp_path / "work/.git").write_text(f"gitdir: {tmp_path}/bare\n")
    state = look(environ, tmp_path / "work")
    assert (state.note, state.values["branch"], "untracked" in state.values) == (notes.BARE, "main", False)


def _garbage(name):
    return lambda git: (git / name).write_bytes(b"\xff" * 5_000)


DAMAGED = {
    "an index of noise": _garbage("index"),
    "settings of noise": _garbage("config"),
    "settings in a circle": lambda git: (git / "config").write_text("[include]\npath = config\n"),
    "a folder as the index": lambda git: ((git / "index").unlink(), (git / "index").mkdir()),
    "a link to itself": lambda git: ((git / "index").unlink(), (git / "index").symlink_to("index")),
    "no objects": lambda git: (git / "objects").rename(git / "lost"),
    "an extension of tomorrow": lambda git: (git / "config").write_text(
        "[core]\nrepositoryformatversion = 1\n[extensions]\ntomorrow = 1\n"
    ),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_damage_leaves_branch_and_no_traceback(environ, tmp_path, kind):
    repositories.need_pygit2()
    git = repositories.new(tmp_path / "r")
    DAMAGED[kind](git.folder / ".git")
    state = observe.Observer().observe(str(git.folder), int(time.time()), urgent=True)
    assert state is None or state.note in ("", notes.UNSUPPORTED)
    assert state is None or state.values["branch"] == "main"


def test_one_bad_repository_leaves_the_next_alone(environ, tmp_path):
    repositories.need_pygit2()
    bad, good = repositories.new(tmp_path / "bad"), repositories.new(tmp_path / "good")
    repositories.fifo(bad.folder / ".git/config")
    environment = find_environment(environ)
    looks = Repositories(environment, Git(seconds=1))
    for git in (bad, good):
        repository.fields(str(git.folder), ["sha"], environment.environ, int(time.time()))
    deadline = time.monotonic() + 20
    while not ((state := state_file.read(environment.cache, str(good.folder))) and looks.idle):
        assert time.monotonic() < deadline
        looks.look()
        time.sleep(0.01)
    looks.close()
    assert state.values["sha"] == good("rev-parse", "HEAD")[:7]
