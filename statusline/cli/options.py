"""Shared by the commands: the clock (below them, time is an argument) and --privacy."""

from __future__ import annotations

import time

import click

from statusline.redaction import MODES


def clock() -> int:
    return int(time.time())


privacy = click.option(
    "--privacy",
    type=click.Choice(MODES),
    help="How much to show of names and paths: all, short hashes, or less. Default: as in the config.",
)
