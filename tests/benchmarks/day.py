"""The CPU of a day's work: `.venv/bin/python tests/benchmarks/day.py [MINUTES] [EVERY]`.

Eight hours with one session of Claude Code: 960 answers, one every 30 seconds, of which each EVERY-th (1) moves a
percentage; its line drawn again every minute, and tmux every 15 seconds. Both vendors are a stand-in, asked as usual.
So many MINUTES (20, at most 28) of that are run in true time, and all but the first one are scaled to eight hours.
Prints the CPU of the renders, and of all the processes that they leave behind.
"""

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import session  # beside this file

from support import signed_in
from support.vendors import StandIn

DAY = 8 * 60  # minutes
ANSWER, TICK, BAR, FIRST_MINUTE = 30, 60, 15, 60  # seconds
FIRST = 43  # percent: more than the stand-in says


def due(second, every):
    """Return the commands that start in a second, and whether the session's percentage is a new one."""
    commands = ["claude"] if second % ANSWER == 0 or second % TICK == 45 else []
    return commands + ["tmux"] * (second % BAR == 0), second % (ANSWER * every) == 0


def cpu(format_, environ, used, now):
    """Draw once; return the CPU in ms."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    if format_ == "claude":
        session.render(environ, used, now)
    else:
        subprocess.run([*session.FAST[:-1], format_], env=environ, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1_000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def living():
    """Return the CPU in ms of the children that have not ended, and of those that they have waited for."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15])) * (fields[1] == str(os.getpid()))
    return 1_000 * ticks / os.sysconf("SC_CLK_TCK")


def run(environ, minutes, every):
    """Return the CPU of each render, of each process that was left behind, and of the latter in the first minute."""
    renders, left, start_up = [], [], 0.0
    start, now, used = time.monotonic(), int(time.time()), FIRST
    for second in range(0, 60 * minutes, BAR):
        commands, moves = due(second, every)
        used += moves
        renders += [cpu(format_, environ, used, now) for format_ in commands]
        left += [ended for ended, _ in session.adopted(start + second + BAR)]
        if second + BAR == FIRST_MINUTE:
            start_up = sum(left) + living()
    left += [ended for ended, _ in session.adopted(time.monotonic() + 90, last=True)]
    return renders, left, start_up


def main():
    minutes, every = (*map(int, sys.argv[1:]), *(20, 1)[len(sys.argv) - 1 :])
    session.adopt()
    with tempfile.TemporaryDirectory() as home, StandIn(time.time) as standin:
        environ = session.environment(home)
        signed_in.both(environ, standin)
        renders, left, start_up = run(environ, minutes, every)
        asked = len(standin.requests)
    behind = start_up + (sum(left) - start_up) * (DAY - 1) / (minutes - 1)
    drawn = sum(renders) * DAY / minutes
    print(f"{minutes} minutes: {len(renders)} renders, {asked} requests, and behind them {list(map(round, left))} ms")  # noqa: T201 - a benchmark reports
    print(f"eight hours: renders {drawn / 1_000:.1f} s, behind them {behind / 1_000:.1f} s")  # noqa: T201


if __name__ == "__main__":
    main()
