"""Times on a command line: `24h`, `7d`, `2w`, `2026-11-01`, `2026-11-01T09:00`."""

from __future__ import annotations

import re
from datetime import datetime

from statusline.hot.text import DAY, HOUR, MINUTE

_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_SPAN = re.compile(r"([0-9]{1,6})([mhdw])", re.ASCII)


def moment(text: str, now: int) -> int:
    """Return the moment (epoch seconds) that text means: a span before now, or a date in local time.

    Raises ValueError, with a sentence, for anything else and for the future.
    """
    if span := _SPAN.fullmatch(text.strip().lower()):
        return max(0, now - int(span[1]) * _UNITS[span[2]])
    try:
        result = max(0, int(datetime.fromisoformat(text.strip()).timestamp()))
    except (ValueError, OverflowError, OSError):
        raise ValueError(f'"{text}" is not a valid time. Use 24h, 7d, 2w, or a date such as 2026-11-01.') from None
    if result > now:
        raise ValueError(f'"{text}" is in the future.')
    return result
