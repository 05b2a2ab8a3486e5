"""JSON as people write it: with comments, and with a comma behind the last of a list or an object."""

from __future__ import annotations

import re

_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = re.compile(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[\]}])')


def strict(text: str) -> str:
    """Return text as strict JSON of the same length: spaces for what only people have use for."""
    return _blanked(_LAST_COMMA, _blanked(_COMMENT, text))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: match[1] or re.sub(r"[^\n]", " ", match[0]), text)
