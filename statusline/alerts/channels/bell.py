"""The terminal's bell: one byte (BEL) to those terminals of this user that are known.

A refresh behind a prompt has none of its own. So it is the terminals of tmux's clients; else its own (a refresh by
hand); else what SSH_TTY or GPG_TTY name.
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


def send(_: Notice, way: Delivery) -> None:
    """Ring every terminal of the first kind that has any. Raises NotDelivered."""
    kinds: tuple[Callable[[], list[str]], ...] = (
        lambda: _of_tmux(way),
        lambda: [OWN],
        lambda: [way.environ.get(name, "") for name in VARIABLES],
    )
    if not any([ring(path) for path in dict.fromkeys(kind())].count(True) for kind in kinds):
        raise NotDelivered("No terminal of yours is known.", "docs/alerts.md says which can be rung.")


def ring(path: str) -> bool:
    """Ring the terminal at path; return whether there is one that is ours. Never waits."""
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


def _of_tmux(way: Delivery) -> list[str]:
    try:
        return tmux.clients(way, "#{client_tty}")
    except NotDelivered:
        return []
