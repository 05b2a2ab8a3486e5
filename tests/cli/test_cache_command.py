import errno
import os
import threading
import time

import pytest
from click.testing import CliRunner

from statusline.cli.cache import command
from statusline.errors import StorageError
from statusline.hot import paths, spawn, spool
from statusline.state import files, whole_file

KEY = paths.login_key(("/home/zoë/my claude", "", "", "/x"))


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def run(cache, state):
    def run(*arguments):
        return CliRunner().invoke(
            command, arguments, env={"STATUSLINE_CACHE_DIR": str(cache), "STATUSLINE_STATE_DIR": str(state)}
        )

    return run


@pytest.fixture
def full(cache, state):
    """Return a cache that the project's own writers have filled, a killed one among them."""
    for name in ("usage", "costs", "scales"):
        files.write_atomic(cache / f"{name}.json", b"{}")
    files.write_atomic(state / "schedule.json", b"{}")
    leftover(cache)
    for key in ("default", KEY):
        login = cache / "logins" / key
        for name in ("plain", "ansi", "json", "claude", "claude_elsewhere", "tmux"):
            files.write_atomic(login / f"{name}.prompt", b"x")
        files.write_atomic(login / "zsh.line", b"x")
        assert spawn.claim(f"{login}/refresh.claim", 1_795_240_000, 60)
        assert spawn.claim(f"{login}/ingest.claim", 1_795_240_000, 15)
        leftover(login)
    default = str(cache / "logins" / "default")
    for session in ("3f0d2f5e-1111-4222-8333-944455556666", "a b"):
        spool.observe(default, session, "", {"five_hour": (42.4, 1_795_242_486)}, 1_795_240_000)
        spool.keep_line(default, session, "C 5h 42%")
        spool.observe(
            default, session, "", {"openai/codex/300/codex": (12, 1_795_242_486)}, 1_795_240_000, "spool-codex"
        )
    (cache / "logins/default/spool/a_b.4711.tmp").touch()
    files.write_atomic(cache / "logins/default/burnt/a_b", b"1795242486 8%\n")
    files.write_atomic(cache / "logins/default/tmux/4711", b"socket\n-\n||\n")
    return cache


def leftover(folder):
    (folder / f"{whole_file.TEMP_PREFIX}k3_x9q2a{whole_file.TEMP_SUFFIX}").touch()


def tree(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_path_prints_the_folder(run, cache):
    result = run("path")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{cache}\n", "")
    assert not cache.exists()


def test_clear_removes_what_writers_left(run, full, state):
    result = run("clear")
    assert result.stdout.splitlines() == [
        "removed .statusline-k3_x9q2a.tmp",
        "removed costs.json",
        "removed scales.json",
        "removed usage.json",
        f"removed logins/{KEY} (10 files)",
        "removed logins/default (19 files)",
        f"kept: the schedule of requests in {state}",
    ]
    assert result.exit_code == 0
    assert tree(full) == ["lock"]
    assert tree(state) == ["schedule.json"]


def test_clear_of_a_missing_folder(run, cache):
    result = run("clear")
    assert (result.exit_code, result.stdout) == (0, f"Nothing to remove in {cache}.\n")
    assert not cache.exists()


def test_second_clear_finds_nothing(run, full):
    run("clear")
    assert run("clear").stdout == f"Nothing to remove in {full}.\n"


def test_clear_leaves_alone_what_is_not_ours(run, full):
    foreign = [
        "notes.txt",
        "usage.json.bak",
        "schedule.json",
        "logins/readme",
        "logins/default/thesis.tex",
        "logins/default/spool.d/x",
        "logins/not ours/plain.prompt",
        "photos/usage.json",
        ".statusline-notes",
    ]
    for name in foreign:
        (full / name).parent.mkdir(exist_ok=True)
        (full / name).write_text("mine")
    result = run("clear")
    assert sorted(name for name in tree(full) if (full / name).is_file()) == sorted(["lock", *foreign])
    assert "left alone: 8 others in " in result.stdout
    assert "thesis" not in result.stdout


def test_clear_leaves_foreign_files(run, cache):
    cache.mkdir(mode=0o755)
    (cache / "thesis.tex").write_text("mine")
    assert run("clear").stdout == f"Nothing to remove in {cache}.\n"
    assert tree(cache) == ["thesis.tex"]
    assert cache.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    ("name", "below"),
    [
        ("usage.json", ""),
        ("logins", "default/plain.prompt"),
        ("logins/default", "plain.prompt"),
        ("logins/x/spool", "s"),
    ],
    ids=["the record", "the logins", "a login", "a spool"],
)
def test_clear_does_not_follow_a_link(run, cache, tmp_path, name, below):
    target = tmp_path / "elsewhere"
    file = target / below
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("mine")
    files.write_atomic(cache / ".statusline-1.tmp", b"")
    (cache / name).parent.mkdir(parents=True, exist_ok=True)
    (cache / name).symlink_to(target)
    result = run("clear")
    assert result.stdout.startswith("removed .statusline-1.tmp\nleft alone: 1 other in ")
    assert (cache / name).is_symlink()
    assert file.read_text() == "mine"


def test_clear_where_the_cache_is_a_link(run, full, cache, tmp_path):
    full.rename(tmp_path / "moved")
    cache.symlink_to(tmp_path / "moved")
    assert "removed usage.json" in run("clear").stdout
    assert tree(tmp_path / "moved") == ["lock"]


def test_clear_waits_for_the_lock(run, full):
    with files.exclusive(full):
        clearing = threading.Thread(target=run, args=["clear"])
        clearing.start()
        time.sleep(0.5)
        assert clearing.is_alive()
        assert (full / "usage.json").exists()
    clearing.join(10)
    assert tree(full) == ["lock"]


def test_cache_that_is_a_file_has_a_remedy(run, cache):
    cache.write_text("mine")
    result = run("clear")
    assert isinstance(result.exception, StorageError)
    assert str(result.exception) == (
        f"Cannot read {cache}: Not a directory. "
        "Give the cache folder back to your user, or set STATUSLINE_CACHE_DIR to another one."
    )
    assert cache.read_text() == "mine"


def test_unremovable_file_has_a_remedy(run, full, monkeypatch):
    def refuse(path, **_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(os, "unlink", refuse)
    result = run("clear")
    assert isinstance(result.exception, StorageError)
    assert str(result.exception) == (
        f"Cannot remove {full}/.statusline-k3_x9q2a.tmp: Permission denied. "
        "Give the cache folder back to your user, or set STATUSLINE_CACHE_DIR to another one."
    )
    with files.exclusive(full, timeout=0.1):  # the lock is free again
        pass


def test_wrong_arguments_are_a_usage_error(run):
    assert run("clear", "everything").exit_code == 2
    assert run("empty").exit_code == 2
