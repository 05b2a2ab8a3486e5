"""The shells: a block at the end of the rc file that loads the snippet, and is silent once the package is gone.

Each shell start fetches the snippet from the installed version, which costs one bare interpreter: no copy can go
stale.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from statusline.config.shells import SHELLS
from statusline.hot import paths
from statusline.install import blocks
from statusline.install.base import Command
from statusline.shell_init import init_command
from statusline.state import process

if TYPE_CHECKING:
    from statusline.config.shells import ShellRow
    from statusline.install.base import Options
    from statusline.state.environment import Environment

_COMMAND = re.compile(r'^ +(?:eval "\$\()?(.*) 2>/dev/null', re.MULTILINE)
_BY_HAND = re.compile(r"^[^#\n]*\b(statusline init|shell_init\.py)\b.*", re.MULTILINE)


class Shell(blocks.Marked):
    def __init__(self, name: str, platform: str = sys.platform) -> None:
        self.name = name
        self.row = SHELLS[name]
        self.platform = platform

    def detect(self, environment: Environment) -> str:
        """Return $SHELL, or the rc file of a shell that is more than a default of the system."""
        login = environment.environ.get("SHELL", "")
        if os.path.basename(login) == self.name:
            return login
        file = _rc_file(self.row, environment)
        in_use = not self.row.is_everywhere and os.path.exists(file) and process.find(self.name, environment.environ)
        return file if in_use else ""

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        """Return the rc files; on macOS bash reads another file in a new window."""
        file = _rc_file(self.row, environment)
        if not self.row.login_files or self.platform != "darwin":
            return [file]
        folder = os.path.dirname(file)
        login = [f"{folder}/{name}" for name in self.row.login_files]
        first = next((path for path in login if os.path.exists(path)), login[0])
        # A .profile is for other shells too, and a new .bash_profile would keep bash from reading it.
        return [file] if first == login[2] else [file, first]

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        python = self.row.quote(sys.executable)
        body = self.row.body.format(python=python, command=init_command(self.name))
        return blocks.put(text, blocks.block(self.name, body))

    def commands(self, text: str) -> list[Command]:
        return [Command(line, shell=self.row.runner) for line in _COMMAND.findall(blocks.inside(text))]

    def notes(self, environment: Environment) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return [f"Open a new {self.name}, or run: exec {self.name}"]

    def warnings(self, environment: Environment, text: str) -> list[str]:  # noqa: ARG002 - the protocol's signature
        """Return a line of the user's that loads the snippet a second time, if any."""
        duplicate = _BY_HAND.search(blocks.without(text))
        return [f"`{duplicate[0].strip()}` loads it a second time: remove that line."] if duplicate else []


def _rc_file(row: ShellRow, environment: Environment) -> str:
    home = paths.home(dict(environment.environ))
    folder = environment.environ.get(row.rc_variable) if row.rc_variable else ""
    return f"{folder or home + row.rc_folder.removeprefix('~')}/{row.rc_file}"
