"""What the server for Codex and agents costs: `.venv/bin/python tests/benchmarks/mcp.py`.

CPU of an ask for the footer and of a call of each tool (its child's), and the peak memory of the server. A fortnight of
calls is known.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parents[2]
sys.path[:0] = [str(HERE), str(HERE / "tests")]

from support import attributed  # noqa: E402 - found by the line above
from support.mcp_server import served, state  # noqa: E402
from support.prompt_files import claude, codex, write  # noqa: E402

ASKS, CALLS = 500, 5
TOOLS = {"limits": {}, "room_for": {"tokens": 200_000}, "usage": {"by": "model"}, "who_used": {}}


def own_cpu(process):
    """Return the CPU of a process in ms, without that of its children."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return 1_000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1_024


def child_cpu(tool, arguments, environ):
    """Return the CPU of calls of one tool in ms each, the server's start taken away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with served(environ) as client:
        for _ in range(CALLS):
            client.ask("tools/call", name=tool, arguments=arguments)
        start = own_cpu(client.process)
        client.process.stdin.close()
        client.process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (1_000 * spent - start) / CALLS


def main():
    with tempfile.TemporaryDirectory() as folder:
        environ = {"HOME": folder, "PATH": os.environ["PATH"], "TZ": "UTC", "STATUSLINE_NO_REFRESH": "1"}
        for name, value in (("CACHE_DIR", "cache"), ("STATE_DIR", "state"), ("CONFIG", "config.toml")):
            environ[f"STATUSLINE_{name}"] = f"{folder}/{value}"
        attributed.write(environ, attributed.life())
        now = int(time.time())
        write(environ, claude(), codex(), now=now, formats=("plain", "codex"))
        with served(environ, "--footer") as client:
            client.footer(state(now))
            start = own_cpu(client.process)
            for number in range(ASKS):
                client.footer(state(now, used=number % 100))
            print(f"an ask for the footer  {(own_cpu(client.process) - start) / ASKS:6.2f} ms")  # noqa: T201 - a benchmark reports
            print(f"the server             {peak(client.process):6.1f} MiB")  # noqa: T201 - as above
        for tool, arguments in TOOLS.items():
            print(f"{tool:22} {child_cpu(tool, arguments, environ):6.0f} ms")  # noqa: T201 - as above


main()
