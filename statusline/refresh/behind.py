"""The refresh that a prompt starts behind itself, for commands that live off it and draw none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.hot import prompt_file, show

if TYPE_CHECKING:
    from statusline.state.environment import Place


def due(here: Place, now: int) -> bool:
    """Tell whether a prompt drawn now (epoch seconds) would start one; False where none may be started."""
    if here.environ.get("STATUSLINE_NO_REFRESH"):
        return False
    found = prompt_file.read(f"{here.folder}/plain.prompt", here.login)
    return found is None or show.stale(found[0], here.environ, now)  # type: ignore[arg-type]  # any mapping will do
