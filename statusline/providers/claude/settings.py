"""Claude Code's folder, and the padding of its status line: `statusLine.padding` in settings.json (2.1.329)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from statusline.config.providers import CLAUDE, TABLE
from statusline.errors import SourceError
from statusline.hot import paths, prompt_file
from statusline.providers.credentials import files

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_FILE = 1 << 20
_MOST = 100


def config_dir(environ: Mapping[str, str]) -> str:
    """Return Claude Code's folder, absolute. Raises SourceError where this user has no home folder."""
    configured = environ.get(TABLE[CLAUDE].folder_variable, "")
    return paths.absolute(configured) if configured else files.home(environ) + TABLE[CLAUDE].folder.removeprefix("~")


def padding(environ: Mapping[str, str]) -> int:
    """Return the columns on each side, 0 where the settings name none or cannot be read."""
    try:
        settings = json.loads(prompt_file.read_bytes(f"{config_dir(environ)}/settings.json", LARGEST_FILE))
        columns = settings["statusLine"]["padding"]
    except (SourceError, ValueError, KeyError, TypeError, RecursionError):
        return 0
    return columns if isinstance(columns, int) and 0 <= columns <= _MOST else 0
