"""`statusline mcp` for click: help and errors. The server has no library to load."""

from __future__ import annotations

import os

import click

from statusline.mcp import server


@click.command()
@click.option("--footer", is_flag=True, help="Be the provider of Codex's footer instead.")
@click.option("--names", is_flag=True, help="Names as the config's privacy mode leaves them.")
def command(footer: bool, names: bool) -> None:
    """Serve limits, room, use and cost to agents, over the Model Context Protocol on stdin and stdout.

    Read-only. Names are short hashes, unless --names. Claude Code and Codex start it: `statusline install mcp`.
    """
    options = [option for option, given in (("--footer", footer), ("--names", names)) if given]
    server.run(os.environ, options)
