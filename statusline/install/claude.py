"""Claude Code: the value of `statusLine` in a settings.json.

The format and the layers of settings are those of Claude Code 2.1.329. There is one slot, so a command in it is
chained: our command has it as its last argument, where the user can see it in the settings.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from typing import TYPE_CHECKING, Any

from statusline.errors import InstallError
from statusline.install import files, json_text, renderer, sample
from statusline.install.base import SCOPES, USER, Command
from statusline.providers.claude.settings import config_dir
from statusline.shell_init import fast_command, quoted
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.install.base import Options
    from statusline.state.environment import Environment

KEY = "statusLine"
_FORM = ("-IS", "fast.py", "--format", "claude")  # what follows the interpreter
REFRESH_SECONDS = 60
_FILES = dict(zip(SCOPES, ("settings.json", "settings.json", "settings.local.json"), strict=True))
_MANAGED = {
    "darwin": "/Library/Application Support/ClaudeCode/managed-settings.json",
    "linux": "/etc/claude-code/managed-settings.json",
}


class Claude:
    name = "claude"
    scopes: tuple[str, ...] = SCOPES

    def __init__(
        self, managed: str = _MANAGED.get(sys.platform, ""), works: Callable[[], bool] = renderer.works
    ) -> None:
        self.managed, self.works = managed, works

    def detect(self, environment: Environment) -> str:
        folder = config_dir(environment.environ)
        return folder if os.path.isdir(folder) else process.find("claude", environment.environ) or ""

    def files(self, environment: Environment, options: Options) -> list[str]:
        folder = config_dir(environment.environ) if options.scope == USER else _project_folder()
        if not folder:
            raise InstallError("The current folder is gone.", "Go to the project's folder first.")
        return [f"{folder}/{_FILES[options.scope]}"]

    def put(self, text: str, original: str, options: Options) -> str:
        """Return text with our command in the slot; other keys of the slot stay."""
        settings = _load(text)
        text = text if text.strip() else "{}\n"
        slot = settings.get(KEY)
        command = _command(slot, _load(original).get(KEY), options, self.works)
        interval = _interval(slot, options)
        if not isinstance(slot, dict):
            slot = {"type": "command", "command": command} | ({"refreshInterval": interval} if interval else {})
            return json_text.put(text, KEY, json_text.written(text, slot))
        inner = json_text.raw(text, KEY)
        inner = json_text.put(inner, "type", '"command"')
        inner = json_text.put(inner, "command", _json(command))
        if not interval:
            inner = json_text.take(inner, "refreshInterval")
        elif slot.get("refreshInterval") != interval:
            inner = json_text.put(inner, "refreshInterval", str(interval))
        return json_text.put(text, KEY, inner)

    def strip(self, text: str, replaced: str) -> str:
        """Return text with the old value in the slot, or else one rebuilt from the command we chain."""
        slot = _load(text).get(KEY)
        chained = chained_command(slot)
        if not replaced and chained:
            replaced = json_text.put(json_text.raw(text, KEY), "command", _json(chained[1]))
        return json_text.put(text, KEY, replaced) if replaced else json_text.take(text, KEY)

    def keep(self, original: str) -> str:
        _load(original)
        return json_text.raw(original, KEY) if original.strip() else ""

    def holds(self, text: str) -> bool:
        """Return whether our command is in the slot; False for text that is not JSON."""
        try:
            return ours(_load(text).get(KEY))
        except InstallError:
            return False

    def commands(self, text: str) -> list[Command]:
        """Return Python's command, also where a shell renders: that hands over to it whatever is tried."""
        slot = _load(text)[KEY]
        chained = chained_command(slot)
        end = f" --chain {chained[0]} {quoted(chained[1])}" if chained else ""
        return [Command(renderer.python_command(slot["command"].removesuffix(end)), sample.document())]

    def chained(self, text: str) -> str:
        """Return the command that ours in the slot goes on with, empty if there is none."""
        return next(iter(chained_command(_load(text).get(KEY))[1:]), "")

    def notes(self, environment: Environment) -> list[str]:  # noqa: ARG002 - the protocol's signature
        """Return nothing: Claude Code rereads its settings."""
        return []

    def warnings(self, environment: Environment, text: str) -> list[str]:
        sentences = []
        if _load(text).get("disableAllHooks") is True:
            sentences.append("Claude Code runs no status line as long as these settings have disableAllHooks.")
        managed = _lenient(self.managed)
        if KEY in managed or managed.get("disableAllHooks") is True or managed.get("allowManagedHooksOnly") is True:
            sentences.append(f"The managed settings of this machine decide about the status line: {self.managed}")
        for layer in _above(environment):
            slot = _lenient(layer).get(KEY)
            if slot is not None and not ours(slot):
                sentences.append(f"In this folder another status line takes precedence: {layer}")
        return sentences


