"""Text for a terminal in which nothing is left that a terminal obeys: names and paths may hold anything."""

from __future__ import annotations

import re

# Controls but for line feed and tab, and the marks that reorder a line (as config/checks has them) or break it.
_OBEYED = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
_TEXT = re.compile(_OBEYED)
_JSON = re.compile(f"{_OBEYED}|[\ud800-\udfff]")


def harmless(text: str) -> str:
    """Return text with `?` for each such character."""
    return _TEXT.sub("?", text)


def harmless_json(text: str) -> str:
    r"""Return a JSON text with `\uXXXX` for each, and for lone surrogates: they can stand in its strings only."""
    return _JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
