"""`statusline report`: a week or a month on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from statusline.cli import blame_reader, options, output, streams
from statusline.report import facts

if TYPE_CHECKING:
    from statusline.cli.blame_reader import BlameReader
    from statusline.report.facts import Facts

WEEK, MONTH = 7, 30


@click.command()
@click.option(
    "--week", "days", flag_value=WEEK, type=int, default=WEEK, help="Of seven days, today being the last. The default."
)
@click.option("--month", "days", flag_value=MONTH, type=int, help="Of thirty days.")
@click.option(
    "--html", "file", type=click.Path(dir_okay=False), metavar="FILE", help="Write it as a page, `-` for stdout."
)
@click.option("--force", is_flag=True, help="Replace an existing FILE.")
@options.output_format("text", "json")
@options.no_read
@options.privacy
def command(days: int, file: str | None, force: bool, format_: str, no_read: bool, privacy: str | None) -> None:
    """Show a week or a month: limits, who used them, what it would cost, and how good the forecasts were.

    Each beside the days before it. The page has no script and takes nothing from elsewhere. No network.
    """
    if file and format_ != "text":
        raise click.UsageError("Name --html or --format, not both.")
    with blame_reader.opened(privacy, None, read=not no_read) as reader:
        content = facts.read(reader.sources, reader.cost.zone, days)
        if file:
            _write(file, content, force=force)
        elif format_ == "json":
            _json(reader, content)
        else:
            from statusline.report import text  # here: a page needs none of it

            plain = reader.sources.config.ascii or not streams.unicode_fits()
            click.echo("\n".join(text.lines(content, streams.columns(), plain=plain)))


def _write(file: str, content: Facts, *, force: bool) -> None:
    from statusline.report import page  # here: text needs none of it
    from statusline.state import output_file

    parts = page.page(content)
    if file == "-":
        output.write(parts)
        return
    output_file.write(file, parts, replace=force)
    click.echo(f"Wrote {click.format_filename(file)}. Open it in a browser.", err=True)


def _json(reader: BlameReader, content: Facts) -> None:
    from statusline.report import documents  # here: text needs none of it

    output.echo_json(documents.document(content, reader.cost.mode))
