"""A group of commands as `statusline --help` and each of its groups show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click import Context, HelpFormatter


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
