"""What was said around one call, redacted: the document of `statusline context`, where the server may give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.context import answer
from statusline.dashboard import query

if TYPE_CHECKING:
    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source

FILTERS = ("call",)


def context(source: Source, values: Values) -> dict[str, object]:
    """Return the surroundings of a call without what tools returned; one log is opened, and nothing is kept."""
    if len(values.get("call", ())) != 1:
        raise query.BadQueryError("Name one call: ?call=ID.")
    with source.calls() as reader:
        return answer.document(answer.read(reader, values["call"][0].lower(), tools=False), reader)
