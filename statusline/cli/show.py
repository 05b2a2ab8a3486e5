"""`statusline show` for click: help and errors. The hot half renders."""

from __future__ import annotations

import os

import click

from statusline import __version__
from statusline.cli import options
from statusline.config.providers import listed
from statusline.config.targets import TARGETS
from statusline.hot import show

_FOR_SCRIPTS = tuple(row.name for row in TARGETS.values() if row.for_scripts)


@click.command()
@click.option(
    "--format",
    "-f",
    "format_",
    type=options.Choice(show.FORMATS),
    metavar="FORMAT",
    help=f"One of {', '.join(show.FORMATS)}. Default: ansi on a terminal with colours (or with CLICOLOR_FORCE), else"
    " plain.",
)
@click.option(
    "--chain",
    type=(options.Choice(("first", "last")), str),
    metavar="first|last COMMAND",
    help="For claude: also show the lines of another status line command; it gets the same document and one second.",
)
@click.option("--account", "-a", metavar="LABEL", help="Show an account from `statusline accounts`.")
@click.option(
    "--width",
    type=options.Whole(1, show.MOST_COLUMNS),
    metavar="COLUMNS",
    help="Fit the text into this width. Default: STATUSLINE_WIDTH, or COLUMNS on a terminal.",
)
@options.privacy
@click.version_option(__version__, message="statusline %(version)s", hidden=True)  # so that --vrsion leads to it
def command(
    format_: str | None, chain: tuple[str, str] | None, account: str | None, width: int | None, privacy: str | None
) -> None:
    """Print the segment from the cache; never waits, always exits 0.

    Starts one detached refresh if the cache is older than five minutes.
    """
    if chain and format_ != "claude":
        raise click.UsageError("--chain needs --format claude.")
    if privacy:
        _print_redacted(format_, account, privacy)
        return
    show.run(format_ or "auto", os.environ, list(chain or ()), account, width)


def _print_redacted(format_: str | None, label: str | None, privacy: str) -> None:
    """Print a document for other people from the current record; nothing is written or started."""
    if format_ not in _FOR_SCRIPTS:
        raise click.UsageError(f"--privacy needs --format {listed(_FOR_SCRIPTS, 'or')}.")
    from statusline.cli.options import clock
    from statusline.cost import summary
    from statusline.hot import prompt_file
    from statusline.limits import view
    from statusline.render import compiler, overview
    from statusline.render.layout import Layout
    from statusline.state.environment import find_environment

    current = overview.read(find_environment(os.environ), clock(), privacy)
    key = next((account.key for account in current.config.accounts if account.label == label), None)
    if label is not None and key is None:
        raise click.UsageError("No account has this label.")
    views = current.views(key)
    costs = summary.read(current.environment, current.config, current.redactor, current.now)
    segment = Layout(views, current.config, current.now, costs=costs)
    fragments = compiler.document(format_, segment, view.redacted(views, current.redactor), current.config)
    click.echo(prompt_file.fill(fragments, current.now))
