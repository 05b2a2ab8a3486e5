"""The option `--privacy`, the same for every command that has it."""

from __future__ import annotations

import click

from statusline.redaction import MODES

privacy = click.option(
    "--privacy",
    type=click.Choice(MODES),
    help="What is said of names and paths: all, short hashes, or less still. Default: as the config says.",
)
