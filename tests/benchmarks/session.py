"""What one Claude Code session costs in the background: `.venv/bin/python tests/benchmarks/session.py [GAP]`.

Eight answers, GAP seconds apart (14), each of which moves a percentage: the renders, and the CPU, the peak memory and
the number of the processes that they start. This process adopts those, so that the system counts them for it.
"""

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parents[2]
sys.path[:0] = [str(HERE), str(HERE / "tests")]

from support import signed_in  # noqa: E402 - found by the line above
from support.vendors import StandIn  # noqa: E402

ANSWERS = 8
ADOPT = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
FAST = [sys.executable, "-IS", str(HERE / "statusline/fast.py"), "-f", "claude"]
DOCUMENT = json.loads((HERE / "tests/fixtures/claude/statusline-stdin-after-first-response.json").read_bytes())


def adopted(until, *, last=False):
    """Return (CPU ms, MiB) of each adopted process that ends before `until` (monotonic); last: wait for no other."""
    ended = []
    while time.monotonic() < until:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            if last:
                break
            pid = 0
        if pid:
            ended.append((1_000 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1_024))
        time.sleep(0.02)
    return ended


def render(environ, used, now):
    limits = {"five_hour": {"used_percentage": used, "resets_at": now + 9_000}}
    data = json.dumps({**DOCUMENT, "rate_limits": limits}).encode()
    subprocess.run(FAST, env=environ, input=data, stdout=subprocess.DEVNULL, check=True)


def adopt():
    """Have this process adopt all that its children leave behind."""
    if ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0):
        raise SystemExit("This system lets no process adopt others.")


def environment(home):
    environ = {"HOME": home, "PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8"}
    for name, value in (("CACHE_DIR", "cache"), ("STATE_DIR", "state"), ("CONFIG", "config.toml")):
        environ[f"STATUSLINE_{name}"] = f"{home}/{value}"
    return environ


def main():
    gap = float(sys.argv[1]) if sys.argv[1:] else 14.0
    adopt()
    with tempfile.TemporaryDirectory() as home, StandIn(time.time) as standin:
        environ = environment(home)
        signed_in.both(environ, standin)
        command = [sys.executable, "-P", "-m", "statusline", "refresh", "--if-stale"]
        subprocess.run(command, env=environ, check=True)
        now, ended = int(time.time()), []
        for answer in range(ANSWERS):
            render(environ, 43 + answer, now)
            ended += adopted(time.monotonic() + gap)
        ended += adopted(time.monotonic() + 90, last=True)
        cpu, memory = sum(row[0] for row in ended), max(row[1] for row in ended)
        print(f"{ANSWERS} answers {gap:g} s apart: {len(ended)} processes, {cpu:.0f} ms of CPU, {memory:.0f} MiB")  # noqa: T201 - a benchmark reports


if __name__ == "__main__":
    main()
