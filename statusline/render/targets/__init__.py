"""The table of targets that paint a segment: name -> module. A new one is its file, its test and one line here.

`json` is not among them: it is a document, not a segment (statusline.report).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from statusline.render.targets.base import Target

TARGETS = {
    "plain": "statusline.render.targets.plain",
    "ansi": "statusline.render.targets.ansi",
    "claude": "statusline.render.targets.claude",
    "tmux": "statusline.render.targets.tmux",
    "zsh": "statusline.render.targets.zsh",
    "bash": "statusline.render.targets.bash",
    "fish": "statusline.render.targets.fish",
    "starship": "statusline.render.targets.starship",
    "waybar": "statusline.render.targets.waybar",
}


def load(name: str) -> Target:
    """Return the target module called name. Raises KeyError."""
    return cast("Target", import_module(TARGETS[name]))
