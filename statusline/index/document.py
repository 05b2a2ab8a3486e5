"""What the index holds, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statusline.index.upkeep import Status
    from statusline.redaction import Redactor

SCHEMA = "statusline-index/1"
_NAMES = ("provider", "logs", "there", "lines", "unreadable", "replayed", "known_from")


def document(known: Status | None, redactor: Redactor) -> dict[str, object]:
    """Return the document; known None: there is no index yet."""
    return {
        "schema": SCHEMA,
        "calls": known.calls if known else {},
        "first_at": known.first if known else None,
        "last_at": known.last if known else None,
        "folders": [
            {
                "path": redactor.path(folder.root),
                **{name: getattr(folder, name) for name in _NAMES},
                "read_bytes": folder.read,
            }
            for folder in (known.folders if known else ())
        ],
    }
