"""What a new config looks like, at once: the prompt files compiled from what is known. No network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.refresh import run, tmux
from statusline.refresh.job import prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.state.environment import Environment


def recompile(environment: Environment, clock: Callable[[], int]) -> None:
    """Compile the prompt files of this login and of the configured accounts. Raises StorageError."""
    job = prepare(environment, clock)
    with tmux.when_changed(environment):
        run.publish_sessions(job)
