"""What `history` and `export` share: the history with the names of its accounts, and `--since`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from statusline.cli import timespec
from statusline.cli.options import clock
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

NONE_YET = "There is no history yet. `statusline refresh` begins it."
_PLENTY = 400


@dataclass(frozen=True, slots=True)
class HistoryReader:
    """The history, None if there is none yet, and what is needed to tell people of it."""

    history: History | None
    record: Record
    config: Config
    named: Callable[[str], AccountName]


@contextmanager
def opened(environ: Mapping[str, str], now: int, privacy: str | None = None) -> Iterator[HistoryReader]:
    """Open the history to read it; say on stderr why there is none. Raises StorageError. now: epoch seconds.

    privacy: the mode somebody asked for, None: that of the config.
    """
    known = overview.read(find_environment(environ), now, privacy)
    environment, config, redactor = known.environment, known.config, known.redactor
    with redacted_errors(redactor):
        if known.complaint:
            click.echo(f"statusline: {known.complaint}", err=True)
        with samples.reading(environment.state) as found:
            if found and found.note:
                click.echo(f"statusline: {redactor.text(found.note)}", err=True)
            if not config.history_days:
                path = redactor.path(environment.config)
                text = f"No history is kept: history_days is 0 in {path}. Set it to {_PLENTY}, say."
                click.echo(f"statusline: {text}", err=True)
            elif found is None:
                click.echo(f"statusline: {NONE_YET}", err=True)
            named = names.accounts(known.record, environment.key, config, now, redactor)
            yield HistoryReader(found, known.record, config, named)


def moment(ctx: click.Context, option: click.Parameter, value: str | None) -> int | None:
    """Return the moment that the value of an option means; click's callback."""
    if value is None:
        return None
    try:
        return timespec.moment(value, clock())
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, option) from None


def unicode_fits() -> bool:
    """Tell whether stdout takes the characters of a plot."""
    try:
        "⣿┤└─↻✕–·".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
