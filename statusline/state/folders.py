"""The folders of the cold half: what the user's variables name, else those of platformdirs.

The fast path cannot afford platformdirs; hot/paths computes the same ones, and a test holds the two together.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.hot import paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_READ = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")


def cache(environ: Mapping[str, str]) -> str:
    """Return the folder of the record and the prompt files. Raises KeyError where there is no home folder."""
    return _named(environ, "STATUSLINE_CACHE_DIR") or _usual(environ, "user_cache_dir")


def state(environ: Mapping[str, str]) -> str:
    """Return the folder of the schedule and the history. Raises KeyError where there is no home folder."""
    return _named(environ, "STATUSLINE_STATE_DIR") or _usual(environ, "user_state_dir")


def config_file(environ: Mapping[str, str]) -> str:
    """Return the path of the user's config. Raises KeyError where there is no home folder."""
    return _named(environ, "STATUSLINE_CONFIG") or _usual(environ, "user_config_dir") + "/config.toml"


def _named(environ: Mapping[str, str], variable: str) -> str:
    path = environ.get(variable, "")
    return paths.absolute(path) if path else ""


def _usual(environ: Mapping[str, str], kind: str) -> str:
    import platformdirs  # only where no variable names the folder

    try:
        with _as_of_process(environ):
            folder = str(getattr(platformdirs.PlatformDirs("statusline", appauthor=False), kind))
    except RuntimeError:  # what newer versions say where there is no home; the older ones leave a "~"
        folder = "~"
    if folder.startswith("~"):
        raise KeyError("HOME")
    return folder


@contextmanager
def _as_of_process(environ: Mapping[str, str]) -> Iterator[None]:
    """Have platformdirs, which reads os.environ alone, see environ: another one than the process's is the demo's."""
    before = {name: os.environ.get(name) for name in _READ}
    wanted = {name: environ.get(name) for name in _READ}
    if wanted == before:
        yield
        return
    _set(wanted)
    try:
        yield
    finally:
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
