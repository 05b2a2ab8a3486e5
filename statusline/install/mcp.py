"""Tools for agents: our server among those of Claude Code or Codex."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from statusline.errors import InstallError
from statusline.install import codex_config, json_text
from statusline.install.base import USER, Command
from statusline.providers.claude.login import state_file
from statusline.shell_init import fast_words, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusline.install.base import Options
    from statusline.state.environment import Environment

NAMES = "--names"
SERVERS = "mcpServers"
OF_CLAUDE, OF_CODEX = "statusline", "statusline_tools"  # in Codex the footer's server has the shorter name
_NOTE = "by `statusline install mcp codex`; `statusline uninstall mcp codex` removes it"
_LISTING = b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n'


class _Tools:
    """What both clients have in common: nobody is offered it, since what a tool returns goes to the model's vendor."""

    scopes: tuple[str, ...] = (USER,)

    def detect(self, environment: Environment) -> str:  # noqa: ARG002 - the protocol's signature
        return ""

    def keep(self, original: str) -> str:  # noqa: ARG002 - the protocol's signature
        """Return nothing: a server of that name by hand is refused."""
        return ""

    def warnings(self, environment: Environment, text: str) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return []

    def notes(self, environment: Environment) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return ["An agent that is running has the tools from its next start on, and asks you before it uses one."]


class ClaudeTools(_Tools):
    name = "mcp-claude"

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return [state_file(environment.environ)]

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        text = text if text.strip() else "{}\n"
        servers = _raw(text, SERVERS) or "{}"
        present = _server(text)
        if present is not None and not _is_ours(present):
            raise InstallError(
                "The server {server} already exists, written by hand.", "Remove it first.", server=OF_CLAUDE
            )
        python, *words = fast_words()
        before = present or {}
        wanted = {**before, "type": "stdio", "command": python, "args": [*words, *_arguments(before, options)]}
        if wanted == present:
            return text
        inner = json_text.put(servers, OF_CLAUDE, json.dumps(wanted, ensure_ascii=False))
        return json_text.put(text, SERVERS, inner)

    def strip(self, text: str, replaced: str) -> str:  # noqa: ARG002 - the protocol's signature
        servers = json_text.take(_raw(text, SERVERS), OF_CLAUDE)
        return json_text.put(text, SERVERS, servers) if json_text.members(servers) else json_text.take(text, SERVERS)

    def holds(self, text: str) -> bool:
        try:
            return _is_ours(_server(text))
        except InstallError:
            return False

    def commands(self, text: str) -> list[Command]:
        server = _server(text) or {}
        line = " ".join(quoted(str(word)) for word in (server.get("command"), *server.get("args", [])))
        return [Command(line, _LISTING, in_cache=True)]


class CodexTools(_Tools):
    name = "mcp-codex"

    def files(self, environment: Environment, options: Options) -> list[str]:  # noqa: ARG002 - the protocol's signature
        return [codex_config.path(environment)]

    def put(self, text: str, original: str, options: Options) -> str:  # noqa: ARG002 - the protocol's signature
        before = codex_config.load(text)
        server = codex_config.server_of(before, OF_CODEX, "mcp") or {}
        arguments = _arguments(server, options)
        wanted = {**server, **codex_config.values(arguments)}
        document = codex_config.with_key(before, codex_config.SERVERS, OF_CODEX, wanted)
        if document == before:
            return text
        return codex_config.edited(
            text, lambda edit: codex_config.put_server(edit, OF_CODEX, arguments, _NOTE), document
        )

    def strip(self, text: str, replaced: str) -> str:  # noqa: ARG002 - the protocol's signature
        wanted = codex_config.without_key(codex_config.load(text), codex_config.SERVERS, OF_CODEX)
        bare = codex_config.without_server(text, OF_CODEX)
        return codex_config.edited(bare, lambda edit: codex_config.take_server(edit, OF_CODEX), wanted)

    def holds(self, text: str) -> bool:
        servers = codex_config.table(codex_config.lenient(text), codex_config.SERVERS)
        return codex_config.is_ours(servers.get(OF_CODEX), "mcp")

    def commands(self, text: str) -> list[Command]:
        return [Command(codex_config.command(codex_config.load(text), OF_CODEX), _LISTING, in_cache=True)]


def listed(output: str) -> str:
    """Return the names of the tools in the answer to a listing, empty for another answer."""
    try:
        return ", ".join(tool["name"] for tool in json.loads(output.splitlines()[-1])["result"]["tools"])
    except (ValueError, LookupError, TypeError):
        return ""


def _arguments(server: dict[str, Any], options: Options) -> Sequence[str]:
    """Return our arguments: with names if the option says so, else as they are, else without."""
    names = NAMES in server.get("args", []) if options.names is None else options.names
    return ("mcp", NAMES) if names else ("mcp",)


def _is_ours(server: object) -> bool:
    arguments = server.get("args") if isinstance(server, dict) else None
    return (
        isinstance(arguments, list) and "mcp" in arguments[-2:] and any("statusline" in str(word) for word in arguments)
    )


def _server(text: str) -> dict[str, Any] | None:
    servers = _raw(text, SERVERS)
    server = _loaded(servers).get(OF_CLAUDE) if servers else None
    return server if isinstance(server, dict) or server is None else {}


def _raw(text: str, key: str) -> str:
    _loaded(text if text.strip() else "{}")
    return json_text.raw(text, key) if text.strip() else ""


def _loaded(text: str) -> dict[str, Any]:
    try:
        json_text.members(text)
        return json_text.load(text)
    except ValueError as error:
        raise InstallError(
            "not edited, since it is not plain JSON ({reason}).", "Repair it first.", reason=error
        ) from None
