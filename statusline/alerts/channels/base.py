"""What the channels share: their Protocol, their way to the world, and a child process that cannot outstay."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from statusline.config.providers import TABLE
from statusline.errors import StatuslineError
from statusline.hot.spawn import SECRET_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statusline.alerts.message import Notice
    from statusline.config.alerts import Alerts

SECONDS = 5.0  # for a program that has only to hand a notice on
_SECRETS = (*SECRET_VARIABLES, *(name for row in TABLE.values() for name in row.secret_variables))
_MOST_HEARD = 1 << 16


class NotDelivered(StatuslineError):
    """A channel did not take a notice, or there is nobody at its other end."""

    code = "alert"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How to the world: the environment, the config's table, and when all is to be over (by time.monotonic)."""

    environ: Mapping[str, str]
    settings: Alerts
    deadline: float

    def seconds(self, most: float) -> float:
        """Return how long something may take that may take `most` seconds."""
        return max(0.05, min(most, self.deadline - time.monotonic()))


class Channel(Protocol):
    """A module that delivers a notice or raises NotDelivered."""

    def send(self, notice: Notice, way: Delivery) -> None:
        """Deliver notice. Raises NotDelivered."""


def run(
    command: Sequence[str], way: Delivery, data: bytes = b"", *, most: float = SECONDS, heard: bool = False
) -> bytes:
    """Run a program of the user's with data on its stdin; return its stdout if that is to be heard.

    Its environment is the user's without what is secret in it. One that takes longer than `most` seconds is killed
    with all that it started. Raises NotDelivered, which names the program alone: its arguments may be secret.
    """
    name = os.path.basename(command[0])
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if heard else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            env={key: value for key, value in way.environ.items() if key not in _SECRETS},
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise NotDelivered(f"`{name}` cannot be started ({reason}).") from None
    try:
        said, _ = process.communicate(data, way.seconds(most))
    except subprocess.TimeoutExpired:
        _kill(process)
        raise NotDelivered(f"`{name}` did not end in time and was killed.") from None
    except BaseException:
        _kill(process)
        raise
    if process.returncode:
        raise NotDelivered(f"`{name}` failed with status {process.returncode}.")
    return (said or b"")[:_MOST_HEARD]


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group; the leader is not reaped yet, so that its number is still its own."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    for stream in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if stream:
                stream.close()
    with contextlib.suppress(subprocess.TimeoutExpired):  # only a process stuck in the kernel outlives KILL
        process.wait(1)
