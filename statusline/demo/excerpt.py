"""What a target printed, as it can be shown on a page."""

from __future__ import annotations

import json
from typing import Any

from rich.text import Text

COLOURED = ("ansi", "claude", "fish")
METRICS = 2


def shown(target: str, text: str) -> Text:
    """Return a target's text: its colours where a terminal shows them, else as its reader gets it."""
    if target in ABRIDGED:
        return Text(ABRIDGED[target](text))
    return Text.from_ansi(text) if target in COLOURED else Text(readable(text))


def readable(text: str) -> str:
    r"""Return text with the characters that act on a terminal spelt out: \e, ^A."""
    return "".join(_spelt(character) for character in text)


def _document(text: str) -> str:
    """Return the interesting part of a `statusline/1` document: the first window of the first account."""
    document = json.loads(text)
    account = document["accounts"][0]
    window = account["windows"][0]
    return "\n".join(
        (
            f'{{{_fields(document, "schema", "stale")}, "accounts": [',
            f'  {{{_fields(account, "provider", "status")}, "windows": [',
            f"    {{{_fields(window, 'window', 'used_percentage')},",
            f"     {_fields(window, 'resets_in_seconds', 'age_seconds')}, …}}, …]}}, …]}}",
        )
    )


def _metrics(text: str) -> str:
    """Return the first lines of Prometheus' text format that are no comments."""
    samples = [line for line in text.split("\n") if not line.startswith("#")]
    return "\n".join((*samples[:METRICS], "…"))


def _fields(document: dict[str, Any], *names: str) -> str:
    return json.dumps({name: document[name] for name in names if name in document}, ensure_ascii=False)[1:-1]


def _spelt(character: str) -> str:
    if character == "\x1b":
        return r"\e"
    return f"^{chr(ord(character) + 64)}" if character < " " and character != "\n" else character


ABRIDGED = {"json": _document, "prometheus": _metrics}
