"""`statusline mcp` for click: help and errors. The server has no library to load."""

from __future__ import annotations

import os

import click


@click.command()
@click.option("--footer", is_flag=True, required=True, help="Be the provider of the line in Codex's footer.")
def command(footer: bool) -> None:  # noqa: ARG001 - the only one there is
    """Serve the line in Codex's footer over the Model Context Protocol on stdin and stdout.

    Codex starts it: run `statusline install codex`.
    """
    from statusline.mcp import server

    server.run(os.environ)
