"""The names of windows."""

from __future__ import annotations

import re

from statusline.config.providers import TABLE
from statusline.hot.text import DAY

# Name -> label, length in seconds (None: it has none, or another one each time).
WINDOWS: dict[str, tuple[str, int | None]] = {
    "five_hour": ("5h", 18_000),
    "seven_day": ("7d", 7 * DAY),
    **{name: window for row in TABLE.values() for name, window in row.windows.items()},
    "one_day": ("1d", DAY),
    "thirty_day": ("30d", 30 * DAY),
}
# Other lengths in seconds, and windows of one model or one Codex limit id: `window_7200`, `seven_day:fable`;
# `limit_` and the vendor's own word for a limit of a kind that is not known: `limit_session_scoped`.
_BASE = "|".join((*WINDOWS, "window_[0-9]{2,9}", "limit_[a-z0-9_]{1,40}"))
WINDOW_NAME = re.compile(rf"(?:{_BASE})(?::[a-z0-9._-]{{1,64}})?")


def is_name(name: str) -> bool:
    return WINDOW_NAME.fullmatch(name) is not None
