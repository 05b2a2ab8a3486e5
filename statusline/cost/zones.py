"""The time zone of a report: the one that is named, or the system's, with its summer time."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

_SYSTEM = "/etc/localtime"
_FOLDER = "zoneinfo/"


def named(name: str) -> tzinfo:
    """Return a zone by its name, such as Europe/Berlin. Raises ValueError with a sentence."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # the last: there is none of this name
        raise ValueError(f'"{name}" is not a time zone. Use UTC, or one such as Europe/Berlin.') from None


def local(environ: Mapping[str, str], system: str = _SYSTEM) -> tzinfo:
    """Return the zone of TZ or of the system; one without a name has the offset that it has now."""
    name = environ.get("TZ", "").removeprefix(":")
    path = name if name.startswith("/") else os.path.realpath(system)
    try:
        if name and not name.startswith("/"):
            return ZoneInfo(name)
        if "TZ" in environ and not name:
            return ZoneInfo("UTC")
        return ZoneInfo(path.partition(_FOLDER)[2])
    except (OSError, ValueError, KeyError):  # the last: there is none of this name
        now = datetime.now().astimezone()
        return timezone(now.utcoffset() or now - now, now.tzname() or "local")


def title(zone: tzinfo) -> str:
    """Return what a zone is called."""
    return str(zone)
