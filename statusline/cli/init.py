"""`statusline init`, as click knows it: help and errors. `statusline init SHELL` itself never gets this far."""

from __future__ import annotations

import click

from statusline import shell_init
from statusline.config.shells import SHELLS


@click.command()
@click.argument("shell", type=click.Choice(tuple(SHELLS)))
def command(shell: str) -> None:
    """Print the snippet that brings the segment into a shell's prompt.

    \b
    zsh, at the end of .zshrc          eval "$(statusline init zsh)"
    bash, at the end of .bashrc        eval "$(statusline init bash)"
    fish, at the end of config.fish    statusline init fish | source

    `statusline install SHELL` puts a line into that file which is silent once statusline is gone, and faster.
    """  # noqa: D301 - \b is click's
    click.echo(shell_init.snippet(shell).encode(), nl=False)
