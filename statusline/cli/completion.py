"""`statusline completion SHELL`: print click's completion script for a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from statusline.cli import options
from statusline.config.shells import SHELLS

KNOWN = tuple(name for name in SHELLS if get_completion_class(name))  # click knows these
PROGRAM = "statusline"
VARIABLE = "_STATUSLINE_COMPLETE"


@click.command()
@click.argument("shell", type=options.Choice(KNOWN))
def command(shell: str) -> None:
    """Print the completion script for a shell.

    \b
    zsh    eval "$(statusline completion zsh)"       in .zshrc, after compinit
    bash   eval "$(statusline completion bash)"      in .bashrc; bash 4.4 or later
    fish   statusline completion fish | source       in config.fish
    """  # noqa: D301 - \b is click's
    from statusline.cli import command as root

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(root, {}, PROGRAM, VARIABLE).source())
