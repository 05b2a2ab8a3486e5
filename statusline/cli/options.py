"""Shared by the commands: the clock (below them, time is an argument), choices and --privacy."""

from __future__ import annotations

import time

import click

from statusline.redaction import MODES


def clock() -> int:
    return int(time.time())


class Choice(click.Choice[str]):
    """A choice that suggests the nearest word for a mistyped one."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        from statusline.format.suggest import nearest  # here: difflib is for mistakes

        suggestion = nearest(str(value), list(self.choices))
        message = super().get_invalid_choice_message(value, ctx)
        return f"{message} Did you mean {suggestion!r}?" if suggestion else message


privacy = click.option(
    "--privacy",
    type=Choice(MODES),
    help="How much to show of names and paths: all, short hashes, or less. Default: as in the config.",
)
