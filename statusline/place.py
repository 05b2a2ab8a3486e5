"""Where one process works: its environment, its login, its files. The cold half's only look at the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline import paths
from statusline.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATH_VARIABLES = (
    "CLAUDE_CONFIG_DIR",
    "CLAUDE_SECURESTORAGE_CONFIG_DIR",
    "CODEX_HOME",
    "STATUSLINE_CACHE_DIR",
    "STATUSLINE_CONFIG",
    "STATUSLINE_STATE_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "SSL_CERT_FILE",
)


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one process, absolute; `login` is paths.login()'s tuple and `key` its folder's name."""

    environ: Mapping[str, str]
    cache: str
    state: str
    config: str
    login: tuple[str, ...]
    key: str

    @property
    def folder(self) -> str:
        """Return the login's folder in the cache."""
        return self.folder_of(self.key)

    @property
    def record(self) -> str:
        """Return the path of usage.json."""
        return f"{self.cache}/usage.json"

    @property
    def schedule(self) -> str:
        """Return the path of schedule.json."""
        return f"{self.state}/schedule.json"

    def folder_of(self, key: str) -> str:
        """Return the folder of the login called key."""
        return f"{self.cache}/logins/{key}"


def find(environ: Mapping[str, str]) -> Place:
    """Return the place environ describes. Raises StorageError where there is no home folder."""
    environ = {**environ, **absolute_paths(environ)}
    try:
        login = paths.login(environ)
        return Place(
            environ=environ,
            cache=paths.cache_dir(environ),
            state=paths.state_dir(environ),
            config=paths.config_file(environ),
            login=login,
            key=paths.login_key(login),
        )
    except KeyError:
        raise StorageError(
            "There is no home folder: HOME is not set and the system knows none for this user.",
            "Set HOME, or STATUSLINE_CACHE_DIR, STATUSLINE_STATE_DIR and STATUSLINE_CONFIG.",
        ) from None


def absolute_paths(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that name files, made absolute: a detached child leaves the current folder."""
    return {name: os.path.abspath(environ[name]) for name in _PATH_VARIABLES if environ.get(name)}
