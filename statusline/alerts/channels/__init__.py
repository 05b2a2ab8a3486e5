"""The channels of alerts: a module for each name in `CHANNELS` of `config/alerts.py`, and one for the user's command.

They start the platform's own programs: the libraries that do the same bring an event loop and a dozen packages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from statusline.alerts.channels.base import NotDelivered
from statusline.config import alerts

if TYPE_CHECKING:
    from statusline.alerts.channels.base import Channel, Delivery
    from statusline.alerts.message import Notice
    from statusline.config.alerts import Alerts

COMMAND = "command"
CHANNELS = {name: f"{__name__}.{name}" for name in (*alerts.CHANNELS, COMMAND)}


def wanted(settings: Alerts) -> tuple[str, ...]:
    return (*settings.channels, *((COMMAND,) if settings.command else ()))


def deliver(channel: str, notice: Notice, delivery: Delivery) -> str | None:
    """Deliver a notice through a channel; return None, or a sentence about the failure."""
    try:
        cast("Channel", import_module(CHANNELS[channel])).send(notice, delivery)
    except NotDelivered as failure:
        return str(failure)
    except Exception as error:  # noqa: BLE001 - a channel's fault must not reach the refresh; the next one tries again
        return f"It failed unexpectedly ({type(error).__name__})."
    return None
