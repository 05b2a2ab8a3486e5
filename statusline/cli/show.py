"""`statusline show`, as click knows it: help and errors. The rendering is the hot half's."""

from __future__ import annotations

import os

import click

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
    type=click.Choice(show.FORMATS),
    help="How to write it. Default: ansi on a terminal that has colours (or with CLICOLOR_FORCE), else plain.",
)
@click.option(
    "--chain",
    type=(click.Choice(("first", "last")), str),
    metavar="first|last COMMAND",
    help="With claude: show another status line command's lines too; it gets the same document and one second.",
)
@click.option("--account", "-a", metavar="LABEL", help="Show one of the accounts of `statusline accounts`.")
@click.option(
    "--width",
    type=click.IntRange(1, show.MOST_COLUMNS),
    metavar="COLUMNS",
    help="Leave out what does not fit. Default: STATUSLINE_WIDTH, or COLUMNS on a terminal.",
)
@options.privacy
def command(
    format_: str | None, chain: tuple[str, str] | None, account: str | None, width: int | None, privacy: str | None
) -> None:
    """Print the segment from the cache; never waits, always exits 0.

    If the cache is older than five minutes, one detached refresh is started behind it.
    """
    if chain and format_ != "claude":
        raise click.UsageError("--chain goes with --format claude only.")
    if privacy:
        _tell(format_, account, privacy)
        return
    show.run(format_ or "auto", os.environ, list(chain or ()), account, width)


def _tell(format_: str | None, label: str | None, privacy: str) -> None:
    """Print a document for others, made from the record as it is now; nothing is written, and nothing started."""
    if format_ not in _FOR_SCRIPTS:
        raise click.UsageError(f"--privacy goes with --format {listed(_FOR_SCRIPTS, 'or')}.")
    from statusline.cli.options import clock
    from statusline.hot import prompt_file
    from statusline.limits import view
    from statusline.render import compiler, overview
    from statusline.render.layout import Layout
    from statusline.state.environment import find_environment

    known = overview.read(find_environment(os.environ), clock(), privacy)
    key = next((one.key for one in known.config.accounts if one.label == label), None)
    if label is not None and key is None:
        raise click.UsageError("No account is configured under this label.")
    views = known.views(key)
    segment = Layout(views, known.config, known.now)
    pieces = compiler.document(format_, segment, view.redacted(views, known.redactor), known.config)
    click.echo(prompt_file.fill(pieces, known.now))
