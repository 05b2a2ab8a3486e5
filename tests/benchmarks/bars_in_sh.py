"""The text of a bar by shell/bar.sh, by fast.py, and by a shell that becomes it or does nothing, in turns.

    .venv/bin/python tests/benchmarks/bars_in_sh.py

On a hit the text has been settled; on a miss its line is gone. Ratios are medians of pairs of whole processes, of their
CPU.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from support import sh_bars

ROUNDS = 80


def spent(command, environ):
    """Return the milliseconds of CPU of a process."""
    out = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawnp(command[0], command, environ, file_actions=out)
    _, status, used = os.wait4(pid, 0)
    assert status == 0
    return (used.ru_utime + used.ru_stime) * 1_000


def ratio(times, others):
    return f"{statistics.median(a / b for a, b in zip(times, others, strict=True)):.2f}"


def measure(bar, shell):
    """Return name -> milliseconds of CPU of each turn."""
    turns = {"hit": [], "miss": [], "floor": [], "fast": [], "becomes": []}
    commands = {"hit": [*shell, "-c", bar.command], "floor": [*shell, "-c", ":"], "fast": bar.fast}
    commands["becomes"] = [*shell, "-c", f"exec {' '.join(bar.fast)}"]
    for turn in range(ROUNDS):
        bar.line.unlink(missing_ok=True)
        turns["miss"].append(spent(commands["hit"], bar.environ))
        for name in sorted(commands, reverse=turn % 2 == 0):  # what follows Python finds the processor's caches full
            turns[name].append(spent(commands[name], bar.environ))
    assert bar.hits == bar.misses
    return turns


def main():
    for name, arguments in sh_bars.BARS.items():
        for shell in filter(lambda words: shutil.which(words[0]), sh_bars.SHELLS.values()):
            with tempfile.TemporaryDirectory() as folder:
                turns = measure(sh_bars.prepared(Path(folder), int(time.time()), *arguments), shell)
            hit, miss, fast, becomes = (turns[turn] for turn in ("hit", "miss", "fast", "becomes"))
            print(  # noqa: T201 - a benchmark reports
                f"{name:9} {' '.join(shell):13} a hit {ratio(hit, turns['floor'])} x `sh -c :`,"
                f" {ratio(hit, fast)} x fast.py; a miss {ratio(miss, fast)} x fast.py,"
                f" {ratio(miss, becomes)} x `sh -c 'exec fast.py'`"
            )


if __name__ == "__main__":
    main()
