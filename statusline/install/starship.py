"""starship: a block in its config with an env_var module, which shows the variable that the shell's snippet exports."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statusline.errors import InstallError
from statusline.hot import paths
from statusline.install import blocks
from statusline.shell_init import shipped_file
from statusline.state import process

if TYPE_CHECKING:
    from statusline.install.base import Command, Options
    from statusline.state.environment import Environment

VARIABLE = "STATUSLINE_SEGMENT"
_SHOWN_BY = ("$all", "$env_var", f"${{env_var.{VARIABLE}}}")


class Starship(blocks.Marked):
    name = "starship"

    def detect(self, environment: Environment) -> str:
        config = _config(environment)
        return config if os.path.exists(config) else process.find("starship", environment.environ) or ""

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return [_config(environment)]

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        _load(text)
        if VARIABLE in _table(_load(blocks.without(text)), "env_var"):
            raise InstallError(f"env_var.{VARIABLE} already exists, written by hand.", "Keep it, or remove it first.")
        new = blocks.put(text, blocks.block(self.name, Path(shipped_file("starship.toml")).read_text(encoding="utf-8")))
        _load(new)
        return new

    def commands(self, text: str) -> list[Command]:  # noqa: ARG002 - the protocol's signature
        """Return nothing: starship reads a variable."""
        return []

    def notes(self, environment: Environment) -> list[str]:
        shell = os.path.basename(environment.environ.get("SHELL", "")) or "zsh"
        return [f"{VARIABLE} comes from the shell's snippet: run `statusline install {shell}` if you have not yet."]

    def warnings(self, environment: Environment, text: str) -> list[str]:
        formats = [_load(text).get(name) for name in ("format", "right_format")]
        if not formats[0] or any(word in str(one) for one in formats for word in _SHOWN_BY):
            return []
        return [f"`format` in {_config(environment)} lists its modules without ours: add $env_var to it."]


def _config(environment: Environment) -> str:
    home = paths.home(dict(environment.environ))
    return (
        environment.environ.get("STARSHIP_CONFIG")
        or f"{environment.environ.get('XDG_CONFIG_HOME') or home + '/.config'}/starship.toml"
    )


def _load(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InstallError("not edited, since it is not TOML ({reason}).", "Repair it first.", reason=error) from None


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}
