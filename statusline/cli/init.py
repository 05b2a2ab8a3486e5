"""`statusline init` for click: help and errors. `statusline init SHELL` itself is handled before."""

from __future__ import annotations

import click

from statusline import shell_init
from statusline.cli import options
from statusline.config.shells import SHELLS


@click.command()
@click.argument("shell", type=options.Choice(tuple(SHELLS)))
def command(shell: str) -> None:
    """Print the snippet that adds the segment to a shell's prompt.

    \b
    zsh, at the end of .zshrc:
      eval "$(statusline init zsh)"
    bash, at the end of .bashrc:
      eval "$(statusline init bash)"
    fish, at the end of config.fish:
      status is-interactive; and statusline init fish | source
    xonsh, at the end of rc.xsh:
      execx($(statusline init xonsh))
    dash, ksh, mksh, busybox' ash, in the file that ENV names, .kshrc or .mkshrc:
      eval "$(statusline init sh)"
    nu, once:
      statusline init nu | save -f ~/.config/nushell/autoload/statusline.nu

    Better: `statusline install SHELL` adds a block to that file that is faster, and silent once statusline is gone.
    """  # noqa: D301 - \b is click's
    click.echo(shell_init.snippet(shell).encode(), nl=False)
