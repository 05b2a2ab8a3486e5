"""Codex's config.toml: our servers in it, as edits of its text. Comments and all other keys stay.

Codex starts a server with few variables of its environment; the others have to be named. It writes into the same file
itself, also into tables that are ours (Codex CLI 0.171).
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from statusline.errors import InstallError, StatuslineError
from statusline.hot import paths, spawn
from statusline.install import files
from statusline.providers.codex.settings import codex_home
from statusline.shell_init import fast_words, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from statusline.state.environment import Environment

SERVERS = "mcp_servers"
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


def path(environment: Environment) -> str:
    return f"{codex_home(environment.environ)}/config.toml"


def read(environment: Environment) -> dict[str, Any]:
    """Return the config as it is, empty if it cannot be read."""
    try:
        return lenient((files.read(path(environment)) or b"").decode("utf-8", "surrogateescape"))
    except StatuslineError:
        return {}


def load(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InstallError("not edited, since it is not TOML ({reason}).", "Repair it first.", reason=error) from None


def lenient(text: str) -> dict[str, Any]:
    try:
        return load(text)
    except InstallError:
        return {}


def table(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def with_key(document: dict[str, Any], name: str, key: str, value: object) -> dict[str, Any]:
    return {**document, name: {**table(document, name), key: value}}


def without_key(document: dict[str, Any], name: str, key: str) -> dict[str, Any]:
    return {**document, name: {other: value for other, value in table(document, name).items() if other != key}}


def values(arguments: Sequence[str]) -> dict[str, Any]:
    """Return the keys of a server that runs our program with arguments."""
    python, *options = fast_words()
    return {"command": python, "args": [*options, *arguments], "env_vars": list(_VARIABLES)}


def server_of(document: dict[str, Any], name: str, own: str) -> dict[str, Any] | None:
    """Return a server, None if there is none. Raises InstallError for one without `own` in its arguments."""
    server = table(document, SERVERS).get(name)
    if server is None:
        return None
    if not is_ours(server, own):
        raise InstallError(
            "The server mcp_servers.{server} already exists, written by hand.", "Remove it there first.", server=name
        )
    return dict(server)


def is_ours(server: object, own: str) -> bool:
    arguments = server.get("args") if isinstance(server, dict) else None
    return isinstance(arguments, list) and "mcp" in arguments and own in (arguments[-1], arguments[-2])


def command(document: dict[str, Any], name: str) -> str:
    """Return the command line of a server, as a shell has it."""
    server = table(document, SERVERS)[name]
    return " ".join(quoted(str(word)) for word in (server.get("command"), *server.get("args", [])))


def put_server(document: Any, name: str, arguments: Sequence[str], note: str) -> None:
    """Put a server into a document of tomlkit's; other keys of it stay."""
    import tomlkit  # here: as in `edited`

    if SERVERS not in document:
        document[SERVERS] = tomlkit.table(is_super_table=True)
    servers = document[SERVERS]
    if name not in servers:
        servers[name] = tomlkit.table().comment(note)
    for key, value in values(arguments).items():
        servers[name][key] = value


def take_server(document: Any, name: str) -> None:
    if SERVERS in document:
        document[SERVERS].pop(name, None)


def edited(text: str, edit: Callable[[Any], None], wanted: dict[str, Any]) -> str:
    """Return text after an edit of its document by tomlkit. Raises InstallError unless it means just what is wanted."""
    import tomlkit  # here: who installs nothing needs no editor
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        edit(document)
        for name in (SERVERS, "tui"):
            if name in document and not tomlkit.dumps(document[name]).strip():
                del document[name]
        after: str | None = _as_before(tomlkit.dumps(document), text)
    except (TOMLKitError, TypeError, AttributeError, KeyError, ValueError):  # tomlkit's answers to what it cannot edit
        after = None
    if after is None or _filled(load(after)) != _filled(wanted):
        raise InstallError(
            "cannot be edited safely as it is written.",
            "Write or remove our lines yourself: docs/surfaces.md and docs/agents.md show them.",
        )
    return after


def without_server(text: str, name: str) -> str:
    """Return the text without a server as install writes it, or as it is: then `take_server` has to.

    Without the empty line above, and with a comment below: tomlkit would take that along.
    """
    lines = text.splitlines(keepends=True)
    start = next((at for at, line in enumerate(lines) if line.startswith(f"[{SERVERS}.{name}]")), len(lines))
    end = start + 1
    while end < len(lines) and _KEY.match(lines[end]):
        end += 1
    above = start - 1 if 0 < start < len(lines) and not lines[start - 1].strip() else start
    bare = "".join(lines[:above] + lines[end:])
    return bare if _filled(lenient(bare)) == _filled(without_key(lenient(text), SERVERS, name)) else text


def _as_before(after: str, before: str) -> str:
    """Return the text with one end of a line at its end, and with the ends that all lines had before."""
    after = after.rstrip("\r\n") + "\n" if after.strip() else ""
    windows = before.count("\r\n")
    return after.replace("\r\n", "\n").replace("\n", "\r\n") if windows and windows == before.count("\n") else after


def _filled(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value != {}}
