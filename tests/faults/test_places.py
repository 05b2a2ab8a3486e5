"""No place to work in: a folder that vanishes in mid-refresh, no home, no /proc, a cache that may only be read."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline.demo.standin import Answer, claude_body
from statusline.hot import paths, prompt_file, show
from support import signed_in
from support.machine import run_statusline
from support.processes import COMMAND, FAST, Running, alive, end_all

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX processes")


@pytest.mark.parametrize("folders", [["cache"], ["state"], ["cache", "state"]], ids="+".join)
def test_vanished_folder_is_made_again(environ, standin, tmp_path, folders):
    signed_in.both(environ, standin)
    standin.claude.answer(Answer(200, claude_body(time.time()), delay=0.5))
    running = Running([*COMMAND, "refresh"], environ, tmp_path)
    standin.wait_for(2)
    time.sleep(0.2)
    for name in folders:
        shutil.rmtree(tmp_path / name)
    done = running.end(30)
    assert "Traceback" not in done.out + done.err
    assert done.status == 0, done.out + done.err
    text = show.segment("plain", environ, int(time.time()))[0]
    assert text.startswith("C 5h 42%"), text
    for name in folders:
        assert os.stat(tmp_path / name).st_mode & 0o077 == 0


def test_ever_vanishing_folder_shows_something(environ, standin, tmp_path):
    signed_in.both(environ, standin)
    for _ in range(2):
        running = Running([*COMMAND, "refresh", "--force"], environ, tmp_path)
        while running.process.returncode is None and not _ended(running):
            for name in ("cache", "state"):
                shutil.rmtree(tmp_path / name, ignore_errors=True)
            assert show.segment("plain", environ, int(time.time()))[0]
            time.sleep(0.02)
        done = running.end(30)
        assert "Traceback" not in done.out + done.err
        assert done.err.count("\n") <= 1
    done = run_statusline(["refresh", "--force"], environ)
    assert done.returncode == 0, done.stdout + done.stderr
    assert show.segment("plain", environ, int(time.time()))[0].startswith("C 5h 42%")


def _ended(running):
    """Return whether a process has ended, without taking its end away from who measures it."""
    return os.waitid(os.P_PID, running.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def test_without_home_the_systems_counts(environ):
    known = pwd.getpwuid(os.getuid()).pw_dir
    without = {name: value for name, value in environ.items() if name != "HOME"}
    assert paths.home(without) == known.rstrip("/")


STRANGER = 'mount --bind /dev/null /etc/passwd && mount --bind "$1" /etc/nsswitch.conf && shift && exec "$@"'


def test_no_home_at_all_is_one_sentence(environ, require, tmp_path):
    switch = tmp_path / "nsswitch.conf"
    switch.write_text("passwd: files\n")  # systemd knows root by heart
    before = [require("unshare"), "-m", "/bin/sh", "-c", STRANGER, "sh", str(switch)]
    without = {name: value for name, value in environ.items() if name != "HOME" and "STATUSLINE" not in name}
    unknown = "import os, pwd; pwd.getpwuid(os.getuid())"
    done = subprocess.run([*before, sys.executable, "-c", unknown], env=without, check=False, capture_output=True)
    if b"KeyError" not in done.stderr:
        pytest.skip("mount namespaces are not permitted here")
    prompt = run([*before, *FAST, "-f", "plain"], without)
    assert (prompt.returncode, prompt.stdout, prompt.stderr) == (0, "…\n", "")
    for command, status in {"refresh": 1, "refresh --if-stale": 1, "doctor": 1, "guard": 69}.items():
        done = run([*before, *COMMAND, *command.split()], without)
        assert done.returncode == status
        assert done.stderr.startswith("statusline: There is no home folder"), done.stderr
        assert done.stderr.count("\n") == 1


def run(command, environ):
    """Run to the end and return what came of it."""
    return subprocess.run(
        command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=30, check=False
    )


BARE = 'umount -l /proc 2>/dev/null; mount -t tmpfs none /proc && exec "$@"'


@pytest.fixture
def without_proc(require):
    """Return what stands before a command that is to see no /proc."""
    unshare = require("unshare")
    before = [unshare, "-m", "/bin/sh", "-c", BARE, "sh"]
    if subprocess.run([*before, "true"], check=False, capture_output=True).returncode:
        pytest.skip("mount namespaces are not permitted here")
    return before


def test_without_proc_it_works(environ, standin, tmp_path, without_proc):
    signed_in.both(environ, standin)
    try:
        rendered = run([*without_proc, *FAST, "-f", "plain"], environ)
        assert (rendered.returncode, rendered.stdout, rendered.stderr) == (0, "…\n", "")
        standin.wait_for(2, timeout=20)
    finally:
        end_all(environ)
    done = Running([*without_proc, *COMMAND, "refresh", "--force"], environ, tmp_path).end(30)
    assert (done.status, done.err) == (0, ""), done.out
    assert show.segment("plain", environ, int(time.time()))[0].startswith("C 5h 42%")
    assert not alive(environ)


def test_read_only_cache_is_shown(environ, standin, tmp_path, require):
    unshare = require("unshare")
    read_only = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
    before = [unshare, "-m", "/bin/sh", "-c", read_only, "sh", environ["STATUSLINE_CACHE_DIR"]]
    signed_in.both(environ, standin)
    assert run_statusline(["refresh"], environ).returncode == 0
    if subprocess.run([*before, "true"], check=False, capture_output=True).returncode:
        pytest.skip("mount namespaces are not permitted here")
    file = Path(paths.login_dir(environ), "plain.prompt")
    name, written_at, _, rest = file.read_text().split(prompt_file.UNIT, 3)
    file.write_text(prompt_file.UNIT.join([name, written_at, written_at, rest]))
    for _ in range(3):
        rendered = run([*before, *FAST, "-f", "plain"], environ)
        assert rendered.stdout.startswith("C 5h 42%"), rendered
        assert not alive(environ)
    done = Running([*before, *COMMAND, "refresh", "--force"], environ, tmp_path).end(30)
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert "read-only" in done.err
    assert len(standin.requests) == 2
