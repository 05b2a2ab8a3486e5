"""The index, the history and the record opened together, as they are: no log is read, no server is asked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.blame.sources import Sources
from statusline.cost import opening
from statusline.errors import StatuslineError
from statusline.render import overview
from statusline.state import samples, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.cost.reader import CostReader
    from statusline.limits.model import Record
    from statusline.state.environment import Environment
    from statusline.state.samples import History


@contextmanager
def opened(environment: Environment, now: int, privacy: str | None = None) -> Iterator[Sources]:
    """Open what `blame` and `room` read from. Raises StatuslineError, redacted. now: epoch seconds.

    privacy: the requested mode, None: the mode of the config.
    """
    current = overview.read(environment, now, privacy)
    with opening.with_overview(current) as reader, samples.reading(environment.state) as history:
        if history is None:
            raise no_history()
        yield _sources(environment, current.config, current.record, history, reader)


@contextmanager
def beside(environment: Environment, reader: CostReader) -> Iterator[Sources | None]:
    """Open the history beside an open index; yield None if there is none yet."""
    with samples.reading(environment.state) as history:
        if history is None:
            yield None
            return
        config, _ = overview.settings(environment)  # whoever opened the index tells what is wrong with it
        yield _sources(environment, config, transaction.read(environment, reader.now).record, history, reader)


def no_history() -> StatuslineError:
    return StatuslineError("There is no history of official numbers yet.", "Run `statusline refresh` to start it.")


def _sources(environment: Environment, config: Config, record: Record, history: History, reader: CostReader) -> Sources:
    return Sources(
        environment=environment,
        config=config,
        record=record,
        history=history,
        connection=reader.connection,
        prices=reader.prices,
        names=reader.names,
        now=reader.now,
    )
