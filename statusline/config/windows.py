"""The names a window may have."""

from __future__ import annotations

import re

WINDOWS = (
    "five_hour",
    "seven_day",
    "seven_day_opus",
    "seven_day_sonnet",
    "seven_day_oauth_apps",
    "one_day",
    "thirty_day",
)
# Other lengths in seconds, and windows of one model or one Codex limit id: `window_7200`, `seven_day:fable`.
WINDOW_NAME = re.compile(rf"(?:{'|'.join(WINDOWS)}|window_[0-9]{{2,9}})(?::[a-z0-9._-]{{1,64}})?")


def known(name: str) -> bool:
    """Return whether a window can have this name."""
    return WINDOW_NAME.fullmatch(name) is not None
