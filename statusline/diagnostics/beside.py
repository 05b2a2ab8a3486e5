"""What went wrong beside the limits: looks at repositories, commands of the user's. As (message, remedy)."""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING

from statusline.errors import sentence
from statusline.format.grammar import COMMAND
from statusline.hot import prompt_file, repository
from statusline.hot.text import DAY
from statusline.refresh import commands
from statusline.repository import notes, state_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.state.environment import Environment

NEED_LIBRARY = ("dirty", "staged", "untracked", "conflict", "ahead", "behind")
MOST = 3  # repositories that are named
_LONGEST_PATH = 4_096


def problems(environment: Environment, config: Config, now: int) -> Iterator[tuple[str, str]]:
    """Yield what doctor says. now: epoch seconds."""
    named = dict(config.command.named)
    for variable in sorted(config.session_variables):
        name = variable.removeprefix(COMMAND)
        if name != variable and name not in named:
            problem = f"A format has ${variable}, and the config no [{variable}]."
            yield problem, "Correct the name, or write that table."
    for name, reason in commands.failures(environment.cache, config):
        yield f"The command of $command.{name} {reason}.", f"Look at [command.{name}] in the config."
    if config.looks_into_repositories:
        yield from _repositories(environment, config, now)


def _repositories(environment: Environment, config: Config, now: int) -> Iterator[tuple[str, str]]:
    asked = [name for name in NEED_LIBRARY if name in config.session_variables]
    if asked and importlib.util.find_spec("pygit2") is None:
        yield f"${asked[0]} says nothing without pygit2.", "Install the extra `git`: docs/install.md says how."
    for top, note in _noted(environment, now)[:MOST]:
        problem = notes.problem(note)
        if problem:
            yield sentence(problem[0], path=top), problem[1]


def _noted(environment: Environment, now: int) -> list[tuple[str, str]]:
    """Return (folder, note) of the repositories of the last day with one."""
    notes = []
    folder = f"{environment.cache}/{repository.FOLDER}"
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        path = f"{folder}/{name}"
        if name.endswith(".wanted") and os.stat(path).st_mtime > now - DAY:
            top = os.fsdecode(prompt_file.read_own(path, _LONGEST_PATH))
            state = state_file.read(environment.cache, top)
            if state and state.note:
                notes.append((top, state.note))
    return notes
