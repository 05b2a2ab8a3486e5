"""The CPU of one detached refresh: `.venv/bin/python tests/benchmarks/refresh.py`.

Medians in ms, beside an idle interpreter: both servers asked (a stand-in on this machine), over TLS as well, nothing
due, and a new config compiled.
"""

import contextlib
import os
import resource
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import certifi
import trustme

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


def machine(home, standin):
    """Return the environment of a login to both servers."""
    environ = {"HOME": home, "PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8"}
    for name, value in (("CACHE_DIR", "cache"), ("STATE_DIR", "state"), ("CONFIG", "config.toml")):
        environ[f"STATUSLINE_{name}"] = f"{home}/{value}"
    signed_in.both(environ, standin)
    return environ


def authority(path):
    """Write a file with the usual CAs and one more; return what a server of that one needs."""
    ca, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    Path(path).write_bytes(Path(certifi.where()).read_bytes() + ca.cert_pem.bytes())
    return context


def main():
    with contextlib.ExitStack() as stack:
        homes = [stack.enter_context(tempfile.TemporaryDirectory()) for _ in range(2)]
        cas = f"{homes[1]}/ca.pem"
        servers = [stack.enter_context(StandIn(time.time, context)) for context in (None, authority(cas))]
        environ, over_tls = map(machine, homes, servers)
        over_tls["REQUESTS_CA_BUNDLE"] = cas
        taken = {"python -c pass": [], "both asked": [], "over TLS": [], "nothing due": [], "recompile": []}
        for _ in range(ROUNDS):
            for home in homes:
                Path(home, "state/schedule.json").unlink(missing_ok=True)
            taken["both asked"].append(cpu([*CHILD, "--if-stale"], environ))
            taken["over TLS"].append(cpu([*CHILD, "--if-stale"], over_tls))
            taken["nothing due"].append(cpu([*CHILD, "--if-stale"], environ))
            taken["recompile"].append(cpu([*CHILD, "--recompile"], environ))
            taken["python -c pass"].append(cpu([sys.executable, "-c", "pass"], environ))
        print(f"{[len(server.requests) for server in servers]} requests")  # noqa: T201 - a benchmark reports
        for name, times in taken.items():
            print(f"{name:16} {statistics.median(times):5.0f} ms, least {min(times):.0f}")  # noqa: T201


if __name__ == "__main__":
    main()
