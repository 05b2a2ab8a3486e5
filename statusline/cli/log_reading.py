"""Reading what is new in the logs: shared by `index` and the commands that ask it."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from statusline.state.environment import find_environment
from statusline.state.last_good_config import LAST_GOOD_IS_USED, load_or_last_good

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from statusline.config import Config
    from statusline.state.environment import Environment


def settings() -> tuple[Environment, Config, str]:
    """Return the environment, its valid settings, and a complaint about those in the file (empty: none)."""
    environment = find_environment(os.environ)
    config, error = load_or_last_good(environment.config, environment.state, remember=False)
    return environment, config, f"{error} {LAST_GOOD_IS_USED}" if error else ""


def progress() -> AbstractContextManager[Callable[[int, int], None]]:
    """Return what shows how many bytes are read, of how many, at a terminal."""
    if not sys.stderr.isatty():
        return nullcontext(lambda *_: None)
    from statusline.cli import progress as shown  # here: only a terminal shows it

    return shown.of_bytes("Reading logs")
