"""`who_used`: the windows of `statusline blame --format json`, the largest shares of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.blame import answer as blame
from statusline.blame import documents, reading
from statusline.blame import sources as sources_of
from statusline.history.series import UnknownNameError
from statusline.mcp.request import BadArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.mcp.request import Request

MAIN = "windows"
MOST_SHARES = 10
_WINDOW = (
    "provider",
    "label",
    "window",
    "used_percentage",
    "as_of",
    "by",
    "elsewhere",
    "before",
    "grade",
    "not_enough",
)


def answer(request: Request) -> dict[str, Any]:
    by, number = request.text("by") or "project", int(request.arguments.get("cycle", 0))
    names = (request.text("window"),) if request.text("window") else ()
    with reading.opened(request.environment, request.now, request.privacy) as sources:
        try:
            chosen = sources_of.windows(sources, names, request.text("provider") or None, None)
        except UnknownNameError as error:
            raise BadArgumentError(str(error)) from None
        blames = [blame.of(sources, window, cycle, by) for window in chosen if (cycle := window.cycle(number))]
        windows = [_window(documents.window(each)) for each in blames]
        return {"generated_at": request.now, "privacy": sources.names.redactor.mode, "windows": windows}


def lines(document: dict[str, Any]) -> Iterator[str]:
    for window in document["windows"]:
        shares = [f"{share['name']} {share['points']:g}" for share in window["shares"] if "points" in share]
        split = ", ".join([*shares, f"elsewhere {window['elsewhere']:g}"])
        yield f"{window['provider']} {window['window']} {window['used_percentage']:g}%: {split}"
    if not document["windows"]:
        yield "No official number of that time is known."


def _window(document: dict[str, Any]) -> dict[str, Any]:
    facts = {name: document[name] for name in _WINDOW if document.get(name) is not None}
    shares = document["shares"]
    more = {"shares_left_out": len(shares) - MOST_SHARES} if len(shares) > MOST_SHARES else {}
    return {**facts, "shares": shares[:MOST_SHARES], **more}
