"""Desktop notifications: notify-send (libnotify) on Linux, osascript on macOS."""

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
# The texts are arguments, so that they are not read as AppleScript.
SCRIPT = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)


def send(notice: Notice, delivery: Delivery, platform: str = sys.platform) -> None:
    if platform == "darwin":
        lines = [argument for line in SCRIPT for argument in ("-e", line)]
        run([OSASCRIPT, *lines, notice.title, notice.body], delivery)
        return
    program = process.find("notify-send", delivery.environ)
    if program is None:
        raise NotDelivered(
            "notify-send is not installed.", "Install it (libnotify), or remove desktop from alerts.channels."
        )
    # The title is plain text, the body has markup by the desktop notifications specification.
    run([program, "--app-name=statusline", "--", notice.title, html.escape(notice.body, quote=False)], delivery)
