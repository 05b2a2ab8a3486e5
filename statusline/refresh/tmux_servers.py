"""The tmux servers that keep our clocks running by themselves (render/tmux_format), and the formats that they get.

Each has a file in its login's folder, named after its process id: the socket, its TZ and its login variables, one a
line. The time of the file is that of the prompt file that the server knows.
"""

from __future__ import annotations

import contextlib
import glob
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from statusline.hot import prompt_file
from statusline.hot.text import printable
from statusline.render import tmux_format
from statusline.state import files, process

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statusline.state.environment import Environment

_NEEDED = ("TMUX", "TMUX_TMPDIR", "PATH", "HOME", "TERM", "LANG", "LC_ALL", "LC_CTYPE")  # and so no token
_LOGIN = ("CLAUDE_CONFIG_DIR", "CLAUDE_SECURESTORAGE_CONFIG_DIR", "CODEX_HOME")  # as in shell/statusline.tmux
_LOGIN_VARIABLE = f"{tmux_format.PREFIX}login"
_LINES = 3
_SOON = 0.2  # seconds
_PLUGGED_IN = "yes"
_NO_TEXT = f"set-environment -gu {tmux_format.TEXT}\n"
_IF_PLUGGED_IN, _END_IF = f'%if "#{{{tmux_format.STALE}}}"\n', "%endif\n"
_WHO = [
    "display-message",
    "-p",
    f"#{{?{tmux_format.STALE},{_PLUGGED_IN},}}",
    ";",
    "list-clients",
    "-F",
    "#{client_name}",
]


class Server(NamedTuple):
    """One tmux server; zone is its TZ, `-` where it has none."""

    pid: str
    socket: str
    zone: str
    login: str

    def ask(self, environ: Mapping[str, str], arguments: list[str], deadline: float, data: bytes = b"") -> str:
        """Return what the server answers; empty where there is no tmux.

        The deadline is one of time.monotonic(). Raises OSError where tmux fails or is too slow.
        """
        tmux = self._program(environ)
        if tmux is None:
            return ""
        given = {name: environ[name] for name in _NEEDED if name in environ}
        seconds = max(0.05, deadline - time.monotonic())
        done = process.run([tmux, "-S", self.socket, *arguments], given, seconds, data=data)
        if done.status:
            raise OSError(f"tmux failed with status {done.status}")
        return done.output.decode("utf-8", "surrogateescape")

    def _program(self, environ: Mapping[str, str]) -> str | None:
        """Return the server's own program where the system tells it: another version on PATH could not talk to it."""
        link = f"/proc/{self.pid}/exe"
        with contextlib.suppress(OSError):
            if os.path.basename(os.readlink(link)).startswith("tmux"):
                return link
        return process.find("tmux", environ)


def own(environ: Mapping[str, str]) -> Server | None:
    """Return the server that this process belongs to, None if it belongs to none."""
    socket, pid, *_ = (*environ.get("TMUX", "").split(","), "", "")
    if not socket or not pid.isdecimal():
        return None
    return Server(pid, socket, environ.get("TZ", "-"), "|".join(environ.get(name, "") for name in _LOGIN))


def registered(environment: Environment) -> Iterator[tuple[str, Server]]:
    """Yield (file, server) of the servers of all logins."""
    for path in sorted(glob.glob(f"{glob.escape(environment.cache)}/logins/*/tmux/*")):
        lines = prompt_file.read_own(path).decode("utf-8", "surrogateescape").split("\n")
        if len(lines) == _LINES + 1 and os.path.basename(path).isdecimal():
            yield path, Server(os.path.basename(path), *lines[:_LINES])


def register(environment: Environment, deadline: float) -> bool:
    """Have the server that this process belongs to count by itself; return whether it does now. Raises OSError."""
    server = own(environment.environ)
    values = (server.socket, server.zone, server.login) if server else ()
    if server is None or any(printable(value) != value for value in values):
        return False
    path = f"{environment.folder}/tmux/{server.pid}"
    files.write_atomic(path, "".join(f"{value}\n" for value in values).encode(), durable=False)
    return give(environment, path, server, deadline)


def give(environment: Environment, path: str, server: Server, deadline: float) -> bool:
    """Give a server the formats of its login's prompt file, unless it has them; return whether it drew its bars anew.

    One that is gone, has lost our plugin or cannot count this text is struck off. Raises OSError if it is too slow.
    """
    prompt = f"{os.path.dirname(os.path.dirname(path))}/tmux.prompt"
    try:
        stamp, given = os.stat(prompt).st_mtime_ns, os.stat(path).st_mtime_ns
    except FileNotFoundError:
        return False
    if stamp == given:
        return False
    try:
        plugged_in, *clients = server.ask(environment.environ, _WHO, deadline).split("\n")
    except OSError:
        if _gone(server.socket):
            _strike_off(path)
        raise
    if plugged_in != _PLUGGED_IN:
        _strike_off(path)
        return False
    texts = _formats(prompt, server)
    commands = tmux_format.commands({_LOGIN_VARIABLE: server.login, **texts}) if texts else _NO_TEXT
    commands = f"{_IF_PLUGGED_IN}{commands}{_END_IF}"  # it may be gone by now
    redraw = [word for client in filter(None, clients) for word in (";", "refresh-client", "-S", "-t", client)]
    server.ask(environment.environ, ["source-file", "-", *redraw], deadline, commands.encode())
    if not texts:
        _strike_off(path)
        return False
    os.utime(path, ns=(stamp, stamp))
    return True


def _formats(path: str, server: Server) -> dict[str, str]:
    prompt = prompt_file.variants(path, None)
    if not prompt:
        return {}
    with _zone(server.zone):
        return tmux_format.formats(*prompt, int(time.time()))


def _gone(path: str) -> bool:
    """Return whether nobody answers at a socket."""
    import socket  # here: nearly all answer

    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_SOON)
        try:
            probe.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            return True
        except OSError:
            return False
    return False


@contextmanager
def _zone(zone: str) -> Iterator[None]:
    """Have this process be in the zone of a server."""
    before = os.environ.get("TZ", "-")
    _enter(zone)
    try:
        yield
    finally:
        _enter(before)


def _enter(zone: str) -> None:
    if zone == "-":
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    time.tzset()


def _strike_off(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
