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
    with reading.opened(request.environment, request.now, request.privacy) as sources:
        task = Task(tokens, _project(sources, project) if project else "", request.text("model"))
        answers = room.answers(sources, task, Question(_FULL, (), request.text("provider")))
        document: dict[str, Any] = {"privacy": sources.names.redactor.mode, **room.document(answers, request.now)}
        del document["schema"]
        for window in document["windows"]:
            if window["why"] == document["why"]:
                del window["why"]  # it is said once
        return document


def lines(document: dict[str, Any]) -> Iterator[str]:
    yield f"{document['verdict']}: {document['why']}"


def _project(sources: Sources, word: str) -> str:
    """Return the folder that a word means: a path at or below it, its name, or what it is shown as."""
    folder = room.project_of(sources, word)
    try:
        return folder or sources.names.matching("project", word, names.stored(sources.connection, "project"))[0]
    except NoSuchNameError as error:
        raise BadArgumentError(str(error)) from None
