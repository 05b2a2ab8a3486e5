"""The real processes of these tests: refreshes that are killed, stopped and measured, and who is alive."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import statusline

COMMAND = [sys.executable, "-P", "-m", "statusline"]
FAST = [sys.executable, "-IS", str(Path(statusline.__file__).parent / "fast.py")]


@dataclass(frozen=True)
class Done:
    """How a process ended: exit status, what it said, seconds, and the most memory it held, in MiB."""

    status: int
    out: str
    err: str
    seconds: float
    mib: float


class Running:
    """A process whose end can be waited for with its memory."""

    def __init__(self, command, environ, folder):
        self.files = [open(folder / name, "w+b") for name in ("out", "err")]  # noqa: SIM115 - closed in `end`
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, env=environ, stdin=subprocess.DEVNULL, stdout=self.files[0], stderr=self.files[1]
        )
        self.pid = self.process.pid

    def end(self, within):
        """Wait for the end; kill it and fail after `within` seconds from its start."""
        while True:
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - self.started > within:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"{self.process.args} was still at it after {within} s")
            time.sleep(0.01)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in self.files:
            file.seek(0)
            texts.append(file.read().decode())
            file.close()
        rss = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
        return Done(self.process.returncode, *texts, time.monotonic() - self.started, rss)


def alive(environ, word=b"statusline"):
    """Return the pids of processes with our cache folder in their environment and `word` in their command."""
    mark = f"STATUSLINE_CACHE_DIR={environ['STATUSLINE_CACHE_DIR']}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (entry / "environ").read_bytes() + b"\0" and word in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return [pid for pid in found if pid != os.getpid()]


def wait_for(condition, seconds=20):
    """Return what condition returns once that is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return found


def wait_for_content(path, content, seconds=20):
    """Wait until the file at path holds content and nothing else."""
    deadline = time.monotonic() + seconds
    while (text := path.read_text() if path.exists() else None) != content:
        assert time.monotonic() < deadline, f"{path}: {text!r}"
        time.sleep(0.02)


def in_time(seconds, run):
    """Return what run gives the first of three times that it takes less: what really waits is late each time."""
    for _ in range(3):
        started = time.monotonic()
        outcome = run()
        if time.monotonic() - started < seconds:
            return outcome
    raise AssertionError(f"it took {seconds} s and more three times")


@contextlib.contextmanager
def repeated(look, every):
    """Call look in a thread every so many seconds, while the block runs."""
    end = threading.Event()

    def look_until_the_end():
        while not end.wait(every):
            look()

    thread = threading.Thread(target=look_until_the_end)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def end_all(environ):
    """Wait until none of our processes is left; kill what is after half a minute."""
    deadline = time.monotonic() + 30
    while alive(environ) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in alive(environ):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
