"""A dashboard from its start to its end. What only answers need is loaded with the first of them."""

from __future__ import annotations

import contextlib
import os
import threading
from functools import cache
from typing import TYPE_CHECKING

from statusline.dashboard import assets
from statusline.dashboard.desk import Desk
from statusline.dashboard.reading import Reading
from statusline.dashboard.server import Server
from statusline.errors import StatuslineError
from statusline.hot import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.dashboard.routes import Routes
    from statusline.dashboard.source import Source
    from statusline.state.environment import Environment

    # Gets the address once it can be opened, and what makes one that works once.
    Begun = Callable[[str, Callable[[], str]], None]


class PortError(StatuslineError):
    code = "port"


def run(source: Source, port: int, idle: float | None, begun: Begun, *, context: bool) -> None:
    """Serve until nobody asks for `idle` seconds (None: for ever) or the process is interrupted.

    context: what was said around a call may be asked for. Raises PortError.
    """
    reading = Reading(source.environment)

    @cache
    def routes() -> Routes:
        from statusline.dashboard.routes import Routes

        return Routes(source, reading, lambda: _follow_up(source.environment, source.clock()), context)

    desk = Desk(lambda target: routes().answer(target))
    try:
        server = Server(port, assets.answer, desk.ask, idle)
    except OSError as error:
        reason = (error.strerror or "the system refused").lower()
        raise PortError(f"Port {port} cannot be used: {reason}.", "Leave --port out to get a free one.") from None
    with server, contextlib.closing(reading):
        begun(server.url, server.ticket_url)
        reading.start()
        threading.Thread(target=_listen, args=(server, desk), daemon=True).start()
        desk.serve()


def _listen(server: Server, desk: Desk) -> None:
    try:
        server.serve_forever()
    finally:
        desk.close()


def _follow_up(environment: Environment, now: int) -> None:
    """Start a detached refresh if a prompt drawn now would; reap those that have ended."""
    with contextlib.suppress(ChildProcessError, AttributeError):  # the latter: Windows
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    from statusline.refresh import due

    if due.starts_refresh(environment, now):
        show.start(environment.folder, "refresh", os.environ, now)
