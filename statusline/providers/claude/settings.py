"""The padding of Claude Code's status line: `statusLine.padding` of the user's settings.json (Claude Code 2.1.329)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from statusline.hot import paths, prompt_file

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_FILE = 1 << 20
_MOST = 100


def padding(environ: Mapping[str, str]) -> int:
    """Return the columns on each side, 0 where the settings name none or cannot be read."""
    try:
        folder = environ.get("CLAUDE_CONFIG_DIR") or paths.home(dict(environ)) + "/.claude"
        settings = json.loads(prompt_file.read_bytes(f"{folder}/settings.json", LARGEST_FILE))
        told = settings["statusLine"]["padding"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
    return told if isinstance(told, int) and 0 <= told <= _MOST else 0
