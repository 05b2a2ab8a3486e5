"""Shared by `history` and `export`: the history with the names of its accounts, and `--since`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from statusline.cli.options import clock
from statusline.frozen import dataclass
from statusline.history import timespec
from statusline.render import names, overview
from statusline.render.redactor import redacted_errors
from statusline.state import samples
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from statusline.config import Config
    from statusline.limits.model import Record
    from statusline.render.names import AccountName
    from statusline.state.samples import History

NONE_YET = "No history yet. Run `statusline refresh` to start it."
_PLENTY = 400


@dataclass(frozen=True, slots=True)
class HistoryReader:
    """The history (None if there is none yet), with record, config, the names of accounts, and the mode they are in."""

    history: History | None
    record: Record
    config: Config
    named: Callable[[str], AccountName]
    privacy: str


@contextmanager
def opened(environ: Mapping[str, str], now: int, privacy: str | None = None) -> Iterator[HistoryReader]:
    """Open the history to read it; without one, say why on stderr. Raises StorageError. now: epoch seconds.

    privacy: the requested mode, None: the mode of the config.
    """
    current = overview.read(find_environment(environ), now, privacy)
    environment, config, redactor = current.environment, current.config, current.redactor
    with redacted_errors(redactor):
        if current.complaint:
            click.echo(f"statusline: {current.complaint}", err=True)
        with samples.reading(environment.state) as stored:
            if stored and stored.note:
                click.echo(f"statusline: {redactor.text(stored.note)}", err=True)
            history = stored if stored and stored.windows() else None  # an empty one says as much as none
            if not config.history_days:
                path = redactor.path(environment.config)
                text = f"The history is off: history_days is 0 in {path}. Set it to {_PLENTY}, for example."
                click.echo(f"statusline: {text}", err=True)
            elif history is None:
                click.echo(f"statusline: {NONE_YET}", err=True)
            account_name = names.accounts(current.record, environment.key, config, now, redactor)
            yield HistoryReader(history, current.record, config, account_name, privacy or config.privacy)


def moment(ctx: click.Context, option: click.Parameter, value: str | None) -> int | None:
    """Return the moment that an option's value means; click's callback."""
    if value is None:
        return None
    try:
        return timespec.moment(value, clock())
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, option) from None
