"""A message in the status line of every client of a running tmux server.

It is the server this process belongs to, or else the user's default one. None is started.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.alerts.channels.base import NotDelivered, run
from statusline.render.targets import tmux as target
from statusline.state import process

if TYPE_CHECKING:
    from statusline.alerts.channels.base import Delivery
    from statusline.alerts.message import Notice

SHOWN_FOR = "10000"  # milliseconds; tmux's own default is less than a second


def send(notice: Notice, way: Delivery) -> None:
    """Show notice to every client. Raises NotDelivered."""
    tmux = program(way)
    text = escaped(f"{notice.title}. {notice.body}")
    commands = [word for name in clients(way) for word in ("display-message", "-c", name, "-d", SHOWN_FOR, text, ";")]
    run([tmux, *commands[:-1]], way)


def program(way: Delivery) -> str:
    """Return where tmux is. Raises NotDelivered."""
    found = process.find("tmux", way.environ)
    if found is None:
        raise NotDelivered("There is no tmux.", "Take tmux out of alerts.channels.")
    return found


def clients(way: Delivery, what: str = "#{client_name}") -> list[str]:
    """Return a tmux format for each attached client. Raises NotDelivered if there is none."""
    try:
        said = run([program(way), "list-clients", "-F", what], way, heard=True)
    except NotDelivered:
        said = b""
    found = said.decode("utf-8", "surrogateescape").splitlines()
    if not found:
        raise NotDelivered("No client of tmux is attached.")
    return found


def escaped(text: str) -> str:
    """Return text so that display-message shows it as it is.

    It is read by strftime, as a format, and when it is drawn; a semicolon at the end would end the command.
    """
    return target.escape(text).replace("%", "%%").rstrip(";")
