"""The vendors' folders stay as they are, to the byte and the inode, whatever the servers answer and whatever we do."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from statusline.demo.standin import Answer, claude_body, codex_body
from support import machine, signed_in, transcript_files
from support.credential_files import put
from support.vendors import ODD_CLAUDE, StandIn

FIXTURES = Path(__file__).parents[1] / "fixtures"
ROLLOUT = "rollout-2026-11-21T04-44-47-01a1fc6b-d528-7d43-b9a5-4ba2c81ea5c0.jsonl"
NOW = 1_795_236_000
PATIENCE = 1.0  # seconds in place of the usual 15, so that a timeout can be one of many answers

# One child goes through many refreshes: the command as it is, with less patience, without its own schedule, and
# without what takes most of the time: our own prompt files and the disk. The other tests run it whole.
COMMAND = f"""
import functools, os, sys
from statusline.providers import http
from statusline.refresh import publish
from statusline.__main__ import main
http.Client = functools.partial(http.Client, connect_timeout={PATIENCE}, total_timeout={PATIENCE})
os.fsync = publish.write = lambda *arguments: None
for _ in range(int(sys.argv[1])):
    schedule = os.environ["STATUSLINE_STATE_DIR"] + "/schedule.json"
    if os.path.exists(schedule):
        os.unlink(schedule)
    sys.argv[1:] = ["refresh", "--force"]
    try:
        main()
    except SystemExit:
        pass
"""


def moved(to):
    return Answer(302, b"", {"Location": to})


GARBAGE = ("an error inside", "a list", "a web page", "nothing", "half a document", "bytes that are no text")
ODD = {f"200 with {name}": (Answer(200, ODD_CLAUDE[name](NOW)),) * 2 for name in GARBAGE}
REFUSED = {str(status): (Answer(status, {"error": "no"}),) * 2 for status in (400, 401, 403, 404, 418, 500, 503, 529)}
WAITS = {f"429 after {after}": (Answer(429, b"", {"Retry-After": after}),) * 2 for after in (None, "0", "7", "soon")}
ANSWERS = {
    "200": (Answer(200, claude_body(time.time())), Answer(200, codex_body(time.time()))),
    "no word": (Answer(0),) * 2,
    "silence": (Answer(200, b"{}", delay=PATIENCE + 0.1),) * 2,
    "a drip": (Answer(200, b"{}" * 4, drip=PATIENCE / 4),) * 2,
    "half a body": (Answer(200, b'{"five', {"Content-Length": "999"}),) * 2,
    "moved to another port": (moved("http://127.0.0.1:1/"),) * 2,
    "moved to a file": (moved("file:///etc/passwd"),) * 2,
    **ODD,
    **REFUSED,
    **WAITS,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Return the environment of one signed-in person with a past, and the servers he is led to."""
    folder = tmp_path_factory.mktemp("world")
    home = folder / "home"
    home.mkdir()
    environ = machine.child_environment(home, folder)
    with StandIn(time.time) as server:
        signed_in.both(environ, server)
        leave_traces(home)
        yield environ, server


def leave_traces(home):
    """Put in what the vendors' clients keep besides a login."""
    session = transcript_files.response(1, time.time() - 600)
    put(home / ".claude/projects/-work/session.jsonl", session)
    put(home / ".claude/settings.json", {"theme": "dark"})
    put(home / f".codex/sessions/2026/11/21/{ROLLOUT}", (FIXTURES / "codex" / ROLLOUT).read_bytes())
    (home / ".codex/auth.json").chmod(0o640)
    (home / ".claude/CLAUDE.md").symlink_to("settings.json")


def vendor_files(home):
    """Return path -> all that a system keeps of it but the time it was last read, of every file, folder and link."""
    roots = [Path(home, name) for name in (".claude", ".claude.json", ".codex")]
    return {str(path): everything(path) for root in roots for path in (root, *sorted(root.rglob("*")))}


def everything(path):
    status = os.lstat(path)
    # The time of the last change of the inode gives away also what is put back by hand.
    numbers = (status.st_ino, status.st_mode, status.st_uid, status.st_gid, status.st_nlink, status.st_size)
    return (*numbers, status.st_mtime_ns, status.st_ctime_ns, content(path, status.st_mode))


