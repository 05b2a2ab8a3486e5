import contextlib
import json
import subprocess
import time

from statusline.hot import paths, spool
from support.processes import FAST

DOCUMENT = {"session_id": "late", "rate_limits": {"five_hour": {"used_percentage": 63, "resets_at": 0}}}


def told(environ, tmp_path, *parts):
    """Print a line whose document comes in parts after it; return what the spool has of it within a second."""
    process = subprocess.Popen([*FAST, "--format", "claude"], env=environ, cwd=tmp_path, stdin=-1, stdout=-1)
    line = process.stdout.read()
    assert process.wait() == 0
    with contextlib.suppress(BrokenPipeError):  # a machine so busy that the second is over
        for part in parts:
            process.stdin.write(part)
            process.stdin.flush()
    file = paths.login_dir(environ) + "/spool/late"
    deadline = time.monotonic() + 2
    while not (found := read(file)) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.stdout.close()
    process.stdin.close()
    return line, found


def read(file):
    try:
        with open(file, "rb") as stream:
            return spool.load(stream.read())
    except FileNotFoundError:
        return {}


def test_late_document_is_harvested_without_waiting(environ, tmp_path):
    reset = int(time.time()) + 3_000
    DOCUMENT["rate_limits"]["five_hour"]["resets_at"] = reset
    data = json.dumps(DOCUMENT).encode()
    for _ in range(5):
        line, found = told(environ, tmp_path, data[:40], data[40:] + b"\n")
        assert b"63%" not in line
        if found:
            break
    assert found["five_hour"][:2] == (63.0, reset)