def ours(slot: object) -> bool:
    from statusline.hot.show import chained

    python, *arguments = renderer.python_words(_words(slot)) or [""]
    form = python.startswith("/") and arguments[:1] == ["-IS"] and arguments[2:4] == ["--format", "claude"]
    return (
        form
        and arguments[1].endswith("/statusline/fast.py")
        and (len(arguments) == len(_FORM) or bool(chained(arguments[4:])))
    )


def renderer_of(slot: object) -> str:
    """Return which renderer our command in the slot has, empty if it is not ours."""
    return renderer.of(_words(slot)) if ours(slot) else ""


def chained_command(slot: object) -> list[str]:
    """Return [position, command] that our command in the slot chains, empty if none."""
    words = renderer.python_words(_words(slot))
    return words[-2:] if ours(slot) and len(words) > len(_FORM) + 1 else []


def _command(slot: object, original: object, options: Options, works: Callable[[], bool]) -> str:
    """Return our command, chaining the one that was in the slot before us, unless that was ours, typed by hand."""
    base = f"{fast_command()} --format claude"
    current = chained_command(slot)
    position = options.chain or (current[0] if current else "off" if ours(slot) and _foreign(original) else "last")
    chained = current[1] if current else _foreign(original)
    command = f"{base} --chain {position} {quoted(chained)}" if chained and position != "off" else base
    if command != base:
        _refuse_what_no_shell_can_run(chained)
    if renderer.chosen(options.renderer, renderer_of(slot), works, chained=command != base):
        command = renderer.command(base, renderer.CLAUDE)
    if not _is_unicode(base):
        raise InstallError(
            "not edited, since the path of this Python is not UTF-8, which JSON cannot hold.",
            "Install statusline in another folder.",
        )
    return command


def _refuse_what_no_shell_can_run(command: str) -> None:
    if "\0" in command or not _is_unicode(command):
        raise InstallError(
            "not edited, since the present status line command contains characters that no shell can run.",
            "Repair or remove it first, or run `statusline install claude --chain off`.",
        )


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _foreign(slot: object) -> str:
    arguments = _words(slot)
    by_hand = bool(arguments) and os.path.basename(arguments[0]) == "statusline"
    return str(slot["command"]) if isinstance(slot, dict) and arguments and not by_hand and not ours(slot) else ""


def _interval(slot: object, options: Options) -> Any:
    """Return the refreshInterval to write: the option, else the current one, else a minute; None for none."""
    if options.refresh_interval is not None:
        return options.refresh_interval or None
    current = slot.get("refreshInterval") if isinstance(slot, dict) else None
    return current if current is not None or ours(slot) else REFRESH_SECONDS


def _words(slot: object) -> list[str]:
    command = slot.get("command") if isinstance(slot, dict) and slot.get("type", "command") == "command" else None
    try:
        return shlex.split(command) if isinstance(command, str) else []
    except ValueError:
        return [command] if isinstance(command, str) else []


def _load(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        return _plain(text)
    except ValueError as error:
        paste = _json({KEY: {"type": "command", "command": f"{fast_command()} --format claude"}})[1:-1]
        raise InstallError(
            "not edited, since it is not plain JSON ({reason}).",
            "Add this yourself: {paste}",
            reason=error,
            paste=paste,
        ) from None


def _plain(text: str) -> dict[str, Any]:
    settings = json_text.load(text)
    slot = json_text.raw(text, KEY)
    if isinstance(settings.get(KEY), dict):
        json_text.members(slot)
    return settings


def _lenient(path: str) -> dict[str, Any]:
    from statusline.errors import StatuslineError

    try:
        return json_text.load((files.read(path) or b"{}").decode()) if path else {}
    except (StatuslineError, ValueError):
        return {}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _project_folder() -> str:
    """Return where the project of the current folder has its settings; empty where that folder is gone."""
    try:
        return os.path.join(os.getcwd(), ".claude")
    except OSError:
        return ""


def _above(environment: Environment) -> list[str]:
    """Return the project's settings files of the current folder, which take precedence over the user's."""
    folder = _project_folder()
    if folder in ("", config_dir(environment.environ)):
        return []
    return [f"{folder}/{_FILES[scope]}" for scope in SCOPES if scope != USER]
