"""Shared by the commands: the clock (below them, time is an argument), choices and --privacy."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from statusline.redaction import MODES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])


def clock() -> int:
    return int(time.time())


class Choice(click.Choice[str]):
    """A choice that suggests the nearest word for a mistyped one."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        from statusline.format.suggest import nearest  # here: difflib is for mistakes

        suggestion = nearest(str(value), list(self.choices))
        message = super().get_invalid_choice_message(value, ctx)
        return f"{message} Did you mean {suggestion!r}?" if suggestion else message


def output_format(*choices: str) -> Callable[[F], F]:
    """Return the option --format, as `format_`; the first choice is the default."""
    return click.option(
        "--format",
        "-f",
        "format_",
        type=Choice(choices),
        default=choices[0],
        show_default=True,
        help="The output format.",
    )


no_read = click.option("--no-read", is_flag=True, help="Take the index as it is, without what is new in the logs.")
timezone = click.option("--timezone", metavar="ZONE", help="Such as Europe/Berlin. Default: yours.")
privacy = click.option(
    "--privacy",
    type=Choice(MODES),
    help="How much to show of names and paths: all, short hashes, or less. Default: as in the config.",
)
