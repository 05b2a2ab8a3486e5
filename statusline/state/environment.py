"""Where one process works: its environment, its login, its files. The cold half's only look at the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from statusline.config.providers import TABLE
from statusline.errors import StorageError
from statusline.hot import paths
from statusline.hot.spawn import PATH_VARIABLES, absolute_paths

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Environment:
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
        """Return the folder of the login called key: that of an environment, or of a configured account."""
        if key.startswith(paths.ACCOUNT_MARK):
            return f"{self.accounts}/{key.removeprefix(paths.ACCOUNT_MARK)}"
        return f"{self.cache}/logins/{key}"

    @property
    def accounts(self) -> str:
        """Return the folder of the configured accounts' folders."""
        return f"{self.cache}/accounts"


def find_environment(environ: Mapping[str, str]) -> Environment:
    """Return the place environ describes. Raises StorageError without a home, or a folder to be relative to."""
    try:
        environ = {**environ, **absolute_paths(dict(environ))}
    except OSError:
        relative = next(name for name in PATH_VARIABLES if environ.get(name, "/")[:1] not in ("", "/"))
        raise StorageError(
            f"The current folder is gone, and {relative} is relative to it.", "Go to another folder, or name it from /."
        ) from None
    try:
        login = paths.login(environ)
        return Environment(
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


def account_environment(environment: Environment, provider: str, folder: str, key: str) -> Environment:
    """Return where a terminal works whose CLAUDE_CONFIG_DIR (CODEX_HOME, …) names folder, with an account's own key.

    The vendors treat their default folder otherwise if the variable names it, so for that one there is no variable.
    """
    row = TABLE[provider]
    dropped = {row.folder_variable, *row.login_variables}
    environ = {name: value for name, value in environment.environ.items() if name not in dropped}
    if expanded(folder, environ) != expanded(row.folder, environ):
        environ[row.folder_variable] = expanded(folder, environ)
    return replace(find_environment(environ), key=key)


def expanded(folder: str, environ: Mapping[str, str]) -> str:
    """Return a folder that may begin with `~/`, absolute and normal."""
    home = paths.home(dict(environ)) if folder.startswith("~/") else ""
    return os.path.abspath(home + folder.removeprefix("~"))
