"""Shared by `cost`, `calls` and `advice`: their options, the index opened to read it, and the names in it."""

from __future__ import annotations

import functools
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from statusline.cli import log_reading, options
from statusline.cli.options import clock
from statusline.config.providers import PROVIDERS
from statusline.cost import reader as cost
from statusline.cost import zones
from statusline.cost.names import Names, NoSuchNameError
from statusline.cost.reader import FILTERS, CostReader
from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.history import timespec
from statusline.hot import paths
from statusline.index import policy, queries
from statusline.prices import price_list
from statusline.redaction import NO_REDACTION, NORMAL
from statusline.state import token_index

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import tzinfo

    from statusline.config import Config
    from statusline.index.queries import Filter
    from statusline.redaction import Redactor
    from statusline.render.names import AccountName
    from statusline.state.environment import Environment
    from statusline.state.sqlite import Opened


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that these commands share, as typed; `names` are those of each of FILTERS."""

    since: str | None
    until: str | None
    provider: str | None
    timezone: str | None
    privacy: str | None
    no_read: bool
    names: Mapping[str, tuple[str, ...]]

    def opened(self, *, read: bool = True) -> AbstractContextManager[CostReader]:
        """Open the index as `opened` does; read: unless it was forbidden."""
        return opened(self.privacy, self.timezone, read=read and not self.no_read)


def filters(function: Callable[..., None]) -> Callable[..., None]:
    """Add the shared options to a command, which gets them as `asked`."""

    @functools.wraps(function)
    def command(**values: Any) -> None:
        names = {kind: values.pop(kind) for kind in FILTERS}
        own = {name: values.pop(name) for name in ("since", "until", "provider", "timezone", "privacy", "no_read")}
        function(asked=Asked(**own, names=names), **values)

    return _with_options(command)


def _with_options(function: Callable[..., None]) -> Callable[..., None]:
    for kind in reversed(FILTERS):
        word, what = ("main", "the conversation itself") if kind == "agent" else ("unknown", "the calls without one")
        help_ = f"Only this {kind}; `{word}`: {what}. Repeatable."
        function = click.option(f"--{kind}", multiple=True, metavar="NAME", help=help_)(function)
    for option in (
        options.privacy,
        options.no_read,
        options.timezone,
        click.option("--provider", type=options.Choice(PROVIDERS), help="Only this provider."),
        click.option("--until", metavar="TIME", help="Up to this moment, as --since."),
        click.option("--since", metavar="TIME", help="24h, 7d, 2w, or a date such as 2026-11-01."),
    ):
        function = option(function)
    return function


@contextmanager
def opened(privacy: str | None, timezone: str | None, *, read: bool) -> Iterator[CostReader]:
    """Open the index to read it. Raises StatuslineError, redacted; click.UsageError for an unknown zone.

    read: read first what is new in the logs.
    """
    now, zone = clock(), _zone(timezone)
    environment, config, complaint = log_reading.settings()
    redactor = _redactor(environment, config, privacy, now)
    note = _read_on(environment, config, now) if read else ""
    try:
        with token_index.reading(environment.state) as database:
            prices = price_list.load(environment.state, config)
            for text in filter(None, (note, complaint, prices.note, (database and database.note) or "")):
                click.echo(f"statusline: {redactor.text(text)}", err=True)
            accounts = _accounts(environment, config, redactor, now)
            stored = policy.of(environment, config, now).project
            shown = Names(redactor, accounts, paths.home(dict(environment.environ)), stored)
            yield CostReader(_connection(database), prices, shown, zone, redactor.mode, now)
    except StatuslineError as failure:
        raise StatuslineError(redactor.text(failure.message), redactor.text(failure.remedy)) from None


def _read_on(environment: Environment, config: Config, now: int) -> str:
    """Read what is new in the logs, and return what was in the way: the index is shown as it is then."""
    from statusline.index import update  # here: --no-read needs none of it

    try:
        with log_reading.progress() as tell:
            return update.all_at_once(environment, config, now, tell).note or ""
    except StatuslineError as error:
        return str(error)


def _connection(database: Opened | None) -> sqlite3.Connection:
    if database is None:
        raise StatuslineError(token_index.NONE_YET, "Run `statusline index read` to read the logs.")
    return database.connection


def _redactor(environment: Environment, config: Config, privacy: str | None, now: int) -> Redactor:
    if (privacy or config.privacy) == NORMAL:
        return NO_REDACTION
    from statusline.render import overview  # here: it takes as long to load as the answer to compute

    return overview.read(environment, now, privacy).redactor


def _accounts(environment: Environment, config: Config, redactor: Redactor, now: int) -> Callable[[str], AccountName]:
    """Return a function from an account's key to its name; the record is read when it is called first."""

    @functools.cache
    def names_of_record() -> Callable[[str], AccountName]:
        from statusline.render import names as account_names  # here: most reports name no account
        from statusline.state import transaction

        record = transaction.read(environment, now).record
        return account_names.accounts(record, environment.key, config, now, redactor)

    def name(key: str) -> AccountName:
        return names_of_record()(key)

    return name


def nothing(reader: CostReader) -> str:
    """Return what to say instead of a table without lines."""
    if queries.is_empty(reader.connection):
        return log_reading.NO_CALL
    return "No call of this time fits these options. Try --since 90d."


def wanted(reader: CostReader, asked: Asked) -> Filter:
    """Return the filter that the options describe; without `--since` from the days that `cost` shows by itself.

    Raises click.UsageError.
    """
    first, last = _moment("--since", asked.since, reader), _moment("--until", asked.until, reader)
    if first is not None and last is not None and first >= last:
        raise click.UsageError("--since has to be before --until.")
    try:
        return cost.wanted(reader, first, last, asked.provider, asked.names)
    except NoSuchNameError as error:
        raise click.UsageError(str(error)) from None


def _moment(option: str, text: str | None, reader: CostReader) -> int | None:
    if text is None:
        return None
    try:
        return timespec.moment(text, reader.now, reader.zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=repr(option)) from None


def _zone(name: str | None) -> tzinfo:
    if name is None:
        return zones.local(os.environ)
    try:
        return zones.named(name)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--timezone'") from None
