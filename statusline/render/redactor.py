"""The redactor of one process: its mode, its salt, and the names of this machine to hide."""

from __future__ import annotations

import dataclasses
import functools
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import statusline
from statusline import redaction
from statusline.config import SOURCES, Config
from statusline.config.providers import PROVIDERS, TABLE
from statusline.config.shells import SHELLS
from statusline.errors import SourceError, StatuslineError
from statusline.hot import paths
from statusline.providers import installation
from statusline.redaction import NO_REDACTION, NORMAL, Redactor
from statusline.state import salt
from statusline.state.environment import account_environment, expanded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from statusline.limits.model import Record
    from statusline.state.environment import Environment

_NAMES = ("USER", "LOGNAME", "HOSTNAME")
_MOST_FOLDERS = 500
PUBLIC_HOSTS = frozenset(host for row in TABLE.values() for host in row.hosts) | {"raw.githubusercontent.com"}
PUBLIC_NAMES = frozenset(
    name
    for path in (
        *(path for row in TABLE.values() for path in (row.folder, *row.login_files, *row.file_names)),
        *(path for row in SHELLS.values() for path in (row.rc_file, *dict(row.rc_files).values(), *row.login_files)),
    )
    for name in path.removeprefix("~/").split("/")
)
_HIDING = Redactor(mode=redaction.REDACTED, hosts=PUBLIC_HOSTS)


def redactor_for(
    environment: Environment,
    config: Config,
    record: Record | None = None,
    mode: str | None = None,
    files: Iterable[str] = (),
) -> Redactor:
    """Return the redactor for a mode, None: that of the config. files: more paths that may be part of a text."""
    wanted = mode or config.privacy
    if wanted == NORMAL:
        return NO_REDACTION
    home = _home(environment.environ)
    labels = frozenset(
        filter(None, (*(config.of(name).label for name in PROVIDERS), *(account.label for account in config.accounts)))
    )
    return Redactor(
        mode=wanted,
        salt=salt.of(environment.state),
        home=home,
        folders=tuple(dict.fromkeys(_folders(environment, config, home, files)))[:_MOST_FOLDERS],
        labels=labels,
        identifiers=tuple(dict.fromkeys(_words(environment, config, record, home, labels))),
        vocabulary=_vocabulary(),
        hosts=PUBLIC_HOSTS,
        names=PUBLIC_NAMES,
    )


@contextmanager
def redacted_errors(redactor: Redactor) -> Iterator[None]:
    try:
        yield
    except StatuslineError as error:
        raise StatuslineError(redactor.text(error.message), redactor.text(error.remedy)) from None


def _home(environ: Mapping[str, str]) -> str:
    try:
        return paths.home(dict(environ))
    except KeyError:
        return ""


def _folders(environment: Environment, config: Config, home: str, files: Iterable[str]) -> Iterator[str]:
    """Yield the private paths that this process knows of, also as they are without links."""
    named = [
        home,
        environment.config,
        environment.cache,
        environment.state,
        sys.executable,
        sys.prefix,
        sys.base_prefix,
    ]
    named += [os.path.dirname(statusline.__file__), os.path.expanduser("~"), *files]
    named += [path for value in environment.environ.values() for path in value.split(os.pathsep)]
    named += [expanded(account.folder, environment.environ) for account in config.accounts if account.folder]
    named += [*config.alerts.command, *(word for _, command in config.command.named for word in command.run)]
    try:
        named.append(os.getcwd())
    except OSError:  # it was removed
        named.append("")
    for path in named:
        if os.path.isabs(path) and "\n" not in path and os.path.dirname(path) != path:
            yield from (path.rstrip("/"), os.path.realpath(path))


def _words(
    environment: Environment, config: Config, record: Record | None, home: str, labels: frozenset[str]
) -> Iterator[tuple[str, str]]:
    for address in (*config.addresses, *_of_clients(environment, config)):
        yield from (("host", word) for word in _of_address(address))
    common = record.accounts.values() if record else ()
    yield from (("label", account.label) for account in common if account.label and account.label not in labels)
    names = (*(environment.environ.get(name, "") for name in _NAMES), os.uname().nodename, os.path.basename(home))
    yield from (("name", name) for name in names if redaction.distinctive(name) and name.lower() not in TABLE)


def _of_clients(environment: Environment, config: Config) -> Iterator[str]:
    """Yield the servers that the clients' own settings name, also those of the configured accounts."""
    accounts = [
        (account.provider, account_environment(environment, account.provider, account.folder, account.key))
        for account in config.accounts
    ]
    for provider, where in (*((provider, environment) for provider in PROVIDERS), *accounts):
        try:
            yield from installation(provider).addresses(where.environ)
        except SourceError:  # there is no home folder to look in
            continue


def _of_address(address: str) -> Iterator[str]:
    """Yield what a text may say of a server that is not a vendor's: its name, and with the path."""
    from urllib.parse import urlsplit  # here: few configs name a server

    try:
        parts = urlsplit(address)
        netloc, name = parts.netloc.rpartition("@")[2], parts.hostname or ""
    except ValueError:
        return
    if netloc and _HIDING.host(netloc) != netloc:
        yield from filter(None, (netloc + parts.path.rstrip("/"), netloc, name))


@functools.cache
def _vocabulary() -> frozenset[str]:
    """Return the words of the config that a complaint about it may quote."""
    vocabulary = {name for names in SOURCES.values() for name in names}
    _collect(Config(), "", vocabulary)
    return frozenset(vocabulary)


def _collect(settings: object, above: str, vocabulary: set[str]) -> None:
    for field in dataclasses.fields(settings):  # type: ignore[arg-type]  # only dataclasses come here
        value = getattr(settings, field.name)
        vocabulary |= {field.name, above + field.name}
        for kind in ("tables", "named", "table"):
            if kind in field.metadata:
                _collect(field.metadata[kind](), f"{above}{field.name}.", vocabulary)
        if dataclasses.is_dataclass(value):
            _collect(value, f"{above}{field.name}.", vocabulary)
