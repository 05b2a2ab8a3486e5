"""Codex: our server in its config.toml, and its footer set to it.

As of Codex CLI 0.171: the footer is of one provider, a tool of an MCP server.
"""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from statusline.hot import codex_state
from statusline.install import codex_config as config
from statusline.install.base import USER, Command
from statusline.state import process

if TYPE_CHECKING:
    from statusline.install.base import Options
    from statusline.state.environment import Environment

SERVER = TOOL = "statusline"
PROVIDER = "status_line_provider"
FEATURE = "tui_extensions_statusline"
FOOTER = "--footer"
ARGUMENTS = ("mcp", FOOTER)
_NOTE = "by `statusline install codex`; `statusline uninstall codex` removes it"
_SECONDS = 5.0


class Codex:
    name = "codex"
    scopes: tuple[str, ...] = (USER,)

    def detect(self, environment: Environment) -> str:
        """Return the config if its footer can be a program's: the others are not offered what they would not see."""
        on = config.table(config.read(environment), "features").get(FEATURE) is True
        return config.path(environment) if on else ""

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return [config.path(environment)]

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        before = config.load(text)
        server = config.server_of(before, SERVER, FOOTER)
        wanted = config.with_key(before, config.SERVERS, SERVER, {**(server or {}), **config.values(ARGUMENTS)})
        wanted = config.with_key(wanted, "tui", PROVIDER, _provider())
        return text if wanted == before else config.edited(text, _put, wanted)

    def strip(self, text: str, replaced: str) -> str:
        before = config.load(text)
        provider = tomllib.loads(replaced).get(PROVIDER) if replaced else None
        wanted = config.without_key(before, config.SERVERS, SERVER)
        if _chosen(before) == _provider():
            wanted = config.without_key(wanted, "tui", PROVIDER)
            wanted = config.with_key(wanted, "tui", PROVIDER, provider) if provider else wanted
        return config.edited(config.without_server(text, SERVER), lambda document: _take(document, replaced), wanted)

    def keep(self, original: str) -> str:
        """Return the line of another provider in the slot, as TOML."""
        chosen = _chosen(config.load(original))
        if chosen is None or chosen == _provider():
            return ""
        import tomlkit  # here: who installs nothing needs no editor

        return tomlkit.dumps({PROVIDER: tomlkit.parse(original)["tui"][PROVIDER]}).strip()

    def holds(self, text: str) -> bool:
        return config.is_ours(config.table(config.lenient(text), config.SERVERS).get(SERVER), FOOTER)

    def commands(self, text: str) -> list[Command]:
        return [Command(config.command(config.load(text), SERVER), _asked(), in_cache=True)]

    def notes(self, environment: Environment) -> list[str]:
        return [] if self._missing(environment) else ["A Codex that is running shows it from its next start on."]

    def warnings(self, environment: Environment, text: str) -> list[str]:
        sentences = [missing] if (missing := self._missing(environment)) else []
        if self.holds(text) and _chosen(config.load(text)) != _provider():
            sentences.append("Codex's footer is another program's: choose statusline with /statusline in Codex.")
        return sentences

    def _missing(self, environment: Environment) -> str:
        """Return what keeps Codex from showing a footer of a program's, and what to do; empty if nothing does."""
        state = _feature(environment)
        if state is None:
            return "This Codex is older than 0.170, whose footer is the first that a program can fill: update it."
        if state:
            return ""
        return 'Run /experimental in Codex, choose "Custom status line", and start Codex anew: then it shows ours.'


def drawn(output: str) -> str:
    """Return the text that a run of the command draws, empty if it answers otherwise."""
    try:
        tree = json.loads(json.loads(output.splitlines()[-1])["result"]["contents"][0]["text"])
    except (ValueError, LookupError, TypeError):
        return ""
    return _text(tree)


def _text(tree: Any) -> str:
    return tree if isinstance(tree, str) else "".join(map(_text, tree["children"] if tree else ()))


def _asked() -> bytes:
    """Return an ask for the footer of a sample session, which says nothing of limits."""
    model = {"display_name": "GPT-6.2", "provider": codex_state.OWN_PROVIDER}
    state = {"thread": {"model": model, "usage": {"context": {"used_percentage": 12}}}}
    parameters = {"uri": codex_state.FOOTER, "_meta": {codex_state.IN_REQUEST: state}}
    ask = {"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": parameters}
    return json.dumps(ask).encode() + b"\n"


def _feature(environment: Environment) -> bool | None:
    """Return whether Codex's footer can be a program's; None for a Codex that cannot do that.

    Codex itself says so; where it does not, its config.
    """
    program = process.find("codex", environment.environ)
    if program:
        try:
            done = process.run([program, "features", "list"], environment.environ, _SECONDS)
        except (TimeoutError, OSError):
            done = None
        if done and done.status == 0:
            lines = (line.split() for line in done.output.decode("utf-8", "replace").splitlines())
            return next((words[-1] == "true" for words in lines if words[:1] == [FEATURE]), None)
    return config.table(config.read(environment), "features").get(FEATURE) is True


def _provider() -> dict[str, str]:
    return {"server": SERVER, "tool": TOOL}


def _chosen(document: dict[str, Any]) -> object:
    return config.table(document, "tui").get(PROVIDER)


def _put(document: Any) -> None:
    import tomlkit

    slot = tomlkit.inline_table()
    slot.update(_provider())
    tui = document.setdefault("tui", tomlkit.table())
    if PROVIDER not in tui or tui[PROVIDER].unwrap() != _provider():
        tui[PROVIDER] = slot
    config.put_server(document, SERVER, ARGUMENTS, _NOTE)


def _take(document: Any, replaced: str) -> None:
    import tomlkit

    config.take_server(document, SERVER)
    tui = document.get("tui", {})
    if PROVIDER in tui and tui[PROVIDER].unwrap() == _provider():
        if replaced:
            tui[PROVIDER] = tomlkit.parse(replaced)[PROVIDER]
        else:
            del tui[PROVIDER]
