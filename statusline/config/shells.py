"""The table of shells: one row for each whose prompt can show the segment. Its snippet is `shell/statusline.NAME`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.shell_init import quoted_for_fish, quoted_for_nu, quoted_for_posix

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellRow:
    """One shell. `limit` is the largest prompt file that its snippet reads, in bytes; `target` whose files it reads.

    `body` is what `install` puts into the rc file; {python}, {module} and {command} in it are quoted already, {literal}
    is the command as a Python literal, {snippet} the whole snippet, {state} the folder of states below the home.
    Commands that are quoted for the shell run in `runner`.
    """

    name: str
    target: str = ""  # its name, if empty
    programs: tuple[str, ...] = ()  # the shells that it is for, where they are not called like it
    rc_file: str  # in the folder that rc_variable names
    rc_variable: str
    rc_folder: str  # where the variable names none
    rc_folder_on_macos: str = ""
    rc_files: tuple[tuple[str, str], ...] = ()  # (login shell, its own file): the variable names the file itself then
    login_files: tuple[str, ...] = ()  # what macOS reads instead in a new window, the first that is there
    signs: tuple[str, ...] = ()  # files of somebody who uses it, if the rc file is none; in the same folder, or with ~
    is_everywhere: bool = False  # its rc file is no sign that somebody uses it
    edit: str = ""  # the words of `install`'s help, if they are not: a block in RC_FILE
    body: str
    quote: Callable[[str], str] = quoted_for_posix
    runner: str = "/bin/sh"
    limit: int = 32_768
    syntax_check: tuple[str, ...]  # before the name of a file


# The finished snippet, of which state/snippets.py knows; -O, since a folder that all may write to would be another's.
_POSIX_BODY = """\
  statusline_init="${{STATUSLINE_STATE_DIR:-${{XDG_STATE_HOME:-${{HOME-}}/{state}}}/statusline}}/init.{name}"
  if [[ -O "$statusline_init" && -r {module} ]]; then
    {read} "$statusline_init"
  else
    eval "$({command} 2>/dev/null)"
  fi
  unset statusline_init
"""

# A global alias may be called like a word in the file.
_ZSH_READ = '() {{ \\builtin \\emulate -L \\zsh -o no_aliases; \\builtin \\source "$1" }}'

_ROWS = (
    ShellRow(
        name="zsh",
        rc_file=".zshrc",
        rc_variable="ZDOTDIR",
        rc_folder="~",
        body="if [[ -x {python} ]]; then\n" + _POSIX_BODY.replace("{read}", _ZSH_READ) + "fi",
        syntax_check=("zsh", "-n"),
    ),
    ShellRow(
        name="bash",
        rc_file=".bashrc",
        rc_variable="",
        rc_folder="~",
        login_files=(".bash_profile", ".bash_login", ".profile"),
        is_everywhere=True,
        body="if [[ $- == *i* && -x {python} ]]; then\n" + _POSIX_BODY.replace("{read}", "source") + "fi",
        syntax_check=("bash", "-n"),
    ),
    ShellRow(
        name="fish",
        rc_file="fish/config.fish",
        rc_variable="XDG_CONFIG_HOME",
        rc_folder="~/.config",
        body="""\
if status is-interactive; and test -x {python}
    set -l statusline_init "$HOME/{state}/statusline"
    set -q XDG_STATE_HOME[1]; and set statusline_init $XDG_STATE_HOME/statusline
    set -q STATUSLINE_STATE_DIR[1]; and set statusline_init $STATUSLINE_STATE_DIR
    set statusline_init $statusline_init/init.fish
    if test -O $statusline_init; and test -r {module}
        source $statusline_init
    else
        {command} 2>/dev/null | source
    end
end""",
        quote=quoted_for_fish,
        runner="fish",
        syntax_check=("fish", "-n"),
    ),
    ShellRow(
        name="nu",
        target="fish",
        rc_file="nushell/autoload/statusline.nu",
        rc_variable="XDG_CONFIG_HOME",
        rc_folder="~/.config",
        rc_folder_on_macos="~/Library/Application Support",
        signs=("nushell/config.nu",),
        edit="a file of its own in autoload",  # it cannot run what another program prints
        body="{snippet}",
        quote=quoted_for_nu,
        syntax_check=("nu", "--no-config-file"),
    ),
    ShellRow(
        name="xonsh",
        target="bash",
        rc_file="xonsh/rc.xsh",
        rc_variable="XDG_CONFIG_HOME",
        rc_folder="~/.config",
        signs=("xonsh", "~/.xonshrc"),
        body="if __import__('os').path.exists({python}):\n    execx(__import__('subprocess').getoutput({literal}))",
        quote=repr,
        limit=262_144,
        syntax_check=("python3", "-m", "ast"),
    ),
    ShellRow(
        name="sh",
        target="bash",
        programs=("dash", "ash", "busybox", "ksh", "ksh93", "mksh", "lksh"),
        rc_file=".shrc",
        rc_variable="ENV",
        rc_folder="~",
        rc_files=(("ksh", ".kshrc"), ("ksh93", ".kshrc"), ("mksh", ".mkshrc"), ("lksh", ".mkshrc")),
        is_everywhere=True,
        edit="a block in .shrc or .kshrc or .mkshrc",
        body="""\
case $- in
  *i*)
    if [ -x {python} ]; then
      eval "$({command} 2>/dev/null)"
    fi
    ;;
esac""",
        syntax_check=("dash", "-n"),
    ),
)

SHELLS: dict[str, ShellRow] = {row.name: row for row in _ROWS}


def target_of(row: ShellRow) -> str:
    return row.target or row.name


def limit_of(target: str) -> int | None:
    """Return the most bytes that all shells read which read the files of a target; None if there is no such shell."""
    return min((row.limit for row in _ROWS if target_of(row) == target), default=None)
