"""The command line: a lazy click group. A new command is its file and one line here."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from statusline import __version__
from statusline.cli import output, streams
from statusline.errors import EXIT_PROBLEM, StatuslineError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "show": "Print the segment from the cache; never waits (the default).",
    "refresh": "Fetch fresh numbers now and show the result.",
    "demo": "Try everything without a sign-in, against a stand-in for both vendors.",
    "setup": "Find what you use, show the changes, make them.",
    "install": "Show the segment in Claude Code, tmux, a shell's prompt, starship.",
    "uninstall": "Remove what install added.",
    "doctor": "Check sign-ins, sources, schedule and speed; suggest remedies.",
    "watch": "A live dashboard of all windows in this terminal.",
    "guard": "For scripts: exit 0 below a percentage, 1 at or above it; --wait waits for the reset.",
    "history": "Past use: a plot or a table of each window, its resets and limit hits.",
    "export": "The whole history as CSV or JSON.",
    "alerts": "Alerts when a limit needs you: show their state; send a test.",
    "preset": "Ready-made formats: list, show, use.",
    "explain": "Show where each number comes from and how the forecast is made.",
    "accounts": "The configured accounts, and other logins on this machine.",
    "login": "Sign in to claude.ai itself, for people without Claude Code.",
    "logout": "Forget the claude.ai session.",
    "orgs": "List the organisations of the claude.ai session; choose one.",
    "config": "Show, locate or check the configuration.",
    "privacy": "List what statusline reads, writes and asks on this machine.",
    "support-bundle": "Write a report for a public issue, without names, paths or secrets.",
    "cache": "Show or clear the cache.",
    "init": "Print the snippet for a shell's rc file.",
    "completion": "Print the completion script for a shell.",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"statusline.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the table of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read `statusline --format X` as `statusline show --format X`."""
        if args and args[0].startswith("-") and args[0] not in ("--help", "-h", "--version"):
            args = ["show", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the options of show too, since they work without its name."""
        items = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            show = self.get_command(ctx, "show")
            show_items = show.shell_complete(click.Context(show), incomplete) if show else []
            names = {item.value for item in items}
            items += [item for item in show_items if item.value not in names]
        return items


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a command: show. See `statusline COMMAND --help`.",
)
@click.version_option(__version__, message="statusline %(version)s")
@click.pass_context
def command(ctx: click.Context) -> None:
    """The limits of Claude Code and Codex CLI where your eyes already are.

    \b
    statusline                    the segment, from the cache
    statusline -f tmux            … for a tmux status bar
    statusline -f claude          … for Claude Code's status line
    statusline -f json            … for scripts
    """  # noqa: D301 - \b is click's
    if ctx.invoked_subcommand is None:
        ctx.invoke(import_module("statusline.cli.show").command)


def run(arguments: list[str] | None = None) -> Any:
    """Run the command line; a failure is one sentence on stderr and an exit code of errors.py."""
    streams.ensure()
    streams.guard()
    streams.speak_any_locale()
    try:
        try:
            command.main(args=arguments, prog_name="statusline")
        finally:
            output.deliver()
    except StatuslineError as error:
        streams.say(f"statusline: {error}")
        sys.exit(EXIT_PROBLEM)
