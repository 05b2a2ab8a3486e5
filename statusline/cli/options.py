"""The clock of the commands: below them, time is an argument."""

from __future__ import annotations

import time

import click

from statusline.redaction import MODES


def clock() -> int:
    """Return now in epoch seconds."""
    return int(time.time())


privacy = click.option(
    "--privacy",
    type=click.Choice(MODES),
    help="What is said of names and paths: all, short hashes, or less still. Default: as the config says.",
)
