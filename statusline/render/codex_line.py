"""Codex's own line: that of Claude Code, with Codex's numbers and fields left for the render."""

from __future__ import annotations

import re

from statusline.config.providers import CODEX
from statusline.format.style import Fragment, Style
from statusline.render.claude_line import ClaudeLayout

# The colour in Codex's theme of what a session says, where the format gives it none.
THEME = {
    "model": "status-model",
    "effort": "status-model",
    "dir": "status-path",
    "branch": "status-branch",
    "context": "status-usage",
    "cost": "status-usage",
    "session": "status-thread",
}
_FIELD = re.compile(r"[DE](\w+)")


class CodexLayout(ClaudeLayout):
    provider = CODEX
    inside_claude_code = False

    def session_variants(self, format_: str, padding: int) -> list[list[Fragment]]:
        return [list(map(_in_theme, fragments)) for fragments in super().session_variants(format_, padding)]


def _in_theme(fragment: Fragment) -> Fragment:
    field = _FIELD.match(fragment.hole)
    colour = THEME.get(field[1], "") if field else ""
    return fragment._replace(style=Style(colour)) if colour and not fragment.style else fragment
