"""Shared by the channels: their Protocol, the settings of a delivery, and a child process with a time limit."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Protocol

from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statusline.alerts.message import Notice
    from statusline.config.alerts import Alerts

SECONDS = 5.0  # for a program that has only to hand a notice on
_MOST_OUTPUT = 1 << 16


class NotDelivered(StatuslineError):
    """A channel did not take a notice, or has nobody to show it to."""

    code = "alert"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The environment, the settings, and when all deliveries must be over (by time.monotonic)."""

    environ: Mapping[str, str]
    settings: Alerts
    deadline: float

    def seconds(self, most: float) -> float:
        """Return the seconds left for a program that may take `most` seconds."""
        return max(0.05, min(most, self.deadline - time.monotonic()))


class Channel(Protocol):
    """A module that delivers a notice or raises NotDelivered."""

    def send(self, notice: Notice, delivery: Delivery) -> None:
        """Deliver notice. Raises NotDelivered."""


def run(
    command: Sequence[str], delivery: Delivery, data: bytes = b"", *, most: float = SECONDS, capture: bool = False
) -> bytes:
    """Run a user's program with data on its stdin; capture: return its stdout.

    Of the environment it gets what is known to hold no secret. A program that takes longer than `most` seconds is
    killed with all its children. Raises NotDelivered, which names only the program: its arguments may be secret.
    """
    name = os.path.basename(command[0])
    environ = process.harmless_variables(delivery.environ)
    stdout = process.PIPE if capture else process.NOWHERE
    try:
        done = process.run(command, environ, delivery.seconds(most), data=data, stdout=stdout)
    except TimeoutError:
        raise NotDelivered(f"`{name}` did not end in time and was killed.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise NotDelivered(f"`{name}` cannot be started ({reason}).") from None
    if done.status:
        raise NotDelivered(f"`{name}` failed with status {done.status}.")
    return done.output[:_MOST_OUTPUT]
