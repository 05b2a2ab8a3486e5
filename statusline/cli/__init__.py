"""The command line: a lazy click group. A new command is its file and one line here."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from statusline import __version__
from statusline.cli import output, streams
from statusline.cli.groups import Group
from statusline.errors import EXIT_PROBLEM, StatuslineError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

GROUPS = {
    "Every day": {
        "show": "Print the segment from the cache (the default)",
        "watch": "Show all limits live in this terminal",
        "dashboard": "Show limits with use and cost on a page in your browser",
        "history": "Show past use with its resets and limit hits",
        "report": "Show a week or a month on one page",
        "cost": "Show tokens and what they cost at list prices",
        "blame": "Show which project or session used a limit",
        "calls": "List single calls of models with their cost",
        "context": "Show what was said around one call",
        "advice": "Find what could be saved in points and dollars",
        "index": "Show what was read of the logs or read them now",
        "prices": "List the prices of models or fetch newer ones",
        "explain": "Show why a number is shown and how the forecast is made",
    },
    "Set up": {
        "setup": "Find what you use and show the segment there",
        "install": "Show the segment in one more program",
        "uninstall": "Remove what install added",
        "configure": "Choose the look on one screen",
        "preset": "Choose a ready-made look",
        "config": "Show or check or change the configuration",
        "preview": "Show how a format looks",
        "accounts": "List the accounts and other logins of this machine",
        "alerts": "Show or test the alerts",
        "demo": "Try everything without signing in",
    },
    "Scripts": {
        "guard": "Exit 1 when a limit is nearly used or wait for its reset",
        "export": "Print the whole history as CSV or JSON",
        "init": "Print the snippet for a shell",
        "completion": "Print the completion script for a shell",
        "mcp": "Serve limits and use to agents and the line to Codex",
    },
    "Trouble": {
        "doctor": "Check everything and suggest remedies",
        "refresh": "Fetch fresh numbers now and show them",
        "privacy": "List what is read and written and asked",
        "support-bundle": "Write a report for a public issue without secrets",
        "cache": "Show or clear the cache",
    },
    "claude.ai without Claude Code": {
        "login": "Sign in to claude.ai",
        "logout": "Forget the claude.ai session",
        "orgs": "List or choose the organisation",
    },
}
COMMANDS = {name: summary for group in GROUPS.values() for name, summary in group.items()}
_WORDS = {"version": ["--version"]}  # what people type as a command


class LazyGroup(Group):
    """A group that imports a command's module only when the command is used."""

    listed_by = "help"

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"statusline.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the tables of commands without importing any."""
        widest = max(map(len, COMMANDS))
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), summary) for name, summary in commands.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read `statusline --format X` as `statusline show --format X`, and `help X` as `X --help`."""
        if args and args[0] == "help":
            args = [*(word for word in args if word != "help"), "--help"]
        elif args and args[0].startswith("-") and args[0] not in ("--help", "-h", "--version", "-V"):
            args = ["show", *args]
        elif args:
            args = [*_WORDS.get(args[0], args[:1]), *args[1:]]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands without importing any, and the options of show too, since they work without its name."""
        if not incomplete.startswith("-"):
            from click.shell_completion import CompletionItem  # here: only completion needs it

            return [
                CompletionItem(name, help=summary) for name, summary in COMMANDS.items() if name.startswith(incomplete)
            ]
        items = super().shell_complete(ctx, incomplete)
        show = self.get_command(ctx, "show")
        show_items = show.shell_complete(click.Context(show), incomplete) if show else []
        names = {item.value for item in items}
        return [*items, *(item for item in show_items if item.value not in names)]


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`statusline help COMMAND` tells more.",
)
@click.version_option(__version__, "-V", "--version", message="statusline %(version)s")
@click.pass_context
def command(ctx: click.Context) -> None:
    """The limits of Claude Code and Codex CLI where your eyes already are.

    \b
    statusline                    the segment: your limits in one line, from the cache
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
