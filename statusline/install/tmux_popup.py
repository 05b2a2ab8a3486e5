"""The key of tmux that shows `statusline watch` in a popup: whether tmux has popups, and which key is free."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from statusline.errors import InstallError
from statusline.hot import spawn
from statusline.shell_init import quoted
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.state.environment import Environment

OFF = "off"
SUGGESTED = ("u", "y", "U", "W", "j")  # nothing of tmux's own
_OF_TMUX = frozenset("0123456789CDELMcdfilmnopqrstwxz")
_KEY = re.compile(r"(?:[CMS]-)*(?:[A-Za-z0-9]|F\d{1,2})")
_VERSION = re.compile(rb"(\d+)\.(\d+)")
_FIRST_WITH_POPUPS = (3, 2)
_PATIENCE = 2.0  # seconds
_PREFIX_TABLE = "prefix"


def available(environment: Environment) -> bool:
    """Tell whether the tmux on PATH has popups; one that does not give its version as numbers is a newer one."""
    tmux = process.find("tmux", environment.environ)
    output = _output([tmux, "-V"], environment) if tmux else b""
    version = _VERSION.search(output)
    return bool(output) and (not version or (int(version[1]), int(version[2])) >= _FIRST_WITH_POPUPS)


def check(key: str, environment: Environment, config: str) -> None:
    """Raise InstallError unless our binding of a key in the prefix table takes nothing away."""
    if not _KEY.fullmatch(key):
        raise InstallError(
            f"{key!r} is not a key that tmux can use for this.", "Name a letter, such as u, or M-u; or `off`."
        )
    if key in _taken(environment, config):
        raise InstallError(f"The key {key} of tmux has a meaning already.", "Choose another, such as --popup u.")
    if not available(environment):
        raise InstallError("There is no tmux 3.2 or newer, so no popup.", "Leave out --popup.")


def free_key(environment: Environment, config: str) -> str:
    """Return a key without a meaning, empty if there is none to offer."""
    taken = _taken(environment, config)
    return next((key for key in SUGGESTED if key not in taken), "")


def command() -> str:
    return " ".join(map(quoted, spawn.command(["watch"])))


def _taken(environment: Environment, config: str) -> set[str]:
    """Return the keys that tmux, a config, or the tmux that we run in binds behind the prefix."""
    taken = {*_OF_TMUX, *_bound(config)}
    tmux = process.find("tmux", environment.environ)
    if tmux and environment.environ.get("TMUX"):
        listed = _output([tmux, "list-keys", "-T", _PREFIX_TABLE], environment).decode(errors="replace")
        taken |= set(_bound("\n".join(line for line in listed.splitlines() if command() not in line)))
    return taken


def _bound(text: str) -> Iterator[str]:
    """Yield the keys that lines of a config bind in the prefix table."""
    for line in text.splitlines():
        try:
            words = iter(shlex.split(line, comments=True))
        except ValueError:  # a quote that goes on in the next line
            words = iter(line.split())
        if next(words, "") in ("bind", "bind-key") and (key := _key(words)):
            yield key


def _key(words: Iterator[str]) -> str:
    """Return the key that the arguments of bind-key name, empty for one of another table."""
    table = _PREFIX_TABLE
    for word in words:
        if word == "-T":
            table = next(words, "")
        elif word == "-N":
            next(words, "")
        elif word.startswith("-") and len(word) > 1:
            table = "root" if "n" in word else table
        else:
            return word if table == _PREFIX_TABLE else ""
    return ""


def _output(words: list[str], environment: Environment) -> bytes:
    try:
        return process.run(words, environment.environ, _PATIENCE).output
    except (OSError, ValueError, TimeoutError):
        return b""
