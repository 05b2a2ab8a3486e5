"""The index of calls with what a report needs beside it: prices, names in one privacy mode, a time zone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.cost import names, report
from statusline.frozen import dataclass
from statusline.index.queries import Filter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from statusline.cost.names import Names
    from statusline.prices.price_list import PriceList

FILTERS = ("model", "project", "session", "account", "agent", "effort")


@dataclass(frozen=True, slots=True)
class CostReader:
    """What a report on calls reads from; `mode` is the privacy mode. Times are epoch seconds."""

    connection: sqlite3.Connection
    prices: PriceList
    names: Names
    zone: tzinfo
    mode: str
    now: int


def wanted(
    reader: CostReader, since: int | None, until: int | None, provider: str | None, words: Mapping[str, Sequence[str]]
) -> Filter:
    """Return the filter for a time and for the names that words mean, by FILTERS; since None: the last seven days.

    Raises NoSuchNameError.
    """
    first = report.since_of_days(reader.now, reader.zone) if since is None else since
    result = Filter(since=first, until=until, provider=(provider,) if provider else ())
    named = {kind: _meant(reader, kind, words[kind]) for kind in FILTERS if words.get(kind)}
    return replace(result, **named)  # type: ignore[arg-type]  # fields that are tuples of names


def _meant(reader: CostReader, kind: str, words: Sequence[str]) -> tuple[str, ...]:
    stored = names.stored(reader.connection, kind)
    return tuple(name for word in words for name in reader.names.matching(kind, word, stored))
