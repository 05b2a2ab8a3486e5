"""Executables that stand in for `claude` and `codex`, and a look at what is left of them."""

import subprocess
import sys
import time
from pathlib import Path

PYTHON = f"#!{sys.executable} -IS\n"
SHELL = "#!/bin/sh\n"
# What every fake in Python begins with; `record` is a folder for what it was given.
START = """
import json, os, signal, sys, time
record = {record!r}
def keep(name, text):
    with open(os.path.join(record, name + ".tmp"), "w") as file:
        file.write(text)
    os.replace(os.path.join(record, name + ".tmp"), os.path.join(record, name))
def say(*messages):
    for message in messages:
        sys.stdout.write((message if isinstance(message, str) else json.dumps(message)) + "\\n")
    sys.stdout.flush()
keep("group", str(os.getpid()))
"""


def install(folder, name, body, interpreter=PYTHON):
    """Write an executable called name into folder and return its path; a body in Python has `say` and `keep`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    start = START.format(record=str(folder)) if interpreter == PYTHON else ""
    path.write_text(interpreter + start + body)
    path.chmod(0o755)
    return str(path)


def group(folder):
    """Return the process group of the last fake in Python that ran from folder."""
    return int((folder / "group").read_text())


def left(*groups):
    """Return the living processes of groups; those that were killed a moment ago have a second to be gone."""
    until = time.monotonic() + 1
    while (pids := _living(groups)) and time.monotonic() < until:
        time.sleep(0.01)
    return pids


def _living(groups):
    """Return the processes of groups that are more than a name in the table of processes."""
    return [pid for pid, of_group, state in _processes() if of_group in groups and state not in "ZX"]


def _processes():
    if not sys.platform.startswith("linux"):
        rows = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True)
        return [(int(pid), int(pgid), stat[0]) for pid, pgid, stat in map(str.split, rows.stdout.splitlines())]
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = path.parent.name, path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found.append((int(pid), int(rest[2]), rest[0]))
    return found
