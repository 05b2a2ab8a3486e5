"""Reading what is new in the logs: shared by `index` and the commands that ask it."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from statusline.state.environment import find_environment
from statusline.state.last_good_config import LAST_GOOD_IS_USED, load_or_last_good

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.config import Config
    from statusline.state.environment import Environment

NO_CALL = """No call of Claude Code or Codex is known yet. Use one of them;
with another folder set CLAUDE_CONFIG_DIR or CODEX_HOME."""
_TAKES_A_WHILE = 2_000_000  # bytes


def settings() -> tuple[Environment, Config, str]:
    """Return the environment, its valid settings, and a complaint about those in the file (empty: none)."""
    environment = find_environment(os.environ)
    config, error = load_or_last_good(environment.config, environment.state, remember=False)
    return environment, config, f"{error} {LAST_GOOD_IS_USED}" if error else ""


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Yield a function that shows how many bytes are read, of how many, at a terminal and where that takes a while."""
    with ExitStack() as stack:
        shown: Callable[[int, int], None] | None = None

        def tell(done: int, whole: int) -> None:
            nonlocal shown
            if shown is None and whole >= _TAKES_A_WHILE and sys.stderr.isatty():
                from statusline.cli import progress as bar  # here: it takes longer to load than few bytes to read

                shown = stack.enter_context(bar.of_bytes("Reading logs"))
            if shown:
                shown(done, whole)

        yield tell
