"""What an ingest does beside the spool: looks at repositories, commands of the user's, refreshes that are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.hot import paths
from statusline.refresh.commands import Commands
from statusline.refresh.folder_watch import LOOK_EVERY, FolderWatch
from statusline.refresh.lingering import RENEW_EVERY
from statusline.refresh.repositories import Repositories
from statusline.state.last_good_config import load_or_last_good

if TYPE_CHECKING:
    from typing import Self

    from statusline.config import Config
    from statusline.refresh.forked import Forked
    from statusline.state.environment import Environment


class Beside:
    """A context: whatever ends the ingest ends what it has started."""

    def __init__(self, environment: Environment, refreshes: Forked) -> None:
        self._environment = environment
        self._refreshes = refreshes
        self._stamp, self._config = self._read_config()
        self._repositories = Repositories(environment, self._config.git)
        self._commands = Commands(environment)
        self._watch = FolderWatch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._repositories.close()
        self._commands.close()

    def look(self) -> bool:
        """Go on with what is to do; return whether a render has asked for anything."""
        self._watch.forget()
        if self._stamp != paths.config_stamp(self._environment.environ):  # type: ignore[arg-type]  # any mapping will do
            self._stamp, self._config = self._read_config()
            self._repositories.settings = self._config.git
        self._refreshes.look()
        asked = self._repositories.look()
        return self._commands.look(self._config) or asked

    def rest(self, folders: list[str]) -> None:
        """Wait until there may be something to do, here or in the spool's folders."""
        idle = self._repositories.idle and self._commands.idle
        seconds = min(RENEW_EVERY, self._refreshes.due_in()) if idle else LOOK_EVERY
        own = [self._environment.folder, self._repositories.folder, self._commands.folder]
        self._watch.wait(seconds, [self._environment.cache, *own, *folders])

    def _read_config(self) -> tuple[str, Config]:
        stamp = paths.config_stamp(self._environment.environ)  # type: ignore[arg-type]  # any mapping will do
        config, _ = load_or_last_good(self._environment.config, self._environment.state, remember=False)
        return stamp, config
