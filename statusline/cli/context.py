"""`statusline context CALL`: what stands around one call in its log, redacted."""

from __future__ import annotations

import click

from statusline.cli import cost_reader, options, output
from statusline.context import answer, text
from statusline.context.entries import MOST_CHARACTERS
from statusline.render.harmless import harmless


@click.command()
@click.argument("call")
@click.option("--tools", is_flag=True, help="Also what tools returned.")
@click.option(
    "--chars",
    "characters",
    type=options.Whole(1, MOST_CHARACTERS),
    default=MOST_CHARACTERS,
    show_default=True,
    metavar="N",
    help="At most so many characters of text.",
)
@options.output_format("text", "json")
@options.privacy
def command(call: str, tools: bool, characters: int, format_: str, privacy: str | None) -> None:
    """Show what was said around CALL, an id of `statusline calls`. No network.

    One log is opened, and nothing of it is kept. Secrets are taken out; what a compaction wrote is never shown.
    """
    with cost_reader.opened(privacy, None, read=False) as reader:
        context = answer.read(reader, call.lower(), tools=tools, characters=characters)
        if format_ == "json":
            output.echo_json(answer.document(context, reader))
        else:
            click.echo(harmless("\n".join(text.lines(context, reader))))
