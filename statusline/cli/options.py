"""The clock of the commands: below them, time is an argument."""

from __future__ import annotations

import time


def clock() -> int:
    """Return now in epoch seconds."""
    return int(time.time())
