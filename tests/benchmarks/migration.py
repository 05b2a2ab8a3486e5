"""How long an index of an earlier version is copied: `.venv/bin/python tests/benchmarks/migration.py [CALLS]`.

An index of so many calls (200,000 where no number is given) is made as the version before the last migration had it.
Printed is how long `statusline index status` takes with it, and how long with the index as it is then.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from statusline.state import sqlite, token_index
from support import used_year

STATUS = [sys.executable, "-P", "-m", "statusline", "index", "status"]


def make_earlier(environ, calls):
    """Leave an index of the earlier version; its keys are in no order, as the hashes of a real one."""
    new = {**environ, "STATUSLINE_STATE_DIR": f"{environ['STATUSLINE_STATE_DIR']}-new"}
    used_year.fill(new, int(time.time()), calls=calls)
    path = token_index.path(environ["STATUSLINE_STATE_DIR"])
    with sqlite.opened(path, token_index.MIGRATIONS[:2]) as earlier:
        earlier.connection.execute("ATTACH ? AS new", (token_index.path(new["STATUSLINE_STATE_DIR"]),))
        earlier.connection.execute("UPDATE new.calls SET key = random() & 0x7fffffffffffffff")
        for table in ("names", "sessions", "calls", "quarters"):
            earlier.connection.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")


def measure(environ, name):
    began = time.perf_counter()
    process = subprocess.Popen(STATUS, env=environ, stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    took = time.perf_counter() - began
    cpu = used.ru_utime + used.ru_stime
    print(f"{name:24} {took:6.2f} s, of CPU {cpu:5.2f} s")  # noqa: T201 - a benchmark reports


def main():
    with tempfile.TemporaryDirectory() as home:
        folders = {f"STATUSLINE_{name}_DIR": f"{home}/{name.lower()}" for name in ("STATE", "CACHE")}
        environ = {"HOME": home, "PATH": os.environ["PATH"], "TZ": "UTC", "STATUSLINE_NO_REFRESH": "1", **folders}
        make_earlier(environ, int(sys.argv[1]) if sys.argv[1:] else 200_000)
        measure(environ, "an earlier index, copied")
        measure(environ, "the index as it is now")


if __name__ == "__main__":
    main()
