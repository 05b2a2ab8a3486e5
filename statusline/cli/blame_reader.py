"""Shared by `blame` and `guard --for`: the index and the history, opened together to read them."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.blame import reading
from statusline.cli import cost_reader
from statusline.frozen import dataclass
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.blame.sources import Sources
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
    with cost_reader.opened(privacy, timezone, read=read) as reader, reading.beside(environment, reader) as sources:
        if sources is None:
            raise reading.no_history()
        yield BlameReader(sources, reader)
