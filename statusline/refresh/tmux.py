"""tmux draws its bar every few seconds; a refresh that changed what it shows has it drawn at once."""

from __future__ import annotations

import contextlib
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.hot import prompt_file
from statusline.refresh import publish, tmux_servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.refresh.tmux_servers import Server
    from statusline.state.environment import Environment

SECONDS = 1.0


@contextmanager
def when_changed(environment: Environment) -> Iterator[None]:
    """Give the tmux servers that count by themselves what was published inside.

    The server that this process belongs to draws its bars anew if what they show has changed.
    """
    now = int(time.time())
    own = tmux_servers.own(environment.environ)
    before = _texts(environment, now) if own else []
    yield
    drawn = {server.pid for path, server in tmux_servers.registered(environment) if _given(environment, path, server)}
    if own and own.pid not in drawn and _texts(environment, now) != before:
        with contextlib.suppress(OSError):
            push(environment)


def _given(environment: Environment, path: str, server: Server) -> bool:
    try:
        return tmux_servers.give(environment, path, server, time.monotonic() + SECONDS)
    except OSError:
        return False


def push(environment: Environment) -> None:
    """Have every client of the server around us redraw its bar. Raises OSError without an answer in SECONDS."""
    deadline = time.monotonic() + SECONDS
    clients = ask(environment, ["list-clients", "-F", "#{client_name}"], deadline).splitlines()
    commands = [argument for client in clients for argument in ("refresh-client", "-S", "-t", client, ";")]
    if commands:
        ask(environment, commands[:-1], deadline)


def ask(environment: Environment, arguments: list[str], deadline: float) -> str:
    """Return what the server this process belongs to answers; empty outside tmux. The rest is as in Server.ask."""
    server = tmux_servers.own(environment.environ)
    return server.ask(environment.environ, arguments, deadline) if server else ""


def _texts(environment: Environment, now: int) -> list[str]:
    """Return what bars may show at now (epoch seconds): a new sample with the same number changes nothing."""
    own_text = _text(prompt_file.read(f"{environment.folder}/tmux.prompt", environment.login), now)
    others = (prompt_file.read(f"{folder}/tmux.prompt", None) for folder in publish.account_folders(environment))
    return [own_text, *(_text(prompt, now) for prompt in others)]


def _text(prompt: tuple[list[str], list[str]] | None, now: int) -> str:
    try:
        return prompt_file.fill(prompt[1], now) if prompt else ""
    except ValueError:
        return ""
