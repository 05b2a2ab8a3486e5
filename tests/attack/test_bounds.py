"""Too many files, too few descriptors, too little memory, pipes and devices in our places: in time, in one sentence."""

import itertools
import json
import os
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline import shell_init
from statusline.hot import paths
from support import prompt_files, signed_in
from support.machine import shell_or_skip
from support.processes import COMMAND, FAST

LIMITS_SEEN = {"five_hour": {"used_percentage": 7, "resets_at": int(time.time()) + 7_000}}
DOCUMENT = json.dumps({"session_id": "s1", "rate_limits": LIMITS_SEEN})
WORDS = {
    "refresh": ["refresh"],
    "doctor": ["doctor"],
    "privacy": ["privacy"],
    "accounts": ["accounts"],
    "support-bundle": ["support-bundle", "--output", "-"],
    "history": ["history"],
}
LIMITS = ("-n 8", "-n 6", "-n 5", "-v 100000", "-v 60000", "-v 40000")
TOO_LITTLE = [*(("refresh", limit) for limit in LIMITS), *itertools.product(WORDS, ("-n 6", "-v 60000"))]


def sh(script, environ, *words, within=30):
    started = time.monotonic()
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *map(str, words)], env=environ, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert time.monotonic() - started < within
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no limit of memory")
@pytest.mark.parametrize(("name", "limit"), dict.fromkeys(TOO_LITTLE))
def test_too_little_is_one_sentence(environ, standin, name, limit):
    signed_in.both(environ, standin)
    status, _, complaint = sh(f'ulimit {limit}; exec "$@"', environ, *COMMAND, *WORDS[name])
    assert "Traceback" not in complaint
    assert "Fatal Python error" not in complaint
    assert status in (0, 1)
    lines = [line for line in complaint.splitlines() if line.startswith("statusline: ")]
    assert status == 0 or name in ("doctor", "refresh") or len(lines) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no limit of memory")
@pytest.mark.parametrize("limit", ["-n 8", "-v 40000", "-f 0", "-s 256"])
@pytest.mark.parametrize("format_", ["plain", "claude"])
def test_a_render_holds_at_any_of_them(environ, limit, format_):
    environ["STATUSLINE_NO_REFRESH"] = "1"
    prompt_files.write_ladder(environ, (6, "5h 42"), now=int(time.time()))
    script = f'ulimit {limit}; echo {shlex.quote(DOCUMENT)} | exec "$@"'
    status, text, complaint = sh(script, environ, *FAST, "--format", format_, within=5)
    assert (status, complaint) == (0, "")
    assert ("5h 42" if format_ == "plain" else "7%") in text


def test_ten_thousand_spool_files_in_time(environ, standin, tmp_path):
    signed_in.both(environ, standin)
    spool = Path(paths.login_dir(environ)) / "spool"
    spool.mkdir(parents=True)
    now = int(time.time())
    for number in range(10_000):
        fields = ("spool 1", "five_hour", number % 50, now + 7_000, now - number)
        (spool / f"session-{number}").write_text("\x1f".join(map(str, fields)) + "\n")
        os.utime(spool / f"session-{number}", (now - number, now - number))
    status, text, complaint = sh('exec "$@"', environ, *COMMAND, "refresh", "-v", within=10)
    assert (status, complaint) == (0, "")
    assert "claude_statusline" in text
    status, _, complaint = sh('exec "$@"', environ, *COMMAND, "doctor", within=10)
    assert "Traceback" not in complaint


# Pipes, devices, folders, sockets and loops where our files are


def pipe(path):
    os.mkfifo(path)


def device(path):
    path.symlink_to("/dev/zero")


def folder(path):
    path.mkdir()


def unix_socket(path):
    with socket.socket(socket.AF_UNIX) as listener:
        before = Path.cwd()
        os.chdir(path.parent)
        listener.bind(path.name)
        os.chdir(before)


def loop(path):
    path.symlink_to(path.name)


def dangling(path):
    path.symlink_to("/nonexistent/x")


def huge(path):
    with path.open("wb") as file:
        file.truncate(60_000_000)


KINDS = (pipe, device, folder, loop)
MORE_KINDS = (unix_socket, dangling, huge)
LOGIN = "cache/logins/default"
PLACES = (
    *("cache/usage.json", "cache/lock", "cache/accounts", "state/tokens.sqlite3"),
    *(f"{LOGIN}/{name}" for name in ("plain.prompt", "claude.prompt", "refresh.claim", "ingest.claim", "spool")),
    *(f"{LOGIN}/spool/s1", f"{LOGIN}/spool/s1.last"),
    *(f"state/{name}" for name in ("schedule.json", "history.sqlite3", "config.good.toml", "salt", "installed.json")),
    *(f"state/{name}" for name in ("alerts.json", "lock")),
    "config.toml",
)


# A pipe everywhere, since it is what a reader waits for; every kind where each command reads.
CASES = [
    *((place, pipe) for place in PLACES),
    *((place, (device, folder, loop)[number % 3]) for number, place in enumerate(PLACES)),
    *itertools.product(("cache/usage.json", "config.toml"), (*KINDS, *MORE_KINDS)),
    *zip(PLACES[1::5], MORE_KINDS, strict=False),
]


@pytest.mark.parametrize(("place", "kind"), dict.fromkeys(CASES))
def test_anything_in_our_places_ends_in_time(environ, standin, tmp_path, statusline, place, kind):
    signed_in.both(environ, standin)
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path.unlink()
    kind(path)
    environ["STATUSLINE_NO_REFRESH"] = "1"
    for words in (["refresh", "--force"], ["doctor"], ["explain"], ["accounts"]):
        done = statusline(*words, timeout=20)
        assert "Traceback" not in done.stdout + done.stderr
        assert done.returncode in (0, 1)
    for format_ in ("plain", "claude"):
        done = subprocess.run(
            [*FAST, "--format", format_],
            env=environ,
            input=DOCUMENT,
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
        assert done.stdout.strip()
        assert done.stderr == ""


PROMPTS = {
    "zsh": ["-f", "-c", ". {snippet}; _statusline_precmd; print -r -- $STATUSLINE_SEGMENT"],
    "bash": ["--norc", "-i", "-c", '. {snippet}; _statusline_prompt; echo "$STATUSLINE_SEGMENT"'],
    "fish": ["--no-config", "-c", "source {snippet}; _statusline_update; echo $STATUSLINE_SEGMENT"],
}


@pytest.mark.parametrize("name", ["{shell}.line", "refresh.claim"])
@pytest.mark.parametrize("kind", [pipe, device, folder, loop])
@pytest.mark.parametrize("shell", PROMPTS)
def test_no_prompt_waits_for_a_pipe_or_a_device(environ, tmp_path, shell, kind, name):
    login = Path(paths.login_dir(environ))
    login.mkdir(parents=True)
    kind(login / name.format(shell=shell))
    (tmp_path / "init").write_text(shell_init.snippet(shell).replace("-IS", "-IS -c pass"))
    words = [word.format(snippet=shlex.quote(f"{tmp_path}/init")) for word in PROMPTS[shell]]
    command = [shell_or_skip(shell), *words]
    done = subprocess.run(
        command, env={**environ, "TERM": "xterm"}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=10, check=True, start_new_session=True,
    )  # fmt: skip
    assert done.stdout.strip() in ("…", "!")  # nothing is known yet, or it cannot be read
