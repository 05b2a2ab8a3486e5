"""What an ingest does beside the spool: looks at repositories, commands of the user's. By the config of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.hot import paths
from statusline.refresh.commands import Commands
from statusline.refresh.repositories import Repositories
from statusline.state.last_good_config import load_or_last_good

if TYPE_CHECKING:
    from typing import Self

    from statusline.config import Config
    from statusline.state.environment import Environment


class Beside:
    """A context: whatever ends the ingest ends what it has started."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._stamp, self._config = self._read_config()
        self._repositories = Repositories(environment, self._config.git)
        self._commands = Commands(environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._repositories.close()
        self._commands.close()

    def look(self) -> bool:
        """Go on with what is to do; return whether a render has asked for anything."""
        if self._stamp != paths.config_stamp(self._environment.environ):  # type: ignore[arg-type]  # any mapping will do
            self._stamp, self._config = self._read_config()
            self._repositories.settings = self._config.git
        asked = self._repositories.look()
        return self._commands.look(self._config) or asked

    def _read_config(self) -> tuple[str, Config]:
        stamp = paths.config_stamp(self._environment.environ)  # type: ignore[arg-type]  # any mapping will do
        config, _ = load_or_last_good(self._environment.config, self._environment.state, remember=False)
        return stamp, config
