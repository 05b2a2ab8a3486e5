"""Who renders Claude Code's line or a bar: Python each time, or the shell around the command.

The shell fills a settled line: shell/render.sh what statusline/hot/session_line.py settles, shell/bar.sh what
statusline/hot/bar_line.py does.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

from statusline.errors import InstallError
from statusline.shell_init import quoted, shipped_file

if TYPE_CHECKING:
    from collections.abc import Callable

AUTO, SHELL, PYTHON = RENDERERS = ("auto", "sh", "python")
CLAUDE, BAR = _SCRIPTS = ("render.sh", "bar.sh")
_FORM = ("-IS", "fast.py", "--format", "")  # what follows the interpreter; the format is the last
_BEFORE, _BEHIND = ["set", "--"], ["&&", "."]
# What the script asks of the shell and the system: whose a file is, and whether /proc tells the time.
_PROBE = '[ -O "/proc/$$" ] && [ "/proc/$$" -nt / ] && read -r _ </proc/uptime'


def script(name: str) -> str:
    """Return the path of CLAUDE or BAR, quoted for a shell."""
    return quoted(shipped_file(name))


def command(python: str, name: str) -> str:
    """Return the command that renders in the shell around it, and has that of Python for what is not settled."""
    return f"set -- {python} && . {script(name)}"


def python_command(line: str) -> str:
    """Return the command of Python in either one."""
    ends = (f" && . {script(name)}" for name in _SCRIPTS)
    end = next(filter(line.endswith, ends), "")
    return line.removeprefix("set -- ").removesuffix(end) if end else line


def python_words(words: list[str]) -> list[str]:
    """Return the words of Python's command in those of either one."""
    return words[2:-3] if rendered_by_shell(words) else words


def rendered_by_shell(words: list[str]) -> bool:
    form = words[:2] == _BEFORE and words[-3:-1] == _BEHIND
    return form and words[-1].startswith("/") and words[-1].endswith(tuple(f"/shell/{name}" for name in _SCRIPTS))


def of(words: list[str]) -> str:
    """Return which of SHELL and PYTHON renders in a command of ours."""
    return SHELL if rendered_by_shell(words) else PYTHON


def is_ours(words: list[str], format_: str) -> bool:
    """Return whether words are our command for a format, and no more, whoever renders."""
    python, *arguments = python_words(words) or [""]
    fast = len(arguments) == len(_FORM) and arguments[1].endswith(f"/statusline/{_FORM[1]}")
    return fast and python.startswith("/") and [arguments[0], *arguments[2:]] == [_FORM[0], _FORM[2], format_]


def chosen(wanted: str | None, present: str, works: Callable[[], bool], *, chained: bool) -> bool:
    """Return whether the shell is to render. wanted: an option, None for what is there (present, empty: nothing).

    works: whether it can on this machine. Raises InstallError if it is asked to and cannot.
    """
    renderer = wanted or present or AUTO
    if wanted == SHELL and chained:
        raise InstallError(
            "not edited, since a chained command runs each time, and so does Python.",
            "Leave out --renderer, or add --chain off.",
        )
    if wanted == SHELL and not works():
        raise InstallError("not edited, since /bin/sh cannot tell here when a line ends.", "Leave out --renderer.")
    return not chained and (renderer == SHELL or (renderer == AUTO and works()))


@cache
def works() -> bool:
    """Return whether /bin/sh of this machine can render: on Linux, with a shell that has the tests."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        probe = subprocess.run(
            ["/bin/sh", "-c", _PROBE], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=5
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return probe.returncode == 0
