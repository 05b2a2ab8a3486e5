"""A child process that speaks JSON lines: asked under a deadline, and gone afterwards with all that it started."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from statusline.errors import BadDocument, SourceError, Unreachable
from statusline.hot.spawn import SECRET_VARIABLES
from statusline.providers.credentials.fields import lenient_json
from statusline.state.process import close, reap, signal_group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MOST_HEARD = 4 << 20  # bytes of output, before it is taken for noise
ENDING = (1.0, 1.0)  # seconds that a child has after its stdin is closed, and after TERM

_OURS = "STATUSLINE_"
_CHUNK = 1 << 16
_TICK = 0.01


class Dialogue:
    """What can be said to a child and heard from it until the deadline (by time.monotonic)."""

    def __init__(self, process: subprocess.Popen[bytes], name: str, deadline: float) -> None:
        self._process, self._name, self._deadline = process, name, deadline
        self._buffer = bytearray()
        self._searched = self._heard = 0

    def say(self, *messages: object) -> None:
        """Write each message as one line of JSON: a few hundred bytes, for which a pipe always has room."""
        assert self._process.stdin is not None  # noqa: S101 - for mypy: it was opened as a pipe
        try:
            self._process.stdin.write(b"".join(json.dumps(message).encode() + b"\n" for message in messages))
        except OSError:
            raise self._silent() from None

    def hang_up(self) -> None:
        """Close the child's stdin, so that it knows no further request comes."""
        close(self._process.stdin)

    def listen(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the first object that is wanted; whatever else is heard before it is skipped.

        Raises Unreachable where the child ends or the deadline passes, BadDocument where it does not stop talking.
        """
        while True:
            line = self._line()
            message = lenient_json(line) if line.startswith(b"{") else None
            if message is not None and wanted(message):
                return message

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\n", self._searched)) < 0:
            self._searched = len(self._buffer)
            self._buffer += self._more()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._searched = 0
        return line

    def _more(self) -> bytes:
        data = _heard(self._process, max(0.0, self._deadline - time.monotonic()))
        if data is None or time.monotonic() > self._deadline:
            raise Unreachable(f"`{self._name}` gave no answer in time.", "It is asked again later.")
        if not data:
            raise self._silent()
        self._heard += len(data)
        if self._heard > MOST_HEARD:
            raise BadDocument(f"`{self._name}` said a lot and no answer.", "A newer statusline may know this format.")
        return data

    def _silent(self) -> Unreachable:
        return Unreachable(f"`{self._name}` ended without an answer.", f"Run `{self._name}` to see why.")


@contextmanager
def opened(command: list[str], environ: Mapping[str, str], folder: str, seconds: float) -> Iterator[Dialogue]:
    """Start command in folder and yield the dialogue with it; when that is over, so is its whole process group.

    Everything takes at most `seconds`, ending the child included. Its environment is environ without what is only
    ours. Raises Unreachable where it cannot be started.
    """
    if sys.platform == "win32":
        raise SourceError("The official clients can be asked on Linux and macOS only.", "Take this source out.")
    deadline = time.monotonic() + seconds - sum(ENDING)
    name = os.path.basename(command[0])
    try:
        process = subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder if os.path.isdir(folder) else os.sep,
            env=_environment(environ),
            start_new_session=True,
        )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unreachable(
            "`{program}` cannot be started ({reason}).", "Run `{program}` to see why.", program=name, reason=reason
        ) from None
    try:
        yield Dialogue(process, name, deadline)
    finally:
        _end(process)


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value for name, value in environ.items() if not name.startswith(_OURS) and name not in SECRET_VARIABLES
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close stdin, then TERM, then KILL to the group.

    The leader is reaped last: until then no other process can have been given the group's number.
    """
    close(process.stdin)
    if not _ended(process, ENDING[0]):
        signal_group(process, signal.SIGTERM)
        _ended(process, ENDING[1])
    signal_group(process, signal.SIGKILL)  # also where the leader has ended: what it started may live on
    reap(process)
    close(process.stdout)


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for the leader to end; what it still says is taken in, or it could never finish saying it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if _is_over(process):
            return True
        if _heard(process, _TICK) == b"":
            time.sleep(_TICK)
    return False


def _is_over(process: subprocess.Popen[bytes]) -> bool:
    if hasattr(os, "waitid"):
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    return process.poll() is not None  # macOS before Python 3.13 cannot look without reaping


def _heard(process: subprocess.Popen[bytes], seconds: float) -> bytes | None:
    """Return what the child has said, empty at the end of its stdout, None if it said nothing for seconds."""
    assert process.stdout is not None  # noqa: S101 - for mypy: it was opened as a pipe
    descriptor = process.stdout.fileno()
    poll = select.poll()  # select.select() refuses descriptors from 1024 on
    poll.register(descriptor, select.POLLIN)
    return os.read(descriptor, _CHUNK) if poll.poll(seconds * 1000) else None
