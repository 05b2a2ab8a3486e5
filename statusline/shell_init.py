"""`statusline init SHELL`: print the snippet for a shell's rc file. It runs at every shell start, so: no click."""

import os
import sys

PLACEHOLDER = "__STATUSLINE_FAST__"
LOGIN = "__STATUSLINE_LOGIN__\n"
PARTS_LINE = "_statusline_parts=__STATUSLINE_PARTS__\n"
PARTS = ("hooks", "rare", "login")  # of bash's, that a shell reads once it needs them
# In a file of its own each part stands behind a form feed, where bash does not parse it.
READ_PARTS = """\
_statusline_parts=()
if ((BASH_VERSINFO[0] < 5)); then
  while IFS='' read -r -d $'\\f' _statusline_part; do
    _statusline_parts+=("$_statusline_part")
  done <"${BASH_SOURCE[0]}"
else
  mapfile -t -d $'\\f' _statusline_parts <"${BASH_SOURCE[0]}"
fi || :
"""


def wanted(arguments: "list[str]") -> bool:
    """Return whether the arguments are exactly `init SHELL`; help and errors are click's."""
    if arguments[:1] != ["init"] or len(arguments) != 2 or not arguments[1].isalpha():  # noqa: PLR2004 - init SHELL
        return False
    try:
        return PLACEHOLDER in _read(snippet_path(arguments[1]))
    except OSError:
        return False


def snippet(shell: str) -> str:
    """Return the snippet for shell, with the command of the hot half filled in. Raises OSError."""
    text = source(shell).replace(PLACEHOLDER, fast_command(shell))
    return _without_aliases(text) if shell == "zsh" else text


def finished(shell: str) -> str:
    """Return the snippet for a file of its own, which zsh has to read without aliases. Raises OSError."""
    text = _read(snippet_path(shell))
    if PARTS_LINE not in text:
        return source(shell).replace(PLACEHOLDER, fast_command(shell))
    code = _without_comments(text).replace(PARTS_LINE, READ_PARTS).replace(PLACEHOLDER, fast_command(shell))
    return "\f".join([f"{code}return\n", *_parts(shell), ""])


def source(shell: str) -> str:
    """Return the hand-written snippet for shell, in one piece. Raises OSError."""
    text = _read(snippet_path(shell))
    if PARTS_LINE in text:
        text = text.replace(PARTS_LINE, f"_statusline_parts=('' {' '.join(map(quoted_for_posix, _parts(shell)))})\n")
    return text.replace(LOGIN, _read(shipped_file(f"login.{shell}"))) if LOGIN in text else text


def _parts(shell: str) -> "list[str]":
    return [_without_comments(_read(shipped_file(f"{part}.{shell}"))) for part in PARTS]


def _without_comments(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#"))


def _without_aliases(text: str) -> str:
    """Return what runs text in zsh as if there were no aliases: a global one may be called like a word in it."""
    return f'() {{ \\builtin \\emulate -L \\zsh -o no_aliases; \\builtin \\eval "$1" }} {quoted(text, "zsh")}\n'


def snippet_path(shell: str) -> str:
    return shipped_file(f"statusline.{shell}")


def shipped_file(name: str) -> str:
    """Return a file of shell/: in the wheel beside the modules, in a checkout beside the package."""
    package = os.path.dirname(os.path.abspath(__file__))
    installed = f"{package}/shell/{name}"
    return installed if os.path.exists(installed) else f"{os.path.dirname(package)}/shell/{name}"


def fast_command(shell: str = "sh") -> str:
    """Return the absolute command line of the hot half as the snippet of a shell has it: quoted words."""
    python, option, fast = fast_words()
    between = ", '-IS', " if shell == "xonsh" else f" {option} "
    return between.join(quoted(word, shell) for word in (python, fast))


def fast_words() -> "list[str]":
    """Return the absolute command of the hot half, word by word."""
    return [sys.executable, "-IS", os.path.join(os.path.dirname(os.path.abspath(__file__)), "fast.py")]


def init_command(shell: str) -> str:
    """Return the absolute command line that prints the snippet in the least time, for fish or a POSIX shell.

    Run as a script this module costs little more than a bare interpreter, and half of `-m statusline init`.
    """
    quote = quoted_for_fish if shell == "fish" else quoted_for_posix
    return f"{quote(sys.executable)} -IS {quote(os.path.abspath(__file__))} {shell}"


def quoted(word: str, shell: str = "sh") -> str:
    """Return word as one word of a shell, whatever characters it has."""
    return _QUOTED.get(shell, quoted_for_posix)(word)


def quoted_for_posix(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def quoted_for_fish(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"


def quoted_for_nu(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


_QUOTED = {"fish": quoted_for_fish, "nu": quoted_for_nu, "xonsh": repr}


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def main() -> None:
    """Print the snippet for the shell that the one argument names; silent if there is none to print."""
    try:
        os.write(1, snippet(sys.argv[1]).encode())
    except (OSError, IndexError):
        sys.exit(1)


if __name__ == "__main__":
    main()
