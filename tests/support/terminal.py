"""A program in a real pseudo-terminal, and what a person would see on its screen.

    with Terminal(["zsh", "-i"], environ, folder=tmp_path) as terminal:
        terminal.wait_for("ready> ")
        terminal.enter("echo $((6 * 7))")
        terminal.wait_for_line("42")
        assert terminal.lines()[0] == "ready> echo $((6 * 7))"

What is typed is on the screen too: let the awaited text be something the typed line does not contain.
"""

import contextlib
import os
import pty
import select
import shlex
import shutil
import signal
import subprocess
import sys
import termios
import time

import pyte

# A child that makes the terminal its own; a fork in the test process itself would warn of xdist's threads.
_SETSID = shutil.which("setsid")  # of util-linux and busybox; it starts in a tenth of the time
_PYTHON = [sys.executable, "-IS", "-c", "import os, sys; os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"]
_LOG_IN = [_SETSID, "-c"] if _SETSID else _PYTHON
_POLL = 0.02


def until_there(path):
    """Return a line of sh that waits for a file, for a minute at most: longer than a test waits for anything."""
    return f"n=0; while [ ! -e {shlex.quote(str(path))} ] && [ $n -lt 1200 ]; do n=$((n+1)); sleep 0.05; done"


class Terminal:
    """A child process (the leader of its own session) on a terminal of `columns` x `rows`.

    `environ` is the child's whole environment; TERM is added unless it is there.
    """

    def __init__(self, command, environ, *, folder, columns=100, rows=24):
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        self._screen.write_process_input = self.send
        termios.tcsetwinsize(slave, (rows, columns))
        self.output = b""
        try:
            self.process = subprocess.Popen(
                [*_LOG_IN, *map(str, command)],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                cwd=folder,
                env={"TERM": "xterm-256color", **environ},
            )
        finally:
            os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, text):
        """Type text as it is; `\\x03` is Ctrl-C, `\\x04` the end of input."""
        data = text.encode()
        while data:
            data = data[os.write(self._master, data) :]

    def enter(self, line):
        """Type a line and the Enter key."""
        self.send(line + "\r")

    def resize(self, columns):
        """Make the terminal so many columns wide, as dragging its window does."""
        self._screen.resize(columns=columns)
        termios.tcsetwinsize(self._master, (self._screen.lines, columns))

    def lines(self):
        """Return the screen's rows without trailing blanks, and without the empty ones at its end."""
        self._read(0)
        rows = [row.rstrip() for row in self._screen.display]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def text(self):
        """Return the screen as one string."""
        return "\n".join(self.lines())

    def cell(self, row, column):
        """Return one cell with its attributes (`data`, `fg`, `bg`, `bold`, …), as pyte has them."""
        return self._screen.buffer[row][column]

    def wait_until(self, seen, what, timeout=20):
        """Wait until seen(lines) is true; fail with the screen if it never is."""
        deadline = time.monotonic() + timeout
        while not seen(self.lines()):
            if time.monotonic() > deadline or not self._read(_POLL):
                if seen(self.lines()):
                    return
                state = "ended" if self.process.poll() is not None else "is running"
                raise AssertionError(f"{what}; the child {state}; the screen:\n{self.text()}")

    def wait_for(self, text, timeout=20):
        """Wait until text is somewhere on the screen."""
        self.wait_until(lambda lines: any(text in line for line in lines), f"no {text!r} on the screen", timeout)

    def wait_for_line(self, line, timeout=20):
        """Wait until a row of the screen is exactly line."""
        self.wait_until(lambda lines: line in lines, f"no row {line!r} on the screen", timeout)

    def settle(self, quiet=0.3):
        """Read until nothing has come for `quiet` seconds: for showing that something does NOT appear."""
        while self._read(quiet, once=True):
            pass

    def wait_for_end(self, timeout=20):
        """Wait until the child has left; return its status."""
        deadline = time.monotonic() + timeout
        while self.process.poll() is None and time.monotonic() < deadline:
            self._read(_POLL)
        return self.process.wait(0.1)

    def close(self):
        """Hang up, as closing a terminal window does; kill what stays."""
        for number in (signal.SIGHUP, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                self.process.send_signal(number)
                self.process.wait(2)
        with contextlib.suppress(OSError):
            os.close(self._master)

    def _read(self, timeout, *, once=False):
        """Feed what has come to the screen; return whether there may be more (once: whether anything came)."""
        came = False
        try:
            while select.select([self._master], [], [], 0 if came else timeout)[0]:
                data = os.read(self._master, 65_536)
                if not data:
                    return False
                came = True
                self.output += data
                self._stream.feed(data)
        except OSError:  # Linux's end of file, once nobody has the other side open
            return False
        return came if once else True


class _Screen(pyte.Screen):
    def select_graphic_rendition(self, *attributes, **private):
        """Leave out the private forms (fish's keyboard modes), at which pyte 0.8 fails."""
        if not private:
            super().select_graphic_rendition(*attributes)

    def report_device_status(self, mode=0, **private):
        """Leave out the private questions (tmux 3.8 asks for the colour scheme), at which pyte 0.8 fails."""
        if not private:
            super().report_device_status(mode)
