"""A full and a read-only disk, as the hot half and a refresh meet them: a real tmpfs in its own mount namespace."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import statusline as package
from support import signed_in

FAST = str(Path(package.__file__).parent / "fast.py")
SCRIPT = """
set -e
mount -t tmpfs -o size=512k none "$1"
mkdir -m 700 "$1/cache" "$1/state"
{prepare}
{spoil}
set +e
"$2" -IS "$3" -f plain </dev/null; echo "status $?"
"$2" -IS "$3" -f claude <"$4"; echo "status $?"
"$2" -P -m statusline refresh; echo "status $?"
"$2" -IS "$3" -f plain </dev/null; echo "status $?"
"""
FULL = 'dd if=/dev/zero of="$1/ballast" bs=1k 2>/dev/null || true; ln "$1/ballast" "$1/b" 2>/dev/null || true'
READ_ONLY = 'mount -o remount,ro "$1"'
FILLED = '"$2" -P -m statusline refresh >/dev/null'
DOCUMENT = str(Path(__file__).parents[1] / "fixtures/claude/statusline-stdin-after-first-response.json")


@pytest.fixture
def run_on(environ, standin, require, tmp_path):
    unshare = require("unshare")
    if subprocess.run([unshare, "-m", "true"], check=False, capture_output=True).returncode:
        pytest.skip("mount namespaces are not permitted here")
    disk = tmp_path / "disk"
    disk.mkdir()
    signed_in.both(environ, standin)
    environ.update(
        STATUSLINE_CACHE_DIR=f"{disk}/cache",
        STATUSLINE_STATE_DIR=f"{disk}/state",
        NO_COLOR="1",
        STATUSLINE_NO_REFRESH="1",
    )

    def run(prepare, spoil):
        script = SCRIPT.format(prepare=prepare, spoil=spoil)
        command = [unshare, "-m", "/bin/sh", "-c", script, "sh", str(disk), sys.executable, FAST, DOCUMENT]
        return subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", timeout=60, check=True)

    return run


@pytest.mark.parametrize("spoil", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_without_cache_prompts_go_on(run_on, standin, spoil):
    done = run_on(":", spoil)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["…", "status 0"]
    assert "Opus 5.5" in lines[2]
    assert lines[3] == "status 0"
    assert "status 1" in lines
    assert lines[-2:] == ["…", "status 0"]
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert "disk" in done.stderr or "read-only" in done.stderr
    assert standin.requests == ()


@pytest.mark.parametrize("spoil", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_the_last_good_values_stay(run_on, standin, spoil):
    done = run_on(FILLED, spoil)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("C 5h 42%")
    percentages = re.compile(r"\d+%")
    assert percentages.findall(lines[-2]) == percentages.findall(lines[0]) == ["42%", "18%", "12%", "47%"]
    assert "Traceback" not in done.stderr
    assert len(standin.requests) == 2
