"""Shared by the commands: the clock (below them, time is an argument), groups, kinds of values and options."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from statusline.redaction import MODES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from click import Context, HelpFormatter, Parameter

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


class Group(click.Group):
    """A group that suggests the nearest command for a mistyped one, as all groups in it do."""

    group_class = type
    listed_by = "--help"

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        names = self.list_commands(ctx)
        if args[0] not in names and not ctx.resilient_parsing:  # which a completion does
            from statusline.format.suggest import nearest  # here: difflib is for mistakes

            suggestion, path = nearest(args[0], names), ctx.command_path
            hint = f"Did you mean `{path} {suggestion}`?" if suggestion else f"`{path} {self.listed_by}` lists them."
            ctx.fail(f"There is no command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write a line a command, without a full stop and without its own name in front."""
        names = self.list_commands(ctx)
        commands = {name: self.get_command(ctx, name) for name in names}
        limit = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, command.get_short_help_str(limit).removeprefix(f"{name}: ").rstrip("."))
                    for name, command in commands.items()
                    if command
                ]
            )


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
