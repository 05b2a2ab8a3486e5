"""A program: `statusline refresh` over and over in forked children, each with a clock of its own and a chosen death.

A forked child saves the start of an interpreter; it is a process all the same, and dies of a real SIGKILL. A line on
stdin is `ahead step delay`: how many seconds its clock is ahead, before which step it kills itself (0: none; -1: none,
but they are counted), after how many seconds it is killed (0: not at all). The answer is `status steps`. A step is a
call that changes something outside or waits for it; what the child prints is in the file that argv names.
"""

import mmap
import os
import signal
import sys
import threading
import time
from importlib import import_module

STEPS = frozenset(
    {"accept", "bind", "chmod", "close", "connect", "execute", "fcntl", "flock", "fsync", "ftruncate", "getaddrinfo"}
    | {"lockf", "mkdir", "open", "read", "recv_into", "remove", "rename", "replace", "rmdir", "send", "sendall", "stat"}
    | {"unlink", "utime", "write"}
)


def main():
    out, counter = sys.argv[1], mmap.mmap(-1, 8)
    _load()
    for line in sys.stdin:
        ahead, step, delay = line.split()
        counter[:] = bytes(8)
        pid = os.fork()
        if pid == 0:
            _refresh(out, int(ahead), int(step), counter)
        _kill_after(pid, float(delay))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), int.from_bytes(counter[:], "little"), flush=True)  # noqa: T201 - a program


def _load():
    """Import and return all that a refresh needs, so that a child does not import it."""
    import encodings.idna
    import sqlite3
    import tomllib

    import idna
    import requests

    from statusline.alerts import outbox
    from statusline.cli import refresh
    from statusline.index import claude, codex, keeping, update
    from statusline.providers import SOURCES
    from statusline.providers.codex import rollout_files
    from statusline.refresh import run
    from statusline.state import sqlite

    ours = (
        outbox,
        refresh,
        claude,
        codex,
        keeping,
        update,
        rollout_files,
        run,
        sqlite,
        *map(import_module, SOURCES.values()),
    )
    return encodings.idna, sqlite3, tomllib, idna, requests, *ours


def _refresh(out, ahead, step, counter):
    """Be a refresh; never return."""
    try:
        os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(1, 2)
        from statusline import cli
        from statusline.cli import refresh

        refresh.clock = lambda: int(time.time()) + ahead
        if step:
            _die_before(step, counter)
        cli.run(["refresh", "--force", "-v"])
    except SystemExit as end:
        sys.setprofile(None)
        sys.stdout.flush()
        os._exit(end.code or 0)
    finally:
        os._exit(70)


def _die_before(step, counter):
    def count(_frame, event, function):
        if event == "c_call" and function.__name__ in STEPS:
            taken = int.from_bytes(counter[:], "little") + 1
            if taken == step:
                os.kill(os.getpid(), signal.SIGKILL)
            counter[:] = taken.to_bytes(8, "little")

    threading.setprofile(count)
    sys.setprofile(count)


def _kill_after(pid, delay):
    if delay:
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)  # not yet waited for, so the number is still its own


if __name__ == "__main__":
    main()
