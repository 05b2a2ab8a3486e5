"""The text of a bar by shell/bar.sh, by fast.py and by a shell that does nothing, in turns.

    .venv/bin/python tests/benchmarks/bars_in_sh.py

On a hit the text has been settled; on a miss its line is gone. Ratios are medians of pairs of whole processes, first of
wall time, then of CPU.
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
    """Return the milliseconds of a process, and those of its CPU."""
    start = time.perf_counter()
    out = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawnp(command[0], command, environ, file_actions=out)
    _, status, used = os.wait4(pid, 0)
    assert status == 0
    return (time.perf_counter() - start) * 1_000, (used.ru_utime + used.ru_stime) * 1_000


def ratios(times, others):
    return [statistics.median(a[i] / b[i] for a, b in zip(times, others, strict=True)) for i in (0, 1)]


def measure(bar, shell):
    """Return name -> (milliseconds, of CPU) of each turn."""
    turns = {"hit": [], "miss": [], "floor": [], "fast": []}
    commands = {"hit": [*shell, "-c", bar.command], "floor": [*shell, "-c", ":"], "fast": bar.fast}
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
            hit, miss, fast = ratios(turns["hit"], turns["floor"]), turns["miss"], turns["fast"]
            of_fast, missed = ratios(turns["hit"], fast), ratios(miss, fast)
            print(  # noqa: T201 - a benchmark reports
                f"{name:9} {' '.join(shell):13} a hit {hit[0]:.2f} / {hit[1]:.2f} x `sh -c :`,"
                f" {of_fast[0]:.2f} / {of_fast[1]:.2f} x fast.py; a miss {missed[0]:.2f} / {missed[1]:.2f} x fast.py"
            )


if __name__ == "__main__":
    main()
