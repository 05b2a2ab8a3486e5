"""Codex: our server in its config.toml, and its footer set to it.

As of Codex CLI 0.171: the footer is of one provider, a tool of an MCP server. Codex starts that with few variables of
its environment; the others have to be named. It writes into the same file itself, also into the tables that are ours.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from statusline.errors import InstallError, StatuslineError
from statusline.hot import codex_state, paths, spawn
from statusline.install import files
from statusline.install.base import USER, Command
from statusline.providers.codex.settings import codex_home
from statusline.shell_init import fast_words, quoted
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.install.base import Options
    from statusline.state.environment import Environment

SERVER = TOOL = "statusline"
PROVIDER = "status_line_provider"
FEATURE = "tui_extensions_statusline"
ARGUMENTS = ("mcp", "--footer")
_NOTE = "by `statusline install codex`; `statusline uninstall codex` removes it"
_SECONDS = 5.0
_HEADER = f"[mcp_servers.{SERVER}]"
_KEY = re.compile(r"[\w-]+\s*=")
_VARIABLES = tuple(
    dict.fromkeys(
        (
            *paths.LOGIN_VARIABLES,
            *spawn.PATH_VARIABLES,
            *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"),
            *("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"),
            *(spawn.KEYRING_VARIABLE, "NO_COLOR", "STATUSLINE_NO_REFRESH", "TZ"),
        )
    )
)


class Codex:
    name = "codex"
    scopes: tuple[str, ...] = (USER,)

    def detect(self, environment: Environment) -> str:
        """Return the config if its footer can be a program's: the others are not offered what they would not see."""
        (file,) = _files(environment)
        return file if _table(_lenient(_read(file)), "features").get(FEATURE) is True else ""

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return _files(environment)

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        before = _load(text)
        server = _table(before, "mcp_servers").get(SERVER)
        if server is not None and not _ours(server):
            raise InstallError(
                "The server mcp_servers.statusline already exists, written by hand.", "Remove it there first."
            )
        wanted = _with(before, "mcp_servers", SERVER, {**(server or {}), **_server()})
        wanted = _with(wanted, "tui", PROVIDER, _provider())
        return text if wanted == before else _edited(text, _put, wanted)

    def strip(self, text: str, replaced: str) -> str:
        before = _load(text)
        provider = tomllib.loads(replaced).get(PROVIDER) if replaced else None
        wanted = _without(before, "mcp_servers", SERVER)
        if _chosen(before) == _provider():
            wanted = _with(wanted, "tui", PROVIDER, provider) if provider else _without(wanted, "tui", PROVIDER)
        bare = _without_lines(text)
        if _filled(_without(wanted, "tui", PROVIDER)) == _filled(_without(_lenient(bare), "tui", PROVIDER)):
            text = bare  # a comment below our lines stays
        return _edited(text, lambda document: _take(document, replaced), wanted)

    def keep(self, original: str) -> str:
        """Return the line of another provider in the slot, as TOML."""
        chosen = _chosen(_load(original))
        if chosen is None or chosen == _provider():
            return ""
        import tomlkit  # here: as in _edited

        return tomlkit.dumps({PROVIDER: tomlkit.parse(original)["tui"][PROVIDER]}).strip()

    def holds(self, text: str) -> bool:
        try:
            return _ours(_table(_load(text), "mcp_servers").get(SERVER))
        except InstallError:
            return False

    def commands(self, text: str) -> list[Command]:
        server = _table(_load(text), "mcp_servers")[SERVER]
        words = [server.get("command"), *server.get("args", [])]
        return [Command(" ".join(quoted(str(word)) for word in words), _asked(), in_cache=True)]

    def notes(self, environment: Environment) -> list[str]:
        return [] if self._missing(environment) else ["A Codex that is running shows it from its next start on."]

    def warnings(self, environment: Environment, text: str) -> list[str]:
        sentences = [missing] if (missing := self._missing(environment)) else []
        if self.holds(text) and _chosen(_load(text)) != _provider():
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


def _files(environment: Environment) -> list[str]:
    return [f"{codex_home(environment.environ)}/config.toml"]


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
    (file,) = _files(environment)
    return _table(_lenient(_read(file)), "features").get(FEATURE) is True


