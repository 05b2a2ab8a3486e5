"""The index, the history and the record opened together, as they are: no log is read, no server is asked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.blame.sources import Sources
from statusline.cost.names import Names
from statusline.errors import StatuslineError
from statusline.hot import paths
from statusline.prices import price_list
from statusline.render import names as account_names
from statusline.render import overview
from statusline.render.redactor import redacted_errors
from statusline.state import samples, token_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.state.environment import Environment

NO_HISTORY = "There is no history of official numbers yet."


@contextmanager
def opened(environment: Environment, now: int, privacy: str | None = None) -> Iterator[Sources]:
    """Open what `blame` and `room` read from. Raises StatuslineError, redacted. now: epoch seconds.

    privacy: the requested mode, None: the mode of the config.
    """
    current = overview.read(environment, now, privacy)
    config, redactor = current.config, current.redactor
    with (
        redacted_errors(redactor),
        token_index.reading(environment.state) as index,
        samples.reading(environment.state) as history,
    ):
        if index is None:
            raise StatuslineError(token_index.NONE_YET, "Run `statusline index read` to read the logs.")
        if history is None:
            raise StatuslineError(NO_HISTORY, "Run `statusline refresh` to start it.")
        accounts = account_names.accounts(current.record, environment.key, config, now, redactor)
        yield Sources(
            environment=environment,
            config=config,
            record=current.record,
            history=history,
            connection=index.connection,
            prices=price_list.load(environment.state, config),
            names=Names(redactor, accounts, paths.home(dict(environment.environ))),
            now=now,
        )
