"""`statusline orgs`: the organisations of the claude.ai session, and the one whose limits are shown."""

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
@click.option("--use", "choice", metavar="UUID|NAME|NUMBER", help="Show the limits of this organisation from now on.")
def command(choice: str | None) -> None:
    """List the organisations of your claude.ai session and choose the one whose limits are shown.

    The choice lasts as long as the organisation exists; the default is the first one with a chat plan.
    """
    environment = find_environment(os.environ)
    config = load(environment.config)
    refuse_offline(config)
    previous = web_session.current(environment.environ, environment.state)
    if previous is None:
        raise NotSignedIn("There is no claude.ai session.", "Start one: `statusline login claude-web`.")
    key = web_session.key(environment.environ, previous)
    organizations = web.organizations(client(config), web.address(config), key)
    session, organization = web_session.settled(previous, organizations)
    disappeared = previous.organization not in (None, organization.uuid)
    if choice is not None:
        organization = _named(choice, organizations)
        session = replace(session, organization=organization.uuid, chosen=True)
    if session != previous:
        web_session.remember(session, environment.state)
    click.echo("\n".join(_lines(organizations, organization)))
    if disappeared and choice is None:
        click.echo("The organisation used before no longer exists.")
    click.echo(used(session, organization, len(organizations)))


def _lines(organizations: tuple[Organization, ...], used_one: Organization) -> Iterator[str]:
    width = max(len(organization.name) for organization in organizations)
    for number, organization in enumerate(organizations, 1):
        mark = "*" if organization.uuid == used_one.uuid else " "
        capabilities = (
            "capabilities unknown" if organization.capabilities is None else ", ".join(organization.capabilities)
        )
        yield f"{mark} {number}  {organization.name:{width}}  {organization.short}  {capabilities}".rstrip()


def _named(choice: str, organizations: tuple[Organization, ...]) -> Organization:
    if choice.isdecimal() and 1 <= int(choice) <= len(organizations):
        return organizations[int(choice) - 1]
    name = choice.strip().lower()
    matches = [organization for organization in organizations if name in (organization.uuid, organization.name.lower())]
    if not matches and len(name) >= _FEWEST_DIGITS:
        matches = [organization for organization in organizations if organization.uuid.startswith(name)]
    if len(matches) == 1:
        return matches[0]
    problem = "names more than one organisation" if matches else "names no organisation"
    raise click.BadParameter(f"{problem}; give a number of `statusline orgs`.", param_hint="--use")
