"""The table of surfaces for `statusline install`. A new one is its file, its test and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.shells import SHELLS
from statusline.install.claude import Claude
from statusline.install.codex import Codex
from statusline.install.mcp import ClaudeTools, CodexTools
from statusline.install.shells import Shell
from statusline.install.starship import Starship
from statusline.install.tmux import Tmux
from statusline.install.waybar import Waybar

if TYPE_CHECKING:
    from statusline.install.base import Surface

_SURFACES: tuple[Surface, ...] = (
    *(Claude(), Codex(), Tmux()),
    *(Shell(name) for name in SHELLS),
    *(Starship(), Waybar()),
)

SURFACES = {surface.name: surface for surface in _SURFACES}
TOOLS: dict[str, Surface] = {tools.name: tools for tools in (ClaudeTools(), CodexTools())}
EVERYTHING = {**SURFACES, **TOOLS}
