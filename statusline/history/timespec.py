"""Times as people write them: `24h`, `7d`, `2w`, `2026-11-01`, `2026-11-01T09:00`."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from statusline.hot.text import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from datetime import tzinfo

_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_SPAN = re.compile(r"([0-9]{1,6})([mhdw])", re.ASCII)


def moment(text: str, now: int, zone: tzinfo | None = None) -> int:
    """Return the moment (epoch seconds) that text means: a span before now, or a date in a zone (None: local time).

    Raises ValueError, with a sentence, for anything else and for the future.
    """
    if span := _SPAN.fullmatch(text.strip().lower()):
        return max(0, now - int(span[1]) * _UNITS[span[2]])
    try:
        date = datetime.fromisoformat(text.strip())
        result = max(0, int((date if date.tzinfo or not zone else date.replace(tzinfo=zone)).timestamp()))
    except (ValueError, OverflowError, OSError):
        raise ValueError(f'"{text}" is not a valid time. Use 24h, 7d, 2w, or a date such as 2026-11-01.') from None
    if result > now:
        raise ValueError(f'"{text}" is in the future.')
    return result
