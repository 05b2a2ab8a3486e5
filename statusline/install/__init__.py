"""The table of surfaces that `statusline install` knows. A new one is its file, its test and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.install.claude import Claude
from statusline.install.shells import Shell
from statusline.install.starship import Starship
from statusline.install.tmux import Tmux

if TYPE_CHECKING:
    from statusline.install.base import Surface

SURFACES: dict[str, Surface] = {
    surface.name: surface for surface in (Claude(), Tmux(), Shell("zsh"), Shell("bash"), Shell("fish"), Starship())
}
