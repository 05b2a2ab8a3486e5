"""What a prompt has besides ours: right prompts of the user's, how ours joins them, and what hides the segment."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from statusline.errors import StatuslineError
from statusline.hot import paths
from statusline.install import blocks, files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.state.environment import Environment

JOINS = ("left", "right", "off")
SHELLS = ("zsh", "fish")
_PROMPTS = ("zsh", "bash", "fish")
_ASSIGNMENT = {"zsh": "STATUSLINE_JOIN={}", "fish": "set -g STATUSLINE_JOIN {}"}
_JOIN = re.compile(r"^\s*(?:export\s+|set\s+(?:-\w+\s+)*)?STATUSLINE_JOIN[= ]\W?(\w+)", re.MULTILINE)
_NONE = re.compile(r"^[^#\n]*\bSTATUSLINE_POSITION[= ]\W?none\b", re.MULTILINE)
_USED = re.compile(r"^[^#\n]*(?:STATUSLINE_(?:PROMPT|SEGMENT)|\bprompt_statusline)\b", re.MULTILINE)
_RIGHT = {
    "zsh": re.compile(r"^[^#\n]*\b(?:RPROMPT|RPS1)\+?=", re.MULTILINE),
    "fish": re.compile(r"^\s*function\s+fish_right_prompt\b", re.MULTILINE),
}
_THEME = re.compile(r"^\s*ZSH_THEME=\W?([\w.-]+)", re.MULTILINE)
_STARSHIP = re.compile(r"^[^#\n]*\bstarship\s+init\b", re.MULTILINE)
_P10K = re.compile(r"^[^#\n]*(?:powerlevel10k|\.p10k\.zsh)", re.MULTILINE)
_ELEMENT = re.compile(r"^[^#\n]*(?<![\w.-])statusline(?![\w.-])", re.MULTILINE)


def choice(text: str) -> str:
    """Return the side that a file chooses; empty if it leaves it to the default."""
    match = _JOIN.search(text)
    return match[1] if match and match[1] in JOINS else ""


def assignment(shell: str, join: str) -> str:
    """Return the lines that choose a side, none for the default."""
    return _ASSIGNMENT[shell].format(join) + "\n" if shell in SHELLS and join not in ("", "left") else ""


def own(shell: str, environment: Environment, rc_file: str) -> str:
    """Return the file in which the user sets a right prompt; empty if none was found."""
    pattern = _RIGHT.get(shell)
    if not pattern:
        return ""
    others = _zsh_theme(environment, _read(rc_file)) if shell == "zsh" else _fish_files(rc_file)
    return next((path for path in (rc_file, *others) if pattern.search(_read(path))), "")


def unseen(shell: str, environment: Environment, rc_file: str, text: str) -> list[str]:
    """Return what keeps an installed segment from being seen, a sentence each."""
    home, outside = paths.home(dict(environment.environ)), blocks.without(text)
    if shell not in _PROMPTS:
        return []
    if _NONE.search(text) and not _USED.search(outside):
        return ["STATUSLINE_POSITION is none, and no prompt uses $STATUSLINE_PROMPT: nothing is shown."]
    if _STARSHIP.search(outside) and "STATUSLINE_SEGMENT" not in _read(starship_config(environment)):
        return ["starship draws this prompt: run `statusline install starship`, too."]
    if shell == "zsh" and _P10K.search(outside) and not _ELEMENT.search(f"{outside}\n{_read(f'{home}/.p10k.zsh')}"):
        return ["powerlevel10k draws this prompt: add statusline to POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS in ~/.p10k.zsh."]
    theirs = own(shell, environment, rc_file) if choice(text) == "off" else ""
    return [f"STATUSLINE_JOIN is off, and {theirs} sets a right prompt: ours is not shown."] if theirs else []


def starship_config(environment: Environment) -> str:
    environ = environment.environ
    folder = environ.get("XDG_CONFIG_HOME") or paths.home(dict(environ)) + "/.config"
    return environ.get("STARSHIP_CONFIG") or f"{folder}/starship.toml"


def _zsh_theme(environment: Environment, text: str) -> Iterator[str]:
    folder = environment.environ.get("ZSH") or paths.home(dict(environment.environ)) + "/.oh-my-zsh"
    for theme in _THEME.findall(text)[-1:]:
        yield f"{folder}/custom/themes/{theme}.zsh-theme"
        yield f"{folder}/themes/{theme}.zsh-theme"


def _fish_files(rc_file: str) -> Iterator[str]:
    folder = os.path.dirname(rc_file)
    yield f"{folder}/functions/fish_right_prompt.fish"
    if os.path.isdir(f"{folder}/conf.d"):
        yield from sorted(f"{folder}/conf.d/{name}" for name in os.listdir(f"{folder}/conf.d"))


def _read(path: str) -> str:
    try:
        return (files.read(path) or b"").decode("utf-8", "replace")
    except StatuslineError:
        return ""
