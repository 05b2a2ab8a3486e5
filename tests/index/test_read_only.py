"""A home that cannot be written: nothing new is read, and what is known is still shown."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from statusline.state.environment import find_environment
from support.machine import run_statusline
from support.usage_logs import Logs

READ_ONLY = """
for folder in "$1" "$2"; do mount --bind "$folder" "$folder" && mount -o remount,bind,ro "$folder" || exit 77; done
shift 2
exec "$@"
"""


def test_what_is_known_is_shown(environ: dict[str, str], require: Callable[[str], str]) -> None:
    home, state = Path(environ["HOME"]), Path(find_environment(environ).state)
    Logs(home).make(sessions=2, threads=1)
    assert run_statusline(("index", "read"), environ).returncode == 0
    shown = run_statusline(("cost", "--since", "2026-10-01"), environ).stdout
    Logs(home, seed=5).make(sessions=1, threads=0)
    before = [require("unshare"), "-m", "/bin/sh", "-c", READ_ONLY, "sh", str(home), str(state)]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*before, sys.executable, "-P", "-m", "statusline", *arguments]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60)

    read = run("index", "read")
    if read.returncode == 77 or "unshare" in read.stderr:
        pytest.skip("mount namespaces are not permitted here")
    assert (read.returncode, read.stdout, read.stderr.count("\n")) == (1, "", 1)
    assert "the file system is read-only. Make it writable" in read.stderr
    cost = run("cost", "--since", "2026-10-01")
    assert (cost.returncode, cost.stdout, cost.stderr) == (0, shown, read.stderr)
