"""What the index holds: the document of `statusline index --format json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.dashboard import query
from statusline.index import document, upkeep
from statusline.render.redactor import redacted_errors
from statusline.state import token_index

if TYPE_CHECKING:
    from typing import Any

    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source


def index(source: Source, values: Values) -> dict[str, Any]:
    query.nothing(values)
    current = source.overview()
    with redacted_errors(current.redactor), token_index.reading(source.environment.state) as opened:
        status = upkeep.status(opened.connection) if opened else None
    return {**document.document(status, current.redactor), "privacy": current.redactor.mode}
