"""`statusline init SHELL`: print the snippet for a shell's rc file. It runs at every shell start, so: no click."""

import os
import sys

SHELLS = ("zsh", "bash", "fish")
PLACEHOLDER = "__STATUSLINE_FAST__"


def wanted(arguments: "list[str]") -> bool:
    """Return whether the arguments are exactly `init SHELL`; help and errors are click's."""
    return arguments[:1] == ["init"] and arguments[1:] in ([shell] for shell in SHELLS)


def snippet(shell: str) -> str:
    """Return the snippet for shell, with the command of the hot half filled in. Raises OSError."""
    with open(snippet_path(shell), encoding="utf-8") as file:
        return file.read().replace(PLACEHOLDER, fast_command(shell))


def snippet_path(shell: str) -> str:
    """Return the hand-written snippet: in the wheel beside the modules, in a checkout beside the package."""
    package = os.path.dirname(os.path.abspath(__file__))
    installed = f"{package}/shell/statusline.{shell}"
    return installed if os.path.exists(installed) else f"{os.path.dirname(package)}/shell/statusline.{shell}"


def fast_command(shell: str = "sh") -> str:
    """Return the absolute command line of the hot half, quoted for a POSIX shell or for fish."""
    fast = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fast.py")
    return f"{_quoted(sys.executable, shell)} -IS {_quoted(fast, shell)}"


def _quoted(word: str, shell: str) -> str:
    if shell == "fish":
        return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return "'" + word.replace("'", "'\\''") + "'"
