"""`statusline login claude-web`: read the session key of claude.ai, try it there, then store it in the keyring."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from statusline import __version__
from statusline.config import load
from statusline.errors import ConfigError, SourceError
from statusline.providers.claude import web, web_keyring, web_session
from statusline.refresh import sign_ins
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.providers.claude.organizations import Organization
    from statusline.providers.claude.web_session import WebSession
    from statusline.providers.http import Client
    from statusline.state.environment import Environment

WEB = "claude-web"

_LONGEST_INPUT = 1 << 16
_WHERE_TO_FIND = (
    "In the browser in which you are signed in to claude.ai: developer tools, Application or Storage, Cookies,\n"
    "https://claude.ai, the value of `sessionKey`. It is as good as your password for claude.ai."
)
_FROM_MEMORY = f"""The key was not stored. To use it only in this shell, type it again (hidden):
  bash, zsh:  read -rs {web_session.VARIABLE} && export {web_session.VARIABLE}
  fish:       read -sgx {web_session.VARIABLE}"""


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("service", nargs=-1, type=click.UNPROCESSED, metavar=WEB)
@click.option("--no-store", is_flag=True, help=f"Only try the key; show how to pass it by {web_session.VARIABLE}.")
def command(service: tuple[str, ...], no_store: bool) -> None:
    """Sign in to claude.ai with its session key, for people without Claude Code.

    The key is read from a hidden prompt, or from stdin if that is not a terminal, never from the command line.
    It is tried at claude.ai before it is stored in the keyring of the operating system.
    """
    if not service:
        raise click.UsageError(f"Name the service: `statusline login {WEB}`.")
    if service != (WEB,):  # click's own message would repeat a key typed here
        raise click.UsageError(f"`login {WEB}` takes no key: the key is read from a prompt or from stdin.")
    environment = find_environment(os.environ)
    config = load(environment.config)
    refuse_offline(config)
    key = web_session.checked(_typed(), "the input")
    organizations = web.organizations(client(config), web.address(config), key)
    origin = web_session.ENVIRONMENT if no_store else web_session.KEYRING
    session, organization = web_session.settled(web_session.renewed(origin, key, environment.state), organizations)
    if not no_store:
        _store(key)
    web_session.remember(session, environment.state)
    click.echo("\n".join(_report(environment, config, session, organization, organizations)))


def client(config: Config) -> Client:
    from statusline.providers.http import Client  # here: `logout` asks no server

    return Client(user_agent=config.http.user_agent or f"statusline/{__version__}")


def refuse_offline(config: Config) -> None:
    """Raise ConfigError if the config forbids requests."""
    if config.offline:
        raise ConfigError("The config has `offline = true`, so claude.ai was not asked.", "Remove it first.")


def _typed() -> str:
    if sys.stdin.isatty():
        click.echo(_WHERE_TO_FIND, err=True)
        typed: str = click.prompt("sessionKey", hide_input=True, err=True)
        return typed
    return sys.stdin.read(_LONGEST_INPUT)


def _store(key: str) -> None:
    try:
        web_keyring.write(web_session.KEYRING_NAME, key)
    except SourceError as error:
        raise SourceError(
            f"claude.ai accepts the key, but it was not stored. {error.message}",
            f"{error.remedy} Or keep it only in memory: see `statusline login {WEB} --no-store`.",
        ) from None


def _report(
    environment: Environment,
    config: Config,
    session: WebSession,
    organization: Organization,
    organizations: tuple[Organization, ...],
) -> Iterator[str]:
    if session.origin == web_session.KEYRING:
        yield f"claude.ai accepts the key. It is in the keyring now: {web_keyring.SERVICE}, {web_session.KEYRING_NAME}."
        if os.environ.get(web_session.VARIABLE):
            yield f"{web_session.VARIABLE} is set in this shell and takes precedence."
    else:
        yield f"claude.ai accepts the key. {_FROM_MEMORY}"
    yield used(session, organization, len(organizations))
    if web_session.SOURCE not in config.of(web.PROVIDER).sources:
        yield f"claude.ai is not asked: the config's claude.sources leave out {web_session.SOURCE}."
        return
    sign_in = sign_ins.find(environment, config).get(web.PROVIDER)
    reason = sign_in.why_not(web_session.SOURCE) if sign_in and sign_in.web else None
    yield f"The session is not used here: {reason}." if reason else "Run `statusline refresh` to get its limits now."


def used(session: WebSession, organization: Organization, count: int) -> str:
    choice = "as you chose" if session.chosen else "the first one with a chat plan"
    hint = "; `statusline orgs --use` chooses another" if count > 1 and not session.chosen else ""
    return f"Its limits are those of {organization.name} ({organization.short}), {choice}{hint}."
