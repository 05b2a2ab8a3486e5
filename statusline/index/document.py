"""What the index holds, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statusline.index.upkeep import Status
    from statusline.redaction import Redactor

SCHEMA = "statusline-index/1"
_NAMES = ("provider", "logs", "there", "lines", "unreadable", "replayed", "known_from")


def document(status: Status | None, redactor: Redactor) -> dict[str, object]:
    """Return the document; status None: there is no index yet."""
    return {
        "schema": SCHEMA,
        "calls": status.calls if status else {},
        "first_at": status.first if status else None,
        "last_at": status.last if status else None,
        "folders": [
            {
                "path": redactor.path(folder.root),
                **{name: getattr(folder, name) for name in _NAMES},
                "read_bytes": folder.read,
            }
            for folder in (status.folders if status else ())
        ],
    }
