"""`statusline orgs`: the organisations of the claude.ai session, and which one's limits are shown."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from statusline.cli.login import client, refuse_offline, used
from statusline.config import load
from statusline.errors import NotSignedIn
from statusline.providers.claude import web, web_session
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.providers.claude.organizations import Organization

_FEWEST_DIGITS = 4  # of a uuid that is cut short


@click.command()
@click.option("--use", "wanted", metavar="UUID|NAME|NUMBER", help="Show the limits of this one from now on.")
def command(wanted: str | None) -> None:
    """List the organisations of your claude.ai session and choose the one whose limits are shown.

    The choice is kept while the organisation exists; without one it is the first that has a chat plan.
    """
    environment = find_environment(os.environ)
    config = load(environment.config)
    refuse_offline(config)
    before = web_session.known(environment.environ, environment.state)
    if before is None:
        raise NotSignedIn("There is no claude.ai session.", "Begin one: `statusline login claude-web`.")
    key = web_session.key(environment.environ, before)
    organizations = web.organizations(client(config), web.address(config), key)
    session, organization = web_session.settled(before, organizations)
    gone = before.organization not in (None, organization.uuid)
    if wanted is not None:
        organization = _named(wanted, organizations)
        session = replace(session, organization=organization.uuid, chosen=True)
    if session != before:
        web_session.remember(session, environment.state)
    click.echo("\n".join(_lines(organizations, organization)))
    if gone and wanted is None:
        click.echo("The organisation that was used before is gone.")
    click.echo(used(session, organization, len(organizations)))


def _lines(organizations: tuple[Organization, ...], used_one: Organization) -> Iterator[str]:
    width = max(len(one.name) for one in organizations)
    for number, one in enumerate(organizations, 1):
        mark = "*" if one.uuid == used_one.uuid else " "
        capabilities = "capabilities unknown" if one.capabilities is None else ", ".join(one.capabilities)
        yield f"{mark} {number}  {one.name:{width}}  {one.short}  {capabilities}".rstrip()


def _named(wanted: str, organizations: tuple[Organization, ...]) -> Organization:
    """Return the organisation with that number, uuid (or the beginning of one) or name."""
    if wanted.isdecimal() and 1 <= int(wanted) <= len(organizations):
        return organizations[int(wanted) - 1]
    word = wanted.strip().lower()
    found = [one for one in organizations if word in (one.uuid, one.name.lower())]
    if not found and len(word) >= _FEWEST_DIGITS:
        found = [one for one in organizations if one.uuid.startswith(word)]
    if len(found) == 1:
        return found[0]
    problem = "names more than one organisation" if found else "names no organisation"
    raise click.BadParameter(f"{problem}; give a number of `statusline orgs`.", param_hint="--use")
