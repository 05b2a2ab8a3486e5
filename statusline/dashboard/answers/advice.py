"""What could be saved: the document of `statusline advice`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice import answer, documents
from statusline.blame import reading
from statusline.dashboard import query

if TYPE_CHECKING:
    from typing import Any

    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source


def advice(source: Source, values: Values) -> dict[str, Any]:
    """Return the findings in the calls of the filter; without a time of the last 30 days."""
    values = {**values, "since": values.get("since") or [f"{answer.DAYS}d"]}
    with source.calls() as reader, reading.beside(source.environment, reader) as official:
        wanted = query.wanted(values, reader)
        return documents.document(answer.read(reader, official, wanted), reader, wanted)
