"""Shared by the commands: the clock (below them, time is an argument), kinds of values and options."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from statusline.redaction import MODES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from click import Context, Parameter

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


class Whole(click.IntRange):
    """A whole number in a range, whose error says in words what it may be."""

    def convert(self, value: object, param: Parameter | None, ctx: Context | None) -> int:
        try:
            return int(super().convert(value, param, ctx))  # type: ignore[arg-type]  # click gives what was typed
        except click.BadParameter:
            self.fail(f"{str(value)!r} is not a whole number {self._range()}.", param, ctx)

    def _range(self) -> str:
        if self.min is not None and self.max is not None:
            return f"from {self.min:,} to {self.max:,}"
        return f"of {self.min:,} or more" if self.min is not None else f"of {self.max:,} or less"


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
