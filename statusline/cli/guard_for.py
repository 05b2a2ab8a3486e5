"""`guard --for`: whether a task fits into what is left of the limits."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from statusline.blame import reading, room
from statusline.blame.room import Answer, Task
from statusline.limits.guard import Question
from statusline.state.environment import account_environment

if TYPE_CHECKING:
    from statusline.config import NamedAccount
    from statusline.state.environment import Environment

_NO_CALL = "No call of this folder is known; `statusline cost --by project` lists the folders"
LIKE_PROJECT = "like-project"
_FULL = 100
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}
_TOKENS = re.compile(r"(\d{1,12}(?:\.\d+)?)([kKmMgG]?)")


def size(ctx: click.Context, option: click.Parameter, value: str | None) -> int | str | None:
    """Return how many tokens a text means (200000, 200k, 1.5M), or LIKE_PROJECT; click's callback."""
    if value is None or value == LIKE_PROJECT:
        return value
    match = _TOKENS.fullmatch(value)
    tokens = round(float(match[1]) * _UNITS[match[2].lower()]) if match else 0
    if not tokens:
        text = f'"{value}" is not a number of tokens. Use 200000, 200k, 1.5M, or {LIKE_PROJECT}.'
        raise click.BadParameter(text, ctx, option)
    return tokens


def answer(
    environment: Environment, account: NamedAccount | None, asked_of: Question, wanted: int | str, model: str, now: int
) -> Answer:
    """Return the answer that decides. Raises StatuslineError. now: epoch seconds; account: None for the login's own."""
    if account:
        environment = account_environment(environment, account.provider, account.folder, account.key)
    with reading.opened(environment, now) as sources:
        project = room.project_of(sources, _current_folder()) if wanted == LIKE_PROJECT else ""
        if wanted == LIKE_PROJECT and not project:
            return Answer(room.UNKNOWN, _NO_CALL)
        task = Task(wanted if isinstance(wanted, int) else None, project, model)
        return room.decisive(room.answers(sources, task, Question(_FULL, asked_of.windows, asked_of.provider)))


def _current_folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # it is gone
        return ""
