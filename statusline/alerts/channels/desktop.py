"""The desktop's own notifications: notify-send (libnotify) where there is one, osascript on macOS."""

from __future__ import annotations

import html
import sys
from typing import TYPE_CHECKING

from statusline.alerts.channels.base import NotDelivered, run
from statusline.state import process

if TYPE_CHECKING:
    from statusline.alerts.channels.base import Delivery
    from statusline.alerts.message import Notice

OSASCRIPT = "/usr/bin/osascript"
# The words come as arguments: nothing of them is read as AppleScript.
SCRIPT = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)


def send(notice: Notice, way: Delivery, platform: str = sys.platform) -> None:
    """Show notice on the desktop. Raises NotDelivered."""
    if platform == "darwin":
        lines = [word for line in SCRIPT for word in ("-e", line)]
        run([OSASCRIPT, *lines, notice.title, notice.body], way)
        return
    program = process.find("notify-send", way.environ)
    if program is None:
        raise NotDelivered(
            "There is no notify-send.", "Install it (libnotify), or take desktop out of alerts.channels."
        )
    # The title is plain text, the body has markup by the desktop notifications specification.
    run([program, "--app-name=statusline", "--", notice.title, html.escape(notice.body, quote=False)], way)