def content(path, mode):
    if stat.S_ISLNK(mode):
        return os.readlink(path)
    return path.read_bytes() if stat.S_ISREG(mode) else None


def rewritten(file):
    file.write_bytes(file.read_bytes())


def replaced(file):
    put(file.with_name("new"), file.read_bytes()).replace(file)


def touched_and_put_back(file):
    status = file.stat()
    file.touch()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def chmodded_and_put_back(file):
    file.chmod(0o644)
    file.chmod(0o600)


def another_beside_it(file):
    file.with_name("lock").touch()


def another_beside_it_for_a_moment(file):
    file.with_name("lock").touch()
    file.with_name("lock").unlink()


TOUCHES = (rewritten, replaced, touched_and_put_back, chmodded_and_put_back, another_beside_it,
           another_beside_it_for_a_moment)  # fmt: skip


@pytest.mark.parametrize("touch", TOUCHES, ids=[function.__name__.replace("_", " ") for function in TOUCHES])
def test_the_look_at_the_files_sees(tmp_path, touch):
    file = put(tmp_path / ".codex/auth.json", {"tokens": {}})
    put(tmp_path / ".claude/.credentials.json", {})
    put(tmp_path / ".claude.json", {})
    before = vendor_files(tmp_path)
    assert vendor_files(tmp_path) == before
    time.sleep(0.02)  # the clock of a file system ticks slower than ours
    touch(file)
    assert vendor_files(tmp_path) != before


@settings(max_examples=3)
@given(names=some.lists(some.sampled_from(sorted(ANSWERS)), min_size=1, max_size=4))
def test_no_answers_make_a_refresh_touch_them(world, names):
    environ, server = world
    go_through(environ, server, names)


def test_not_one_of_the_answers_does(world):
    environ, server = world
    go_through(environ, server, list(ANSWERS))


def go_through(environ, server, names):
    """Refresh once for each answer and compare the vendors' files before and after."""
    asked, before = len(server.requests), vendor_files(environ["HOME"])
    server.claude.answer(*(ANSWERS[name][0] for name in names))
    server.codex.answer(*(ANSWERS[name][1] for name in names))
    command = [sys.executable, "-P", "-c", COMMAND, str(len(names))]
    done = subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", timeout=100, check=False)
    assert (done.stderr, done.returncode) == (exposed(environ) * len(names), 0)
    requests = server.requests[asked:]
    assert {(request.method, request.path) for request in requests} == {
        ("GET", "/api/oauth/usage"),
        ("GET", "/backend-api/wham/usage"),
    }
    assert len(requests) == 2 * len(names), "each answer was heard by both"
    assert vendor_files(environ["HOME"]) == before


def exposed(environ):
    path = f"{environ['HOME']}/.codex/auth.json"
    return f"statusline: {path} is open to other users (mode 0640). Run `chmod 600 {path}`.\n"


COMMANDS = {
    "a refresh": ("refresh", "--force"),
    "what a stale render starts": ("refresh", "--if-stale"),
    "a refresh without network": ("refresh", "--offline"),
    "doctor": ("doctor",),
    "explain": ("explain",),
    "JSON": ("--format", "json"),
    "Claude Code's line": ("--format", "claude"),
    "the accounts": ("accounts",),
    "the config": ("config", "show"),
    "the cache": ("cache", "clear"),
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_no_command_touches_them(world, arguments):
    environ, _ = world
    before = vendor_files(environ["HOME"])
    done = machine.run_statusline(arguments, environ)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert vendor_files(environ["HOME"]) == before


def test_unwritable_files_are_enough(world):
    environ, server = world
    server.claude.answer(ANSWERS["200"][0])
    server.codex.answer(ANSWERS["200"][1])
    roots = [Path(environ["HOME"], name) for name in (".claude", ".claude.json", ".codex")]
    paths = [path for root in roots for path in (root, *root.rglob("*")) if not path.is_symlink()]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    try:
        for path in reversed(paths):
            path.chmod(modes[path] & 0o555)
        done = machine.run_statusline(("refresh", "--force"), environ)
    finally:
        for path in paths:
            path.chmod(modes[path])
    assert done.returncode == 0, done.stdout
