"""tmux: a block in its config that runs shell/statusline.tmux."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from statusline.hot import paths
from statusline.install import blocks, renderer, tmux_popup
from statusline.install.base import DEFAULTS, Command
from statusline.shell_init import fast_command, quoted, snippet_path
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.install.base import Options
    from statusline.state.environment import Environment

_BODY = 'set-option -g @statusline_command "{command}"\n{script}{popup}run-shell "{run}"'
_SCRIPT = 'set-option -g @statusline_sh "{script}"\n'
_POPUP = 'set-option -g @statusline_popup "{key}"\nset-option -g @statusline_watch "{command}"\n'
_KEY = re.compile(r'^set-option -g @statusline_popup "([^"]*)"', re.MULTILINE)
# Oh my tmux: a config whose lines, less two characters, are a shell script that a here-document skips the config of.
_POLYGLOT = re.compile(r"# : << *(['\"]?)(\w+)\1\r?\n")
_AFTER_THE_THEME = "sleep 1; "  # that script sets status-right once the config is read
_COMMAND = re.compile(r'^set-option -g @statusline_command "((?:[^"\\]|\\.)*)"', re.MULTILINE)
_BY_HAND = re.compile(
    r"^[^#\n].*(?:statusline(?:\.tmux|['\"]? (?:-f|--format)[ =]tmux)|fast\.py.* tmux).*", re.MULTILINE
)


class Tmux(blocks.Marked):
    name = "tmux"

    def __init__(self, works: Callable[[], bool] = renderer.works) -> None:
        self.works = works

    def detect(self, environment: Environment) -> str:
        config = next((path for path in _configs(environment) if os.path.exists(path)), None)
        return config or process.find("tmux", environment.environ) or ""

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        """Return the existing config, the one in the home folder if both or none exist.

        Oh my tmux lies in a clone of its author's, who asks to change the file `.local` beside it only.
        """
        configs = _configs(environment)
        config = next((path for path in configs if os.path.exists(path)), configs[0])
        return [f"{config}.local" if _POLYGLOT.match(_start(config)) else config]

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        popup = _popup(popup_key(text) if options.popup is None else options.popup)
        by_shell = renderer.chosen(options.renderer, renderer_of(text), self.works, chained=False)
        script = _SCRIPT.format(script=_escaped(renderer.script(renderer.BAR))) if by_shell else ""
        plugin = quoted(snippet_path("tmux"))
        run = f"test ! -r {plugin} || sh {plugin}".replace("#", "##")
        polyglot = _POLYGLOT.match(text)
        end = re.search(rf"^# {polyglot[2]}\r?$", text, re.MULTILINE) if polyglot else None
        body = _BODY.format(
            command=_escaped(fast_command()),
            script=script,
            popup=popup,
            run=_escaped(_AFTER_THE_THEME + run if end else run),
        )
        if not end:
            return blocks.put(text, blocks.block(self.name, body))
        return blocks.put(text, blocks.block(self.name, body.replace("run-shell", "run-shell -b")), end.start())

    def commands(self, text: str) -> list[Command]:
        """Return the command of the bar, as shell/statusline.tmux builds it."""
        lines = _COMMAND.findall(blocks.inside(text))
        return [Command(re.sub(r"\\(.)", r"\1", line) + " --format tmux") for line in lines]

    def notes(self, environment: Environment) -> list[str]:
        return [f"For a tmux that is running: tmux source-file {quoted(self.files(environment, DEFAULTS)[0])}"]

    def warnings(self, environment: Environment, text: str) -> list[str]:  # noqa: ARG002 - the protocol's signature
        """Return a line of the user's that shows the segment a second time, if any."""
        duplicate = _BY_HAND.search(blocks.without(text))
        return [f"`{duplicate[0].strip()}` shows it a second time: remove that."] if duplicate else []


def popup_key(text: str) -> str:
    """Return the key of the popup that our block in a config asks for, empty if it asks for none."""
    key = _KEY.search(blocks.inside(text))
    return key[1] if key else ""


def renderer_of(text: str) -> str:
    """Return which renderer our block in a config has for an old tmux, empty where there is no block."""
    block = blocks.inside(text)
    return (renderer.SHELL if "@statusline_sh " in block else renderer.PYTHON) if block else ""


def _popup(key: str) -> str:
    return "" if key in ("", tmux_popup.OFF) else _POPUP.format(key=key, command=_escaped(tmux_popup.command()))


def _start(path: str) -> str:
    """Return the first bytes of a file, nothing where it cannot be read: what is wrong is said when it is written."""
    try:
        with open(path, encoding="utf-8", errors="replace", newline="") as file:
            return file.read(80)
    except OSError:
        return ""


def _escaped(text: str) -> str:
    return re.sub(r'([\\"$])', r"\\\1", text)


def _configs(environment: Environment) -> list[str]:
    home = paths.home(dict(environment.environ))
    folder = environment.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    return [f"{home}/.tmux.conf", f"{folder}/tmux/tmux.conf"]
