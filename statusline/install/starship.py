"""starship: a block in its config with a module.

It shows the variable that the shell's snippet exports, for no process, or, without a snippet, what a command prints.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from statusline.errors import InstallError
from statusline.install import blocks, files, renderer
from statusline.install.base import Command
from statusline.install.right_prompt import starship_config
from statusline.shell_init import fast_command, shipped_file
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.install.base import Options
    from statusline.state.environment import Environment

VARIABLE = "STATUSLINE_SEGMENT"
_COMMAND = """\
# The limits of Claude Code and Codex in starship's prompt, by one short process a prompt.
[custom.statusline]
command = {command}
when = true
shell = ["/bin/sh", "-c"]
use_stdin = false
format = "$output "
"""
_FORMAT = re.compile(r"^format[ \t]*=[ \t]*(\"\"\"|'''|\"|')(.*?)(?<!\\)\1", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


class _Module(NamedTuple):
    """A module of starship's: `[table.name]`."""

    table: str
    name: str

    @property
    def reference(self) -> str:
        return f"${{{self.table}.{self.name}}}"

    @property
    def shown_by(self) -> tuple[str, ...]:
        return "$all", f"${self.table}", self.reference


_OF_VARIABLE, _OF_COMMAND = _MODULES = (_Module("env_var", VARIABLE), _Module("custom", "statusline"))


class Starship(blocks.Marked):
    name = "starship"

    def __init__(self, works: Callable[[], bool] = renderer.works) -> None:
        self.works = works

    def detect(self, environment: Environment) -> str:
        config = starship_config(environment)
        return config if os.path.exists(config) else process.find("starship", environment.environ) or ""

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return [starship_config(environment)]

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        """Return text with our block; with a command in it if a renderer is named, or was before."""
        _load(text)
        wanted = options.renderer or renderer_of(text)
        module, other = _MODULES if wanted in ("", renderer.AUTO) else reversed(_MODULES)
        text = text.replace(other.reference, module.reference, 1) if blocks.find(text) else text
        if options.in_format:
            text = _with_module(text, module.reference)
        if module.name in _table(_load(blocks.without(text)), module.table):
            raise InstallError(
                f"{module.table}.{module.name} already exists, written by hand.", "Keep it, or remove it first."
            )
        new = blocks.put(text, blocks.block(self.name, self._body(module, options, wanted)))
        _load(new)
        return new

    def _body(self, module: _Module, options: Options, wanted: str) -> str:
        if module == _OF_VARIABLE:
            return Path(shipped_file("starship.toml")).read_text(encoding="utf-8")
        command = f"{fast_command()} --format starship"
        if renderer.chosen(options.renderer, wanted, self.works, chained=False):
            command = renderer.command(command, renderer.BAR)
        return _COMMAND.format(command=json.dumps(command, ensure_ascii=False))

    def strip(self, text: str, replaced: str) -> str:
        """Return text without our block, and without our module in a `format` that had none."""
        text = blocks.without(text)
        for module in _MODULES if replaced else ():
            text = text.replace(module.reference, "", 1)
        return text

    def keep(self, original: str) -> str:
        return "" if any(module.reference in original for module in _MODULES) else _OF_VARIABLE.reference

    def commands(self, text: str) -> list[Command]:
        """Return Python's command, also where a shell renders: that hands over to it. A variable needs none."""
        line = _command(text)
        return [Command(renderer.python_command(line))] if line else []

    def notes(self, environment: Environment) -> list[str]:
        config = (files.read(starship_config(environment)) or b"").decode("utf-8", "replace")
        if renderer_of(config):
            return []
        shell = os.path.basename(environment.environ.get("SHELL", "")) or "zsh"
        return [f"{VARIABLE} comes from the shell's snippet: run `statusline install {shell}` if you have not yet."]

    def warnings(self, environment: Environment, text: str) -> list[str]:
        if not self.lacks_module(text):
            return []
        config, module = starship_config(environment), _of(text).reference
        return [f"`format` in {config} lists its modules without ours: put {module} into it."]

    def lacks_module(self, text: str) -> bool:
        """Return whether the user's `format` lists its modules, and ours is none of them."""
        formats = [_load(text).get(name) for name in ("format", "right_format")]
        return bool(formats[0]) and not any(word in str(value) for value in formats for word in _of(text).shown_by)


def renderer_of(text: str) -> str:
    """Return which renderer our block in a config has; empty if it shows a variable, or there is none."""
    line = _command(text)
    return renderer.of(shlex.split(line)) if line else ""


def _of(text: str) -> _Module:
    return _OF_COMMAND if renderer_of(text) else _OF_VARIABLE


def _command(text: str) -> str:
    """Return the command in our block, empty if it has none, or cannot be read."""
    try:
        module = _table(_load(blocks.inside(text)), _OF_COMMAND.table).get(_OF_COMMAND.name)
        line = module.get("command") if isinstance(module, dict) else None
        return line if isinstance(line, str) and renderer.is_ours(shlex.split(line), "starship") else ""
    except (InstallError, ValueError):
        return ""


def _with_module(text: str, module: str) -> str:
    """Return text with our module in its `format`, in front of the prompt's character or else at the end."""
    table = _TABLE.search(text)
    match = _FORMAT.search(text, 0, table.start() if table else len(text))
    if not match or module in match[2]:
        return text
    character = match[2].find("$character")
    at = match.start(2) + character if character >= 0 else match.end(2)
    return text[:at] + module + text[at:]


def _load(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InstallError("not edited, since it is not TOML ({reason}).", "Repair it first.", reason=error) from None


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}
