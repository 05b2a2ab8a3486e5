"""The environment of one process: its variables, its login, its folders. Only here does the cold half look them up."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.config.providers import TABLE
from statusline.errors import StorageError
from statusline.frozen import dataclass
from statusline.hot import paths
from statusline.hot.spawn import PATH_VARIABLES, absolute_paths
from statusline.state import folders

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Environment:
    """The folders of one process, absolute; `login` is the tuple of paths.login(), `key` the name of its folder."""

    environ: Mapping[str, str]
    cache: str
    state: str
    config: str
    login: tuple[str, ...]
    key: str

    @property
    def folder(self) -> str:
        return self.folder_of(self.key)

    @property
    def record(self) -> str:
        return f"{self.cache}/usage.json"

    @property
    def schedule(self) -> str:
        return f"{self.state}/schedule.json"

    def folder_of(self, key: str) -> str:
        """Return the cache folder of a login key: that of an environment, or of a configured account."""
        if key.startswith(paths.ACCOUNT_MARK):
            return f"{self.accounts}/{key.removeprefix(paths.ACCOUNT_MARK)}"
        return f"{self.cache}/logins/{key}"

    @property
    def accounts(self) -> str:
        return f"{self.cache}/accounts"


def find_environment(environ: Mapping[str, str]) -> Environment:
    """Return the environment that the variables describe. Raises StorageError without a home folder."""
    try:
        environ = {**environ, **absolute_paths(dict(environ))}
    except OSError:
        relative = next(name for name in PATH_VARIABLES if environ.get(name, "/")[:1] not in ("", "/"))
        raise StorageError(
            "The current folder is gone, and {path} is relative to it.",
            "Go to another folder, or name it from /.",
            path=relative,
        ) from None
    try:
        login = paths.login(environ)
        return Environment(
            environ=environ,
            cache=folders.cache(environ),
            state=folders.state(environ),
            config=folders.config_file(environ),
            login=login,
            key=paths.login_key(login),
        )
    except KeyError:
        raise StorageError(
            "There is no home folder: HOME is not set, and the system has none for this user.",
            "Set HOME, or STATUSLINE_CACHE_DIR, STATUSLINE_STATE_DIR and STATUSLINE_CONFIG.",
        ) from None


def account_environment(environment: Environment, provider: str, folder: str, key: str) -> Environment:
    """Return the environment in which CLAUDE_CONFIG_DIR or CODEX_HOME names this folder, with the account's key.

    The vendors treat their default folder differently if the variable names it, so then the variable stays unset.
    """
    row = TABLE[provider]
    dropped = {row.folder_variable, *row.login_variables}
    environ = {name: value for name, value in environment.environ.items() if name not in dropped}
    if expanded(folder, environ) != expanded(row.folder, environ):
        environ[row.folder_variable] = expanded(folder, environ)
    return replace(find_environment(environ), key=key)


def expanded(folder: str, environ: Mapping[str, str]) -> str:
    """Return an absolute, normal path; the folder may begin with `~/`."""
    home = paths.home(dict(environ)) if folder.startswith("~/") else ""
    return os.path.abspath(home + folder.removeprefix("~"))
