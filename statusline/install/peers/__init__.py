"""The configurations of other status lines, and the nearest format of ours to each.

A new one is a module that is called like it, with a function that reads its configuration, and one row here.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from statusline.errors import InstallError, StatuslineError
from statusline.install import files
from statusline.state.environment import expanded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.install.peers.look import Look

PLACES = {
    "ccstatusline": ("~/.config/ccstatusline/settings.json",),
    "claude-hud": ("~/.claude/plugins/claude-hud/config.json",),
    "claude-powerline": ("~/.claude/claude-powerline.json", "~/.config/claude-powerline/config.json"),
    "CCometixLine": ("~/.claude/ccline/config.toml",),
}
NAMES = tuple(PLACES)
CLAUDE_FOLDER = "~/.claude/"


def present(environ: Mapping[str, str]) -> dict[str, str]:
    """Return name -> file of each peer that has a configuration here."""
    files = {}
    for name, places in PLACES.items():
        paths = (path for place in places for path in _paths(place, environ))
        file = next((path for path in paths if os.path.isfile(path)), None)
        if file:
            files[name] = file
    return files


def nearest(name: str, file: str) -> Look:
    """Return the nearest look of ours to a peer's configuration. Raises InstallError if it cannot be read."""
    from statusline.install.peers.look import Look

    result = Look(name, file)
    reader = import_module(f"{__name__}.{name.lower().replace('-', '_')}")
    reader.read(_document(file), result)
    return result


def _paths(place: str, environ: Mapping[str, str]) -> list[str]:
    """Return where a place may be: Claude Code's folder has a variable, which not every peer obeys."""
    folder = environ.get("CLAUDE_CONFIG_DIR", "")
    moved = (
        [os.path.join(folder, place.removeprefix(CLAUDE_FOLDER))] if folder and place.startswith(CLAUDE_FOLDER) else []
    )
    try:
        return [*moved, expanded(place, environ)]
    except StatuslineError:  # a user without a home folder
        return moved


def _document(file: str) -> dict[str, Any]:
    import json  # here: most runs read none
    import tomllib

    try:
        text = (files.read(file) or b"").decode()
        document = tomllib.loads(text) if file.endswith(".toml") else json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise InstallError(
            f"{file} cannot be read: it is not a valid configuration.", "Repair it, or leave out --like."
        )
    return document
