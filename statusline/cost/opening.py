"""The index of calls opened to read it as it is: no log is read, no server is asked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.cost import zones
from statusline.cost.names import Names
from statusline.cost.reader import CostReader
from statusline.errors import StatuslineError
from statusline.hot import paths
from statusline.prices import price_list
from statusline.render import names as account_names
from statusline.render import overview
from statusline.render.redactor import redacted_errors
from statusline.state import token_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.render.overview import Overview
    from statusline.state.environment import Environment


class NoIndexError(StatuslineError):
    """No log has been read yet."""

    code = "no_index"


@contextmanager
def opened(environment: Environment, now: int, privacy: str | None = None) -> Iterator[CostReader]:
    """Open the index. Raises NoIndexError and StatuslineErrors, redacted.

    now: epoch seconds; privacy None: the mode of the config.
    """
    with with_overview(overview.read(environment, now, privacy)) as reader:
        yield reader


@contextmanager
def with_overview(current: Overview) -> Iterator[CostReader]:
    """Open the index for what is known now. Raises as `opened` does."""
    environment, redactor = current.environment, current.redactor
    with redacted_errors(redactor), token_index.reading(environment.state) as index:
        if index is not None:
            accounts = account_names.accounts(current.record, environment.key, current.config, current.now, redactor)
            yield CostReader(
                connection=index.connection,
                prices=price_list.load(environment.state, current.config),
                names=Names(redactor, accounts, paths.home(dict(environment.environ))),
                zone=zones.local(environment.environ),
                mode=redactor.mode,
                now=current.now,
            )
            return
    raise NoIndexError(token_index.NONE_YET, "Run `statusline index read` to read the logs.")
