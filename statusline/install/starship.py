"""starship: a block in its config with an env_var module, which shows the variable that the shell's snippet exports."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statusline.errors import InstallError
from statusline.install import blocks
from statusline.install.right_prompt import starship_config
from statusline.shell_init import shipped_file
from statusline.state import process

if TYPE_CHECKING:
    from statusline.install.base import Command, Options
    from statusline.state.environment import Environment

VARIABLE = "STATUSLINE_SEGMENT"
MODULE = f"${{env_var.{VARIABLE}}}"
_SHOWN_BY = ("$all", "$env_var", MODULE)
_FORMAT = re.compile(r"^format[ \t]*=[ \t]*(\"\"\"|'''|\"|')(.*?)(?<!\\)\1", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


class Starship(blocks.Marked):
    name = "starship"

    def detect(self, environment: Environment) -> str:
        config = starship_config(environment)
        return config if os.path.exists(config) else process.find("starship", environment.environ) or ""

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return [starship_config(environment)]

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        _load(text)
        if options.in_format:
            text = _with_module(text)
        if VARIABLE in _table(_load(blocks.without(text)), "env_var"):
            raise InstallError(f"env_var.{VARIABLE} already exists, written by hand.", "Keep it, or remove it first.")
        new = blocks.put(text, blocks.block(self.name, Path(shipped_file("starship.toml")).read_text(encoding="utf-8")))
        _load(new)
        return new

    def strip(self, text: str, replaced: str) -> str:
        """Return text without our block, and without our module in a `format` that had none."""
        text = blocks.without(text)
        return text.replace(MODULE, "", 1) if replaced else text

    def keep(self, original: str) -> str:
        return "" if MODULE in original else MODULE

    def commands(self, text: str) -> list[Command]:  # noqa: ARG002 - the protocol's signature
        """Return nothing: starship reads a variable."""
        return []

    def notes(self, environment: Environment) -> list[str]:
        shell = os.path.basename(environment.environ.get("SHELL", "")) or "zsh"
        return [f"{VARIABLE} comes from the shell's snippet: run `statusline install {shell}` if you have not yet."]

    def warnings(self, environment: Environment, text: str) -> list[str]:
        if not self.lacks_module(text):
            return []
        return [f"`format` in {starship_config(environment)} lists its modules without ours: put {MODULE} into it."]

    def lacks_module(self, text: str) -> bool:
        """Return whether the user's `format` lists its modules, and ours is none of them."""
        formats = [_load(text).get(name) for name in ("format", "right_format")]
        return bool(formats[0]) and not any(word in str(value) for value in formats for word in _SHOWN_BY)


def _with_module(text: str) -> str:
    """Return text with our module in its `format`, in front of the prompt's character or else at the end."""
    table = _TABLE.search(text)
    match = _FORMAT.search(text, 0, table.start() if table else len(text))
    if not match or MODULE in match[2]:
        return text
    character = match[2].find("$character")
    at = match.start(2) + character if character >= 0 else match.end(2)
    return text[:at] + MODULE + text[at:]


def _load(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InstallError("not edited, since it is not TOML ({reason}).", "Repair it first.", reason=error) from None


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}
