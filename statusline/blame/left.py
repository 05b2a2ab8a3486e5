"""What fits into the rest of each window, by the scales that are in the cache."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from statusline.errors import StatuslineError
from statusline.hot.text import HOUR
from statusline.limits.model import Room
from statusline.state import files

if TYPE_CHECKING:
    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView

NAME = "scales.json"
LIFE = HOUR
_LIMIT = 1 << 20
_FULL = 100.0
_KNOWN = ("list", "credits")  # weightings


def attach(views: tuple[AccountView, ...], cache: str) -> tuple[AccountView, ...]:
    """Return views with the room of each window that has a scale in the folder cache."""
    entries = stored(f"{cache}/{NAME}")
    if not entries:
        return views
    return tuple(
        replace(
            view,
            room={
                sample.window: room
                for sample in view.windows
                if (room := _room(entries.get(name_of(view.account.account, sample.window)), sample))
            },
        )
        for view in views
    )


def name_of(account: str, window: str) -> str:
    """Return what the scale of an account's window is called in the file."""
    return f"{account} {window}"


def stored(path: str) -> dict[str, Any]:
    """Return what the file of scales has, empty if it cannot be read."""
    with contextlib.suppress(StatuslineError, ValueError):
        document = json.loads(files.read_bytes(path, _LIMIT) or b"{}")
        return document if isinstance(document, dict) else {}
    return {}


def due(cache: str, account: str, now: int) -> bool:
    """Tell whether the scales of an account were last renewed long ago. now: epoch seconds."""
    return not is_fresh(stored(f"{cache}/{NAME}").get(account), now)


def is_fresh(entry: Any, now: int) -> bool:
    try:
        return 0 <= now - int(entry["at"]) < LIFE
    except (KeyError, TypeError, ValueError):
        return False


def _room(entry: Any, sample: Sample) -> Room | None:
    """Return the room of a window, None without a number, or a scale in what people know a price of."""
    if sample.used_percentage is None:
        return None
    left = max(0.0, _FULL - sample.used_percentage)
    with contextlib.suppress(KeyError, TypeError, ValueError, ZeroDivisionError):
        scale = entry["scale"]
        if scale["weighting"] in _KNOWN:
            return Room(str(scale["unit"]), left / float(scale["high"]), left / float(scale["low"]))
    return None
