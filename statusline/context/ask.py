"""The question that programs ask, answered as a JSON object: what was said around a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.context import answer
from statusline.context.entries import MOST_CHARACTERS
from statusline.cost import opening

if TYPE_CHECKING:
    from statusline.state.environment import Environment


def around(
    environment: Environment,
    now: int,
    call: str,
    *,
    tools: bool = False,
    characters: int = MOST_CHARACTERS,
    privacy: str | None = None,
) -> dict[str, object]:
    """Return the document of `context`. Raises StatuslineError, redacted. now: epoch seconds."""
    with opening.opened(environment, now, privacy) as reader:
        found = answer.read(reader, call.lower(), tools=tools, characters=characters)
        return answer.document(found, reader)
