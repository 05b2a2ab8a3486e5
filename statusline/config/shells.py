"""The table of shells: one row for each whose prompt can show the segment. Its snippet is `shell/statusline.NAME`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline.shell_init import quoted_for_fish, quoted_for_posix

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellRow:
    """One shell. `limit` is the largest prompt file that its snippet reads, in bytes.

    `body` is what `install` puts into the rc file; {python} and {command} in it are quoted already. Commands that are
    quoted for the shell run in `runner`.
    """

    name: str
    rc_file: str  # in the folder that rc_variable names
    rc_variable: str
    rc_folder: str  # where the variable names none
    login_files: tuple[str, ...] = ()  # what macOS reads instead in a new window, the first that is there
    is_everywhere: bool = False  # its rc file is no sign that somebody uses it
    body: str
    quote: Callable[[str], str] = quoted_for_posix
    runner: str = "/bin/sh"
    limit: int = 32_768
    syntax_check: tuple[str, ...]  # before the name of a file


_ROWS = (
    ShellRow(
        name="zsh",
        rc_file=".zshrc",
        rc_variable="ZDOTDIR",
        rc_folder="~",
        body='if [[ -x {python} ]]; then\n  eval "$({command} 2>/dev/null)"\nfi',
        syntax_check=("zsh", "-n"),
    ),
    ShellRow(
        name="bash",
        rc_file=".bashrc",
        rc_variable="",
        rc_folder="~",
        login_files=(".bash_profile", ".bash_login", ".profile"),
        is_everywhere=True,
        body='if [[ $- == *i* && -x {python} ]]; then\n  eval "$({command} 2>/dev/null)"\nfi',
        syntax_check=("bash", "-n"),
    ),
    ShellRow(
        name="fish",
        rc_file="fish/config.fish",
        rc_variable="XDG_CONFIG_HOME",
        rc_folder="~/.config",
        body="if status is-interactive; and test -x {python}\n    {command} 2>/dev/null | source\nend",
        quote=quoted_for_fish,
        runner="fish",
        syntax_check=("fish", "-n"),
    ),
)

SHELLS: dict[str, ShellRow] = {row.name: row for row in _ROWS}
