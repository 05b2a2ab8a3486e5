"""The shells: a block at the end of the rc file that loads the snippet, and is silent once the package is gone.

A shell's start reads the finished snippet in the state folder, which each refresh renews; where there is none it
fetches it from the installed version, which costs one bare interpreter.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from typing import TYPE_CHECKING

from statusline import shell_init
from statusline.config.shells import SHELLS
from statusline.errors import InstallError
from statusline.hot import paths
from statusline.install import blocks, right_prompt
from statusline.install.base import Command
from statusline.shell_init import init_command, snippet
from statusline.state import process

if TYPE_CHECKING:
    from statusline.install.base import Options
    from statusline.state.environment import Environment

_BY_HAND_SH = '`eval "$(statusline init sh)"`'
_COMMAND = re.compile(r'^ +(?:eval "\$\()?(.*) 2>/dev/null', re.MULTILINE)
_LITERAL = re.compile(r"\.getoutput\((.*)\)\)$", re.MULTILINE)
_BY_HAND = re.compile(r"^[^#\n]*\b(statusline init|shell_init\.py)\b.*", re.MULTILINE)


class Shell(blocks.Marked):
    def __init__(self, name: str, platform: str = sys.platform) -> None:
        self.name = name
        self.row = SHELLS[name]
        self.platform = platform

    def detect(self, environment: Environment) -> str:
        """Return $SHELL, or the rc file of a shell that is more than a default of the system."""
        login = environment.environ.get("SHELL", "")
        if os.path.basename(login) in (self.row.programs or (self.name,)):
            return login
        if self.row.is_everywhere or not process.find(self.name, environment.environ):
            return ""
        signs = [self._path(sign, environment) for sign in self.row.signs or (self.row.rc_file,)]
        return next(filter(os.path.exists, signs), "")

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        """Return the rc files; on macOS bash reads another file in a new window."""
        file = self._rc_file(environment)
        if not self.row.login_files or self.platform != "darwin":
            return [file]
        folder = os.path.dirname(file)
        login = [f"{folder}/{name}" for name in self.row.login_files]
        first = next((path for path in login if os.path.exists(path)), login[0])
        # A .profile is for other shells too, and a new .bash_profile would keep bash from reading it.
        return [file] if first == login[2] else [file, first]

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        join = right_prompt.choice(blocks.inside(text)) if options.join is None else options.join
        command = init_command(self.name)
        body = self.row.body.format(
            python=self.row.quote(sys.executable),
            module=self.row.quote(os.path.abspath(shell_init.__file__)),
            name=self.name,
            state="Library/Application Support" if self.platform == "darwin" else ".local/state",
            command=command,
            literal=repr(f"{command} 2>/dev/null"),
            snippet=snippet(self.name) if "{snippet}" in self.row.body else "",
        )
        return blocks.put(text, blocks.block(self.name, right_prompt.assignment(self.name, join) + body))

    def right_prompt(self, environment: Environment) -> str:
        """Return the file in which the user sets a right prompt that ours would join; empty if there is none."""
        return right_prompt.own(self.name, environment, self._rc_file(environment))

    def commands(self, text: str) -> list[Command]:
        inside = blocks.inside(text)
        if "{snippet}" in self.row.body:
            return []
        if "{literal}" in self.row.body:
            inside = "".join(f" {_literal(line)}\n" for line in _LITERAL.findall(inside))
        return [Command(line, shell=self.row.runner) for line in _COMMAND.findall(inside)]

    def notes(self, environment: Environment) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return ["Open a new shell." if self.row.programs else f"Open a new {self.name}, or run: exec {self.name}"]

    def warnings(self, environment: Environment, text: str) -> list[str]:
        """Return what keeps the block from being read, or a line of the user's that loads the snippet a second time."""
        duplicate = _BY_HAND.search(blocks.without(text))
        sentences = [f"`{duplicate[0].strip()}` loads it a second time: remove that line."] if duplicate else []
        if self.row.rc_files and self._rc_file(environment) == self._path(self.row.rc_file, environment):
            assignment = f'`export {self.row.rc_variable}="$HOME/{self.row.rc_file}"`'
            if not environment.environ.get(self.row.rc_variable):
                sentences.append(f"A shell reads {self.row.rc_file} if ENV names it: put {assignment} into ~/.profile.")
        return sentences + right_prompt.unseen(self.name, environment, self._rc_file(environment), text)

    def _rc_file(self, environment: Environment) -> str:
        """Return the path of the rc file. Raises InstallError if the variable that names it has more than a path."""
        row, environ = self.row, environment.environ
        value = environ.get(row.rc_variable, "")
        if not row.rc_files:
            return self._path(row.rc_file, environment)
        if not value:
            login = os.path.basename(environ.get("SHELL", ""))
            return self._path(dict(row.rc_files).get(login, row.rc_file), environment)
        path = re.sub(r"^(\$HOME|\$\{HOME\}|~)(?=/)", lambda _: _home(environment), value)
        if not path.startswith("/") or re.search(r"[$`]", path):
            raise InstallError(f"ENV is {value}, not the path of a file.", f"Put {_BY_HAND_SH} into the file it means.")
        return path

    def _path(self, name: str, environment: Environment) -> str:
        """Return the path of a file in the folder of the shell's rc file, or of one that begins with ~."""
        row = self.row
        folder = "" if row.rc_files or not row.rc_variable else environment.environ.get(row.rc_variable, "")
        default = row.rc_folder_on_macos if self.platform == "darwin" else ""
        path = name if name.startswith("~") else f"{folder or default or row.rc_folder}/{name}"
        return f"{_home(environment)}{path[1:]}" if path.startswith("~") else path


def _home(environment: Environment) -> str:
    return paths.home(dict(environment.environ))


def _literal(text: str) -> str:
    try:
        return str(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return ""
