"""`statusline logout claude-web`: remove the session key and our notes about it."""

from __future__ import annotations

import os

import click

from statusline.cli import options
from statusline.cli.login import WEB
from statusline.errors import SourceError
from statusline.providers.claude import web_keyring, web_session
from statusline.state.environment import find_environment


@click.command()
@click.argument("service", type=options.Choice([WEB]))
def command(service: str) -> None:  # noqa: ARG001 - there is one service
    """Remove the session key of claude.ai from the keyring and forget the chosen organisation."""
    environment = find_environment(os.environ)
    noted = web_session.forget(environment.state)
    click.echo("Removed the session key of claude.ai." if _removed(noted) else "No session key of claude.ai is stored.")
    if os.environ.get(web_session.VARIABLE):
        click.echo(f"{web_session.VARIABLE} is still set in this shell: remove it with `unset` (fish: `set -e`).")


def _removed(noted: bool) -> bool:
    """Remove the key from the keyring, also one without notes; then a keyring that fails is no error."""
    try:
        return web_keyring.remove(web_session.KEYRING_NAME)
    except SourceError as error:
        if not noted:
            return False
        item = f"{web_keyring.SERVICE}, {web_session.KEYRING_NAME}"
        raise SourceError(
            f"The session key is no longer used, but it is still in the keyring ({item}). {error.message}",
            f"{error.remedy} Then remove the item with the keyring's own program.",
        ) from None
