"""What held against whoever writes to our stdin: always a line, in time, and nothing outside of the spool."""

import contextlib
import json
import os
import re
import subprocess
import threading
import time
from pathlib import Path

import pytest

from support.processes import COMMAND, FAST

DOCUMENT = {
    "session_id": "s1",
    "cwd": "/",
    "model": {"display_name": "Opus"},
    "rate_limits": {"five_hour": {"used_percentage": 42.4, "resets_at": int(time.time()) + 7_000}},
}
TEXT = json.dumps(DOCUMENT).encode()
SECONDS = 5


def changed(**parts):
    return json.dumps({**DOCUMENT, **parts}).encode()


WRITTEN = {
    "a document": TEXT,
    "nothing": b"",
    "ten megabytes of spaces": b" " * 10_000_000,
    "ten megabytes in a string": b'{"a":"' + b"x" * 10_000_000 + b'"}',
    "braces": (b'{"a":1' + b"}" * 65_000) * 160,
    "bytes": os.urandom(500_000),
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep lists": b'{"a":' + b"[" * 400_000 + b"]" * 400_000 + b"}",
    "a number of 900,000 digits": b'{"a":' + b"9" * 900_000 + b"}",
    "numbers that are none": b'{"rate_limits":{"five_hour":{"used_percentage":1e999,"resets_at":-1e999}},"cost":NaN}',
    "surrogates": b'{"session_id":"\\ud800","model":{"display_name":"\\udfff"},"cwd":"\\ud83d"}',
    "NUL": changed(session_id="a\0b", cwd="/a\0b", transcript_path="\0", model={"display_name": "\0"}),
    "UTF-16": TEXT.decode().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + TEXT,
    "a list": b"[1,2]",
    "two documents": TEXT + b"\n" + TEXT,
    "other types": json.dumps({key: [1] for key in DOCUMENT}).encode(),
    "a session above": changed(session_id="../../../../../../../../../tmp/escape-of-session"),
    "a long session": changed(session_id="A" * 100_000),
    "a session of dots": changed(session_id=".."),
    "a session like a file of ours": changed(session_id="s1.last"),
    "a transcript that is our stdin": changed(transcript_path="/proc/self/fd/0"),
    "a long folder": changed(cwd="/" + "a/" * 400_000),
}
CHAINED = {
    "an endless one": ["last", "yes"],
    "a slow one": ["first", "sleep 30; echo late"],
    "one that closes its output": ["last", "exec >&-; sleep 30"],
    "one with a child": ["last", "(sleep 3 &) ; echo bg"],
    "one that kills itself": ["last", "kill -9 $$"],
}


def fed(environ, tmp_path, data, *, closes=True, pause=0.0, more=()):
    """Return what the process prints, and how long it took."""
    started = time.monotonic()
    environ = {**environ, "STATUSLINE_NO_REFRESH": "1", "COLUMNS": "120"}
    command, pipe = [*FAST, "--format", "claude", *more], subprocess.PIPE
    options = {"env": environ, "cwd": tmp_path, "stdin": pipe, "stdout": pipe, "stderr": pipe, "bufsize": 0}

    def write(stdin):
        with contextlib.suppress(OSError, ValueError):  # who has printed its line reads no further
            for part in [data[at : at + 1] for at in range(len(data))] if pause else [data]:
                stdin.write(part)
                time.sleep(pause)
            if closes:
                stdin.close()

    with subprocess.Popen(command, **options) as process:
        writer = threading.Thread(target=write, args=(process.stdin,), daemon=True)
        writer.start()
        text, complaint = process.stdout.read(), process.stderr.read()
        assert (process.wait(SECONDS), complaint) == (0, b"")
        seconds = time.monotonic() - started
        writer.join(SECONDS)
    return re.sub(r"\x1b\[[\d;]*m", "", text.decode()), seconds


def outside(tmp_path):
    """Return our files that are neither in the spool nor a claim."""
    ours = [path for path in tmp_path.rglob("*") if path.is_file()]
    return [path for path in ours if "spool" not in path.parts]


@pytest.mark.parametrize("data", WRITTEN.values(), ids=WRITTEN)
def test_whatever_is_written_there_is_a_line(environ, tmp_path, data):
    text, seconds = fed(environ, tmp_path, data)
    assert text.strip()
    assert seconds < SECONDS
    assert outside(tmp_path) == []
    assert not Path("/tmp/escape-of-session").exists()


@pytest.mark.parametrize(
    ("data", "pause"), [(TEXT, 0), (b"", 0), (TEXT, 0.01)], ids=["a document", "nothing", "bytewise"]
)
def test_open_stdin_holds_nobody_up(environ, tmp_path, data, pause):
    text, seconds = fed(environ, tmp_path, data, closes=False, pause=pause)
    assert text.strip()
    assert seconds < SECONDS


@pytest.mark.parametrize("chain", CHAINED.values(), ids=CHAINED)
def test_chained_command_takes_a_second(environ, tmp_path, chain):
    text, seconds = fed(environ, tmp_path, TEXT, more=["--chain", *chain])
    assert "5h 42%" in text
    assert seconds < SECONDS


def test_nine_installs_leave_one_block_each(environ, home):
    (home / ".zshrc").write_text("alias a=b\n")
    with contextlib.ExitStack() as stack:
        pipes = {"env": environ, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        commands = [[*COMMAND, "install", name] for name in ("zsh", "tmux", "fish") * 3]
        started = [stack.enter_context(subprocess.Popen(command, **pipes)) for command in commands]
        said = [process.communicate(timeout=60)[1] for process in started]
    assert "Traceback" not in "".join(said)
    for name in (".zshrc", ".tmux.conf", ".config/fish/config.fish"):
        assert (home / name).read_text().count("# >>> statusline >>>") == 1
    done = subprocess.run([*COMMAND, "uninstall", "--all"], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (home / ".zshrc").read_text() == "alias a=b\n"
    assert not (home / ".tmux.conf").exists()
