"""The table of targets that paint a segment: name -> module. A new one is its file, its test and one line here.

`json` is not among them: it is a document, not a segment (statusline.report).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from statusline.targets.base import Target

TARGETS = {
    "plain": "statusline.targets.plain",
    "ansi": "statusline.targets.ansi",
    "claude": "statusline.targets.claude",
    "tmux": "statusline.targets.tmux",
    "zsh": "statusline.targets.zsh",
    "bash": "statusline.targets.bash",
    "fish": "statusline.targets.fish",
    "starship": "statusline.targets.starship",
    "waybar": "statusline.targets.waybar",
}


def load(name: str) -> Target:
    """Return the target module called name. Raises KeyError."""
    return cast("Target", import_module(TARGETS[name]))
