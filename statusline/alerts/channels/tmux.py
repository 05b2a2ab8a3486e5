"""A message in the status line of every client of a running tmux server.

The server is the one this process runs in, or else the user's default one. None is started.
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


def send(notice: Notice, delivery: Delivery) -> None:
    tmux = program(delivery)
    text = escaped(f"{notice.title}. {notice.body}")
    commands = [
        argument
        for name in clients(delivery)
        for argument in ("display-message", "-c", name, "-d", SHOWN_FOR, text, ";")
    ]
    run([tmux, *commands[:-1]], delivery)


def program(delivery: Delivery) -> str:
    """Return the path of tmux. Raises NotDelivered."""
    path = process.find("tmux", delivery.environ)
    if path is None:
        raise NotDelivered("tmux is not installed.", "Remove tmux from alerts.channels.")
    return path


def clients(delivery: Delivery, format_: str = "#{client_name}") -> list[str]:
    """Return a tmux format for each attached client. Raises NotDelivered if there is no client."""
    try:
        output = run([program(delivery), "list-clients", "-F", format_], delivery, capture=True)
    except NotDelivered:
        output = b""
    clients = output.decode("utf-8", "surrogateescape").splitlines()
    if not clients:
        raise NotDelivered("No tmux client is attached.")
    return clients


def escaped(text: str) -> str:
    """Return text so that display-message shows it unchanged.

    It is read by strftime, as a format, and when it is drawn; a semicolon at the end would end the command.
    """
    return target.escape(text).replace("%", "%%").rstrip(";")
