"""The question that programs ask, answered as a JSON object: what could be saved."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.advice import answer, documents
from statusline.blame.sources import Sources
from statusline.cost import documents as cost_documents
from statusline.cost import opening
from statusline.hot.text import DAY
from statusline.index import queries
from statusline.render import overview
from statusline.state import samples, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.answer import Answer
    from statusline.cost.reader import CostReader
    from statusline.index.queries import Filter
    from statusline.state.environment import Environment

DAYS = 30


def advice(environment: Environment, now: int, *, days: int = DAYS, privacy: str | None = None) -> dict[str, object]:
    """Return the document of `advice` about the last days. Raises StatuslineError, redacted. now: epoch seconds."""
    with opening.opened(environment, now, privacy) as reader, official(environment, reader) as known:
        wanted = queries.Filter(since=now - days * DAY)
        return document(answer.read(reader, known, wanted), reader, wanted)


def document(found: Answer, reader: CostReader, wanted: Filter) -> dict[str, object]:
    coverage = queries.coverage(reader.connection)
    zone = str(reader.zone)
    head = cost_documents.head(documents.SCHEMA, reader.now, zone, reader.mode, coverage, wanted.since, reader.prices)
    return documents.document(found, {**head, "since": wanted.since})


@contextmanager
def official(environment: Environment, reader: CostReader) -> Iterator[Sources | None]:
    """Yield the history beside an open index, None if there is none yet."""
    with samples.reading(environment.state) as history:
        if history is None:
            yield None
            return
        config, _ = overview.settings(environment)
        yield Sources(
            environment=environment,
            config=config,
            record=transaction.read(environment, reader.now).record,
            history=history,
            connection=reader.connection,
            prices=reader.prices,
            names=reader.names,
            now=reader.now,
        )
