"""`statusline dashboard`: limits, use and cost on a page of this machine."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING

import click

from statusline.cli import options
from statusline.cli.options import clock
from statusline.cost import zones
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.dashboard.serving import Begun

_MINUTE = 60
_HIGHEST_PORT = 65_535


@click.command()
@click.option("--open", "open_", is_flag=True, help="Open it in your browser.")
@click.option(
    "--port", type=options.Whole(0, _HIGHEST_PORT), default=0, metavar="N", help="Use this port. Default: a free one."
)
@click.option(
    "--idle",
    type=options.Whole(0),
    default=30,
    show_default=True,
    metavar="MINUTES",
    help="End after so many minutes in which no page asked for anything; 0: never.",
)
@click.option(
    "--context",
    is_flag=True,
    help="Let the page show what was said around a call, with secrets taken out.",
)
@options.privacy
def command(open_: bool, port: int, idle: int, context: bool, privacy: str | None) -> None:
    """Show limits, who used them, cost and sessions on a page in your browser.

    The page is served on 127.0.0.1 only, to whoever has the address that is printed: it holds a key that is new each
    time. Nothing is loaded from elsewhere. Ctrl-C ends it.
    """
    from statusline.dashboard import serving
    from statusline.dashboard.source import Source

    source = Source(find_environment(os.environ), privacy, zones.local(os.environ), clock)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        serving.run(source, port, idle * _MINUTE or None, _begun(open_=open_), context=context)


def _begun(*, open_: bool) -> Begun:
    def tell(url: str, ticket_url: Callable[[], str]) -> None:
        click.echo(url)
        click.echo("Open this address in a browser on this machine; Ctrl-C ends it.", err=True)
        if open_:
            import webbrowser

            if not webbrowser.open(ticket_url()):
                click.echo("statusline: No browser could be started.", err=True)

    return tell
