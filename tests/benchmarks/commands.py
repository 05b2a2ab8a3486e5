"""The CPU time of commands beside that of an idle interpreter: `.venv/bin/python tests/benchmarks/commands.py`.

Printed are medians in ms and the ratio to `python -c pass`; the commands take turns, so that a busy machine hits all.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 9
BARE = [sys.executable, "-c", "pass"]
COMMANDS = (
    "--version",
    "accounts",
    "alerts",
    "cache",
    "completion zsh",
    "config check",
    "doctor",
    "explain",
    "export --format csv",
    "guard",
    "history",
    "preset list",
    "preview",
    "privacy",
    "setup --dry-run",
    "watch --once",
    "refresh --if-stale",
    "refresh",
)


def cpu(command, environ):
    """Return the milliseconds of CPU that command and all it waited for took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1_000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main():
    with tempfile.TemporaryDirectory() as home:
        environ = {"HOME": home, "PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8"}
        rows = {"python -c pass": BARE} | {
            name: [sys.executable, "-P", "-m", "statusline", *name.split()] for name in COMMANDS
        }
        taken = {name: [] for name in rows}
        for _ in range(ROUNDS):
            for name, command in rows.items():
                taken[name].append(cpu(command, environ))
        bare = statistics.median(taken["python -c pass"])
        for name, times in taken.items():
            middle = statistics.median(times)
            print(f"{name:22} {middle:5.0f} ms  {middle / bare:5.1f} x")  # noqa: T201 - a benchmark reports


if __name__ == "__main__":
    main()
