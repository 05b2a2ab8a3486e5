"""The windows that have names, and what another name may look like."""

from __future__ import annotations

import re

from statusline.config.providers import TABLE

# Name -> label, length in seconds.
WINDOWS: dict[str, tuple[str, int]] = {
    "five_hour": ("5h", 18_000),
    "seven_day": ("7d", 604_800),
    **{name: window for row in TABLE.values() for name, window in row.windows.items()},
    "one_day": ("1d", 86_400),
    "thirty_day": ("30d", 2_592_000),
}
# Other lengths in seconds, and windows of one model or one Codex limit id: `window_7200`, `seven_day:fable`.
WINDOW_NAME = re.compile(rf"(?:{'|'.join(WINDOWS)}|window_[0-9]{{2,9}})(?::[a-z0-9._-]{{1,64}})?")


def known(name: str) -> bool:
    """Return whether a window can have this name."""
    return WINDOW_NAME.fullmatch(name) is not None
