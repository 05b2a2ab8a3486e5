"""The terminal's bell: one byte (BEL) to the known terminals of this user.

A refresh behind a prompt has no terminal of its own. So the bell goes to the terminals of tmux's clients; else to its
own (a refresh by hand); else to those that SSH_TTY or GPG_TTY name.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from statusline.alerts.channels import tmux
from statusline.alerts.channels.base import NotDelivered

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.alerts.channels.base import Delivery
    from statusline.alerts.message import Notice

BELL = b"\a"
OWN = "/dev/tty"
VARIABLES = ("SSH_TTY", "GPG_TTY")


def send(_: Notice, delivery: Delivery) -> None:
    """Ring every terminal of the first kind that has one. Raises NotDelivered."""
    kinds: tuple[Callable[[], list[str]], ...] = (
        lambda: _of_tmux(delivery),
        lambda: [OWN],
        lambda: [delivery.environ.get(name, "") for name in VARIABLES],
    )
    if not any([ring(path) for path in dict.fromkeys(kind())].count(True) for kind in kinds):
        raise NotDelivered("No terminal of yours was found.", "docs/alerts.md lists the terminals that can be used.")


def ring(path: str) -> bool:
    """Ring the terminal at path if it is ours; return whether it is. Never waits."""
    if not path.startswith("/dev/") or sys.platform == "win32":
        return False
    try:
        terminal = os.open(path, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return _is_ours(terminal, path) and os.write(terminal, BELL) == len(BELL)
    except OSError:
        return False
    finally:
        os.close(terminal)


def _is_ours(terminal: int, path: str) -> bool:
    """Tell whether it is a terminal of this user; /dev/tty belongs to root and means our own by itself."""
    state = os.fstat(terminal)
    return stat.S_ISCHR(state.st_mode) and os.isatty(terminal) and (path == OWN or state.st_uid == os.geteuid())


def _of_tmux(delivery: Delivery) -> list[str]:
    try:
        return tmux.clients(delivery, "#{client_tty}")
    except NotDelivered:
        return []
