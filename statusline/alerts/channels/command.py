"""A command of the user's, run once for each notice, with the notice as one line of JSON on its stdin.

No shell is involved; stdout and stderr are discarded; exit status 0 means delivered.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from statusline.alerts.channels.base import NotDelivered, run
from statusline.state import process
from statusline.state.environment import expanded

if TYPE_CHECKING:
    from statusline.alerts.channels.base import Delivery
    from statusline.alerts.message import Notice


def send(notice: Notice, delivery: Delivery) -> None:
    settings = delivery.settings
    if not settings.command:
        raise NotDelivered("No command is configured.", "Set alerts.command in the config.")
    program, *arguments = settings.command
    data = json.dumps(notice.document, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    run([_resolved(program, delivery), *arguments], delivery, data, most=settings.command_seconds)


def _resolved(program: str, delivery: Delivery) -> str:
    if program.startswith("~/"):
        return expanded(program, delivery.environ)
    path = program if os.path.isabs(program) else process.find(program, delivery.environ)
    if path is None:
        raise NotDelivered(f"`{program}` is not in PATH.", "Write its absolute path into alerts.command.")
    return path
