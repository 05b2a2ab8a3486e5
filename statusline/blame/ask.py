"""The two questions that programs ask, answered as JSON objects: who used a limit, and whether a task fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.blame import answer, documents, reading, room, sources
from statusline.blame.room import Task
from statusline.limits.guard import Question

if TYPE_CHECKING:
    from statusline.state.environment import Environment

_AT_THE_LIMIT = 100


def who_used(  # noqa: PLR0913 - what one may ask
    environment: Environment,
    now: int,
    *,
    windows: tuple[str, ...] = (),
    by: str = "project",
    cycle: int = 0,
    provider: str | None = None,
    account: str | None = None,
    privacy: str | None = None,
) -> dict[str, object]:
    """Return who used limits, as the `windows` of `blame`; times are epoch seconds.

    Raises StatuslineError, and series.UnknownNameError for a window or an account that the history has not.
    """
    with reading.opened(environment, now, privacy) as asked:
        chosen = sources.windows(asked, windows, provider, account)
        pairs = [(window, found) for window in chosen if (found := window.cycle(cycle))]
        entries = [documents.window(answer.of(asked, window, found, by)) for window, found in pairs]
        return {"schema": documents.SCHEMA, "generated_at": now, "windows": entries}


def room_for(  # noqa: PLR0913 - what one may ask
    environment: Environment,
    now: int,
    *,
    tokens: int | None = None,
    folder: str = "",
    model: str = "",
    provider: str = "",
    windows: tuple[str, ...] = (),
    privacy: str | None = None,
) -> dict[str, object]:
    """Return whether a task fits: so many tokens, or without them a session like those of the project of a folder.

    Raises StatuslineError.
    """
    with reading.opened(environment, now, privacy) as asked:
        project = "" if tokens is not None else room.project_of(asked, folder)
        if tokens is None and not project:
            nothing = [room.Answer(room.UNKNOWN, "No call of this project is known")]
            return room.document(nothing, now)
        task = Task(tokens, project, model)
        return room.document(room.answers(asked, task, Question(_AT_THE_LIMIT, windows, provider)), now)
