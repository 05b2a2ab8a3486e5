"""`call_context`: the document of `statusline context`, without what tools returned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.context import answer as context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.mcp.request import Request

MAIN = "entries"
MOST_CHARACTERS = 900


def answer(request: Request) -> dict[str, Any]:
    with request.calls() as reader:
        result = context.read(reader, request.text("call").lower(), tools=False, characters=MOST_CHARACTERS)
        document = context.document(result, reader)
        return {name: document[name] for name in ("generated_at", "privacy", "call", "entries")}


def lines(document: dict[str, Any]) -> Iterator[str]:
    yield f"{len(document['entries'])} entries around the call."
