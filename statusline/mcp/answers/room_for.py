"""`room_for`: the document of `statusline guard --for`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.blame import reading, room
from statusline.blame.room import Task
from statusline.cost import names
from statusline.cost.names import NoSuchNameError
from statusline.limits.guard import Question
from statusline.mcp.request import BadArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.blame.sources import Sources
    from statusline.mcp.request import Request

MAIN = "windows"
_FULL = 100


def answer(request: Request) -> dict[str, Any]:
    tokens, project = request.arguments.get("tokens"), request.text("like_project")
    if (tokens is None) == (not project):
        raise BadArgumentError("Name `tokens`, or `like_project`.")
    with reading.opened(request.environment, request.now, request.privacy) as asked:
        task = Task(tokens, _project(asked, project) if project else "", request.text("model"))
        found = room.answers(asked, task, Question(_FULL, (), request.text("provider")))
        document: dict[str, Any] = {"privacy": asked.names.redactor.mode, **room.document(found, request.now)}
        del document["schema"]
        for window in document["windows"]:
            if window["why"] == document["why"]:
                del window["why"]  # it is said once
        return document


def lines(document: dict[str, Any]) -> Iterator[str]:
    yield f"{document['verdict']}: {document['why']}"


def _project(asked: Sources, word: str) -> str:
    """Return the folder that a word means: a path at or below it, its name, or what it is shown as."""
    folder = room.project_of(asked, word)
    try:
        return folder or asked.names.matching("project", word, names.stored(asked.connection, "project"))[0]
    except NoSuchNameError as error:
        raise BadArgumentError(str(error)) from None
