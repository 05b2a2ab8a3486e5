"""The machine as a test sees it: an environment that is the same everywhere, and programs that may be missing."""

import functools
import importlib.metadata
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from support import forked
from support.guards import KEPT_PREFIXES, KEPT_VARIABLES

REQUIRED = frozenset(filter(None, os.environ.get("STATUSLINE_REQUIRE", "").split(",")))
_GOT = ("nu", "xonsh", "mcp_sdk")  # by .ci/get-NAME
NAMED = {name: os.environ.get(f"STATUSLINE_{name.upper()}", "") for name in _GOT}
SAME_EVERYWHERE = {"LANG": "C.UTF-8", "TZ": "UTC"}


class Clock:
    """A clock that a test moves; it starts at the real time, as the stand-in's does."""

    def __init__(self):
        self.now = int(time.time())

    def __call__(self):
        return self.now


@contextmanager
def bare_environment(home):
    """Leave of os.environ what finds programs and code, and add a HOME."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name not in KEPT_VARIABLES and not name.startswith(KEPT_PREFIXES):
                patch.delenv(name)
        for name, value in {**SAME_EVERYWHERE, "HOME": str(home)}.items():
            patch.setenv(name, value)
        time.tzset()
        yield
    time.tzset()


def child_environment(home, folder):
    """Return the whole environment of a child process; our own files go below `folder`."""
    return {
        **SAME_EVERYWHERE,
        **python_path(),
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "STATUSLINE_CACHE_DIR": str(folder / "cache"),
        "STATUSLINE_STATE_DIR": str(folder / "state"),
        "STATUSLINE_CONFIG": str(folder / "config.toml"),
    }


def run_statusline(arguments, environ, **options):
    """Run the command as people do and return the CompletedProcess; its stdin is empty unless `input` is given."""
    if forked.fits(environ, options):
        return forked.run(arguments, environ, **options)
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    command = [sys.executable, "-P", "-m", "statusline", *arguments]
    usual = {"env": environ, "capture_output": True, "encoding": "utf-8", "timeout": 60}
    return subprocess.run(command, check=False, **{**usual, **options})


def at_a_terminal(command, environ):
    """Run a command whose three descriptors are a terminal; return (wait status, what it wrote)."""
    import pty  # not on Windows, where the rest of this module still works

    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(command[0], command, environ)
    text = b""
    try:
        while chunk := os.read(terminal, 1_000):
            text += chunk
    except OSError:
        pass
    os.close(terminal)
    return os.waitpid(pid, 0)[1], text


def shell_or_skip(name):
    """Return the path of a program; skip the test if it is missing, fail it if STATUSLINE_REQUIRE lists it."""
    path = NAMED.get(name) or shutil.which(name)
    if path is None and name in REQUIRED:
        pytest.fail(f"{name} is not installed, and STATUSLINE_REQUIRE lists it.", pytrace=False)
    if path is None:
        pytest.skip(f"{name} is not installed.")
    return path


@functools.cache
def python_path():
    """Return what a child's environment needs to import the package if that is not installed."""
    try:
        importlib.metadata.distribution("statusline-limits")
    except importlib.metadata.PackageNotFoundError:
        return {"PYTHONPATH": str(Path(__file__).parents[2])}
    return {}
