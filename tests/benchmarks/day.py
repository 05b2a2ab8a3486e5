"""The CPU of a day's work: `.venv/bin/python tests/benchmarks/day.py [MINUTES] [EVERY]`.

Eight hours with one session of Claude Code: 960 answers, one every 30 seconds, of which each EVERY-th (1) moves a
percentage; its line drawn again every minute, and tmux every 15 seconds. Both vendors are a stand-in, asked as usual.
So many MINUTES (20, at most 28) of that are run in true time and scaled to eight hours: what starts once a day is
counted more than once. Prints the CPU of the renders, and of all the processes that they leave behind.
"""

import resource
import subprocess
import sys
import tempfile
import time

import session  # beside this file

from support import signed_in
from support.vendors import StandIn

DAY = 8 * 60  # minutes
ANSWER, TICK, BAR = 30, 60, 15  # seconds
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


def run(environ, minutes, every):
    """Return the CPU of each render, and (CPU, MiB) of each process that was left behind; in ms."""
    renders, left = [], []
    start, now, used = time.monotonic(), int(time.time()), FIRST
    for second in range(0, 60 * minutes, BAR):
        commands, moves = due(second, every)
        used += moves
        renders += [cpu(format_, environ, used, now) for format_ in commands]
        left += session.adopted(start + second + BAR)
    return renders, left + session.adopted(time.monotonic() + 90, last=True)


def main():
    minutes, every = (*map(int, sys.argv[1:]), *(20, 1)[len(sys.argv) - 1 :])
    session.adopt()
    with tempfile.TemporaryDirectory() as home, StandIn(time.time) as standin:
        environ = session.environment(home)
        signed_in.both(environ, standin)
        renders, left = run(environ, minutes, every)
        asked = len(standin.requests)
    scale = DAY / minutes
    behind = sum(row[0] for row in left)
    print(f"{minutes} minutes: {len(renders)} renders, {len(left)} processes behind them, {asked} requests")  # noqa: T201 - a benchmark reports
    print(f"eight hours: renders {sum(renders) * scale / 1_000:.1f} s, behind them {behind * scale / 1_000:.1f} s")  # noqa: T201


if __name__ == "__main__":
    main()
