"""Doctor's look at the running tmux, whose bar may not show what is installed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statusline.state.environment import Environment

_SEGMENT = "@statusline"
_OPTIONS = ("status", "status-left", "status-right", "status-format", _SEGMENT)
_BELONGS = "#{E:@statusline}"


def problem(environment: Environment, file: str) -> tuple[str, str] | None:
    """Return (problem, remedy) if the tmux around this process does not show what is installed in file, else None."""
    if not environment.environ.get("TMUX"):
        return None
    from statusline.refresh import tmux  # here: it loads the compiler, and most processes are in no tmux

    deadline = time.monotonic() + tmux.SECONDS
    try:
        values = {name: tmux.ask(environment, ["show-options", "-gqv", name], deadline) for name in _OPTIONS}
    except OSError:
        return None  # it is too busy to answer, or none of ours
    sides = [side for side in ("status-left", "status-right") if _SEGMENT in values[side]]
    if not values[_SEGMENT]:
        return "The running tmux has not loaded our block yet.", f"Run `tmux source-file {file}`."
    if values["status"].strip() == "off":
        return "The status bar of the running tmux is off.", "Run `tmux set-option -g status on`."
    if _SEGMENT not in values["status-format"] and not any(side in values["status-format"] for side in sides):
        return (
            "The running tmux shows the segment nowhere: its bar was set after our block.",
            f"Move our block to the end of {file}, or write {_BELONGS} where it belongs, and load the file again.",
        )
    return None
