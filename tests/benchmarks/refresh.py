"""The CPU of one detached refresh: `.venv/bin/python tests/benchmarks/refresh.py`.

Medians in ms, beside an idle interpreter: both servers asked (a stand-in on this machine), nothing due, a new config
compiled, and the spool merged once.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parents[2]
sys.path[:0] = [str(HERE), str(HERE / "tests")]

from support import signed_in  # noqa: E402 - found by the line above
from support.vendors import StandIn  # noqa: E402

ROUNDS = 11
CHILD = [sys.executable, "-E", "-P", str(HERE / "statusline/__main__.py"), "refresh"]


def cpu(command, environ):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1_000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main():
    with tempfile.TemporaryDirectory() as home, StandIn(time.time) as standin:
        environ = {"HOME": home, "PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8"}
        for name, value in (("CACHE_DIR", "cache"), ("STATE_DIR", "state"), ("CONFIG", "config.toml")):
            environ[f"STATUSLINE_{name}"] = f"{home}/{value}"
        signed_in.both(environ, standin)
        taken = {"python -c pass": [], "both asked": [], "nothing due": [], "recompile": []}
        for _ in range(ROUNDS):
            Path(home, "state/schedule.json").unlink(missing_ok=True)
            taken["both asked"].append(cpu([*CHILD, "--if-stale"], environ))
            taken["nothing due"].append(cpu([*CHILD, "--if-stale"], environ))
            taken["recompile"].append(cpu([*CHILD, "--recompile"], environ))
            taken["python -c pass"].append(cpu([sys.executable, "-c", "pass"], environ))
        print(f"{len(standin.requests)} requests")  # noqa: T201 - a benchmark reports
        for name, times in taken.items():
            print(f"{name:16} {statistics.median(times):5.0f} ms, least {min(times):.0f}")  # noqa: T201


if __name__ == "__main__":
    main()