def _read(file: str) -> str:
    try:
        return (files.read(file) or b"").decode("utf-8", "surrogateescape")
    except StatuslineError:
        return ""


def _lenient(text: str) -> dict[str, Any]:
    try:
        return _load(text)
    except InstallError:
        return {}


def _without_lines(text: str) -> str:
    """Return the text without the table of our server as install writes it, and without the empty line above it."""
    lines = text.splitlines(keepends=True)
    start = next((at for at, line in enumerate(lines) if line.startswith(_HEADER)), len(lines))
    end = start + 1
    while end < len(lines) and _KEY.match(lines[end]):
        end += 1
    above = start - 1 if 0 < start < len(lines) and not lines[start - 1].strip() else start
    return "".join(lines[:above] + lines[end:])


def _server() -> dict[str, Any]:
    python, *arguments = fast_words()
    return {"command": python, "args": [*arguments, *ARGUMENTS], "env_vars": list(_VARIABLES)}


def _provider() -> dict[str, str]:
    return {"server": SERVER, "tool": TOOL}


def _ours(server: object) -> bool:
    arguments = server.get("args") if isinstance(server, dict) else None
    return isinstance(arguments, list) and arguments[-2:] == list(ARGUMENTS)


def _chosen(document: dict[str, Any]) -> object:
    return _table(document, "tui").get(PROVIDER)


def _load(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InstallError("not edited, since it is not TOML ({reason}).", "Repair it first.", reason=error) from None


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def _with(document: dict[str, Any], table: str, key: str, value: object) -> dict[str, Any]:
    return {**document, table: {**_table(document, table), key: value}}


def _without(document: dict[str, Any], table: str, key: str) -> dict[str, Any]:
    return {**document, table: {name: value for name, value in _table(document, table).items() if name != key}}


def _edited(text: str, edit: Callable[[Any], None], wanted: dict[str, Any]) -> str:
    """Return text after an edit of its document by tomlkit. Raises InstallError unless it means just what is wanted."""
    import tomlkit  # here: who installs nothing needs no editor
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        edit(document)
        after: str | None = _as_before(tomlkit.dumps(document), text)
    except (TOMLKitError, TypeError, AttributeError, KeyError, ValueError):  # tomlkit's answers to what it cannot edit
        after = None
    if after is None or _filled(_load(after)) != _filled(wanted):
        raise InstallError(
            "cannot be edited safely as it is written.",
            "Write the tables [mcp_servers.statusline] and [tui] into it as docs/surfaces.md shows, or remove them.",
        )
    return after


def _as_before(after: str, before: str) -> str:
    """Return the text with one end of a line at its end, and with the ends that all lines had before."""
    after = after.rstrip("\r\n") + "\n" if after.strip() else ""
    windows = before.count("\r\n")
    return after.replace("\r\n", "\n").replace("\n", "\r\n") if windows and windows == before.count("\n") else after


def _filled(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value != {}}


def _put(document: Any) -> None:
    import tomlkit

    slot = tomlkit.inline_table()
    slot.update(_provider())
    tui = document.setdefault("tui", tomlkit.table())
    if PROVIDER not in tui or tui[PROVIDER].unwrap() != _provider():
        tui[PROVIDER] = slot
    if "mcp_servers" not in document:
        document["mcp_servers"] = tomlkit.table(is_super_table=True)
    servers = document["mcp_servers"]
    if SERVER not in servers:
        servers[SERVER] = tomlkit.table().comment(_NOTE)
    for name, value in _server().items():
        servers[SERVER][name] = value


def _take(document: Any, replaced: str) -> None:
    import tomlkit

    servers, tui = document.get("mcp_servers", {}), document.get("tui", {})
    servers.pop(SERVER, None)
    if PROVIDER in tui and tui[PROVIDER].unwrap() == _provider():
        if replaced:
            tui[PROVIDER] = tomlkit.parse(replaced)[PROVIDER]
        else:
            del tui[PROVIDER]
    for name in ("mcp_servers", "tui"):
        if name in document and not tomlkit.dumps(document[name]).strip():
            del document[name]
