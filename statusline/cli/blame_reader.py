"""Shared by `blame` and `guard --for`: the index and the history, opened together to read them."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.blame.reading import NO_HISTORY
from statusline.blame.sources import Sources
from statusline.cli import cost_reader
from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.render import overview
from statusline.state import samples, transaction
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.cost.reader import CostReader


@dataclass(frozen=True, slots=True)
class BlameReader:
    sources: Sources
    cost: CostReader


@contextmanager
def opened(privacy: str | None, timezone: str | None, *, read: bool) -> Iterator[BlameReader]:
    """Open index and history. Raises StatuslineError, redacted, where there is none; the rest as cost_reader.opened.

    read: read first what is new in the logs.
    """
    environment = find_environment(os.environ)
    config, _ = overview.settings(environment)  # cost_reader tells what is wrong with it
    with cost_reader.opened(privacy, timezone, read=read) as reader, samples.reading(environment.state) as history:
        if history is None:
            raise StatuslineError(NO_HISTORY, "Run `statusline refresh` to start it.")
        yield BlameReader(
            Sources(
                environment=environment,
                config=config,
                record=transaction.read(environment, reader.now).record,
                history=history,
                connection=reader.connection,
                prices=reader.prices,
                names=reader.names,
                now=reader.now,
            ),
            reader,
        )
