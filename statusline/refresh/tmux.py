"""tmux draws its bar every few seconds; a refresh that changed what it shows has it drawn at once."""

from __future__ import annotations

import contextlib
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.hot import prompt_file
from statusline.refresh import publish
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.state.environment import Environment

SECONDS = 1.0
_NEEDED = ("TMUX", "TMUX_TMPDIR", "PATH", "HOME", "TERM", "LANG", "LC_ALL", "LC_CTYPE")  # and so no token


@contextmanager
def when_changed(environment: Environment) -> Iterator[None]:
    """Redraw the bars of the tmux server this process belongs to, if what they show changes inside."""
    now = int(time.time())
    before = _texts(environment, now)
    yield
    if environment.environ.get("TMUX") and _texts(environment, now) != before:
        with contextlib.suppress(OSError):
            push(environment)


def push(environment: Environment) -> None:
    """Have every attached client redraw its bar. Raises OSError without an answer in SECONDS."""
    deadline = time.monotonic() + SECONDS
    clients = ask(environment, ["list-clients", "-F", "#{client_name}"], deadline).splitlines()
    commands = [argument for client in clients for argument in ("refresh-client", "-S", "-t", client, ";")]
    if commands:
        ask(environment, commands[:-1], deadline)


def ask(environment: Environment, arguments: list[str], deadline: float) -> str:
    """Return what the server this process belongs to answers; empty where there is no tmux.

    The deadline is one of time.monotonic(). Raises OSError where tmux fails or is too slow.
    """
    tmux = _program(environment)
    if tmux is None:
        return ""
    environ = {name: environment.environ[name] for name in _NEEDED if name in environment.environ}
    done = process.run([tmux, *arguments], environ, max(0.05, deadline - time.monotonic()))
    if done.status:
        raise OSError(f"tmux failed with status {done.status}")
    return done.output.decode("utf-8", "surrogateescape")


def _program(environment: Environment) -> str | None:
    """Return the server's own program where the system tells it: another version on PATH could not talk to it."""
    pid = environment.environ.get("TMUX", "").split(",")[1:2]
    link = f"/proc/{pid[0]}/exe" if pid and pid[0].isdecimal() else ""
    with contextlib.suppress(OSError):
        if link and os.path.basename(os.readlink(link)).startswith("tmux"):
            return link
    return process.find("tmux", environment.environ)


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
