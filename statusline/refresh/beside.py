"""What an ingest does beside the spool: looks at repositories. By the config of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.hot import paths
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
        self._stamp, config = self._config()
        self._repositories = Repositories(environment, config.git)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._repositories.close()

    def look(self) -> bool:
        """Go on with what is to do; return whether a render has asked for anything."""
        if self._stamp != paths.config_stamp(self._environment.environ):  # type: ignore[arg-type]  # any mapping will do
            self._stamp, config = self._config()
            self._repositories.settings = config.git
        return self._repositories.look()

    def _config(self) -> tuple[str, Config]:
        stamp = paths.config_stamp(self._environment.environ)  # type: ignore[arg-type]  # any mapping will do
        config, _ = load_or_last_good(self._environment.config, self._environment.state, remember=False)
        return stamp, config
