"""waybar: a custom module in its config, and its name in the first place of `modules-right`.

The config is JSON with comments (waybar(5), 0.9.17). There must be one: with a file of ours alone there would be no
other module in the bar.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from typing import TYPE_CHECKING, Any

from statusline.errors import InstallError
from statusline.hot import paths
from statusline.install import json_text, jsonc, renderer
from statusline.install.base import USER, Command
from statusline.shell_init import fast_command

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.install.base import Options
    from statusline.state.environment import Environment

KEY = "custom/statusline"
_LIST = "modules-right"
_ITEM = re.compile(rf'\A\["{KEY}"(?:, )?')
_NAMES = ("config", "config.jsonc")
_SHIPPED = "/etc/xdg/waybar/config"
_INTERVAL = 30
_BEFORE = f"\n{json_text.INDENT * 2}"  # in front of each of our members, which are the first


class Waybar:
    name = "waybar"
    scopes: tuple[str, ...] = (USER,)

    def __init__(self, works: Callable[[], bool] = renderer.works) -> None:
        self.works = works

    def detect(self, environment: Environment) -> str:
        return _config(environment)

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        """Return the config that waybar reads. Raises InstallError if the user has none."""
        config = _config(environment)
        if not config:
            raise InstallError(
                "waybar has no config of yours to add a module to.",
                "Copy {shipped} to {config} first.",
                shipped=_SHIPPED,
                config=_folder(environment) + "/config",
            )
        return [config]

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        text = text if text.strip() else "{}\n"
        module = _module(text)
        if module is not None and not _ours(module):
            raise InstallError(f'"{KEY}" already exists, written by hand.', "Keep it, or remove it first.")
        command = f"{fast_command()} --format waybar"
        if renderer.chosen(options.renderer, renderer_of(text), self.works, chained=False):
            command = renderer.command(command, renderer.BAR)
        if module is not None:
            return _with_command(text, command)
        is_listed = f'"{KEY}"' in jsonc.strict(text)
        text = _with_first(text, KEY, _written(command))
        return text if is_listed else _listed(text)

    def strip(self, text: str, replaced: str) -> str:
        """Return text without our module and its name; replaced: the list that is ours, too."""
        text = _without(text, KEY)
        names = _member(text, _LIST)
        if not names:
            return text
        rest = _ITEM.sub("[", text[names.value : names.end])
        text = text[: names.value] + rest + text[names.end :]
        return _without(text, _LIST) if (replaced, rest) == (_LIST, "[]") else text

    def keep(self, original: str) -> str:
        """Return the name of the list if it would be ours, too."""
        return "" if _member(original, _LIST) else _LIST

    def holds(self, text: str) -> bool:
        try:
            return _ours(_module(text))
        except InstallError:
            return False

    def commands(self, text: str) -> list[Command]:
        """Return Python's command, also where a shell renders: that hands over to it."""
        module = _module(text)
        return [Command(renderer.python_command(module["exec"]))] if _ours(module) else []

    def notes(self, environment: Environment) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return ["For a waybar that is running: pkill -USR2 waybar"]

    def warnings(self, environment: Environment, text: str) -> list[str]:  # noqa: ARG002 - the protocol's signature
        listed = f'"{KEY}"' in jsonc.strict(_without(text, KEY))
        return [] if listed else [f'No list of modules names "{KEY}": put it into one.']


def renderer_of(text: str) -> str:
    """Return which renderer our module in a config has, empty if there is none."""
    try:
        module = _module(text)
    except InstallError:
        return ""
    return renderer.of(_words(module)) if _ours(module) else ""


def _ours(module: Any) -> bool:
    return renderer.is_ours(_words(module), "waybar")


def _words(module: Any) -> list[str]:
    command = module.get("exec") if isinstance(module, dict) else None
    try:
        return shlex.split(command) if isinstance(command, str) else []
    except ValueError:
        return []


def _config(environment: Environment) -> str:
    paths_ = (f"{_folder(environment)}/{name}" for name in _NAMES)
    return next(filter(os.path.exists, paths_), "")


def _folder(environment: Environment) -> str:
    home = paths.home(dict(environment.environ))
    return f"{environment.environ.get('XDG_CONFIG_HOME') or f'{home}/.config'}/waybar"


def _members(text: str) -> list[json_text.Member]:
    try:
        return json_text.members(jsonc.strict(text)) if text.strip() else []
    except ValueError as error:
        raise InstallError(
            "not edited, since it is not one JSON object, comments aside ({reason}).",
            "Add this yourself: {paste}",
            reason=error,
            paste=f'"{KEY}": {_written(f"{fast_command()} --format waybar")}',
        ) from None


def _member(text: str, key: str) -> json_text.Member | None:
    return next((member for member in _members(text) if member.key == key), None)


def _module(text: str) -> Any:
    member = _member(text, KEY)
    return json.loads(jsonc.strict(text)[member.value : member.end]) if member else None


def _written(command: str) -> str:
    return json.dumps({"exec": command, "return-type": "json", "interval": _INTERVAL}, ensure_ascii=False)


def _with_command(text: str, command: str) -> str:
    """Return text with a command in our module, of which all else stays."""
    module = _member(text, KEY)
    if not module:
        return text
    inner = json_text.members(jsonc.strict(text)[module.value : module.end])
    (old,) = (member for member in inner if member.key == "exec")
    start, end = module.value + old.value, module.value + old.end
    return text[:start] + json.dumps(command, ensure_ascii=False) + text[end:]


def _with_first(text: str, key: str, value: str) -> str:
    """Return text with a member in front of all others."""
    at = jsonc.strict(text).index("{") + 1
    behind = "," if _members(text) else "\n"
    return f'{text[:at]}{_BEFORE}"{key}": {value}{behind}{text[at:]}'


def _listed(text: str) -> str:
    """Return text with our module in front of those at the right."""
    names = _member(text, _LIST)
    if not names:
        return _with_first(text, _LIST, f'["{KEY}"]')
    if text[names.value] != "[":
        raise InstallError(f'not edited, since "{_LIST}" is not a list.', "Make it one first.")
    others = jsonc.strict(text)[names.value + 1 : names.end - 1].strip()
    return f'{text[: names.value + 1]}"{KEY}"{", " if others else ""}{text[names.value + 1 :]}'


def _without(text: str, key: str) -> str:
    """Return text without a member, and without the comma that parts it from others."""
    member = _member(text, key)
    if not member:
        return text
    start, end = member.start, member.end
    start -= len(_BEFORE) if text[:start].endswith(_BEFORE) else 0
    before, behind = text[:start].rstrip(), jsonc.strict(text)[end:].lstrip()
    if behind.startswith(","):
        end = len(text) - len(behind) + 1
    elif before.endswith(","):
        start = len(before) - 1
    elif text[end : end + 1] == "\n":
        end += 1
    return text[:start] + text[end:]
