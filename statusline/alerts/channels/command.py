"""A command of the user's: run once for each notice, with the notice as one line of JSON on its stdin.

No shell reads it; its stdout and stderr go nowhere, and it has delivered if it ends with status 0.
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


def send(notice: Notice, way: Delivery) -> None:
    """Run the command. Raises NotDelivered."""
    settings = way.settings
    if not settings.command:
        raise NotDelivered("There is no command.", "Write one into the config: alerts.command.")
    program, *arguments = settings.command
    data = json.dumps(notice.document, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    run([_found(program, way), *arguments], way, data, most=settings.command_seconds)


def _found(program: str, way: Delivery) -> str:
    if program.startswith("~/"):
        return expanded(program, way.environ)
    found = program if os.path.isabs(program) else process.find(program, way.environ)
    if found is None:
        raise NotDelivered(f"`{program}` is in no folder of PATH.", "Write its absolute path into alerts.command.")
    return found
