"""What the calls of one account were in given spans of time, as the index has them."""

from __future__ import annotations

import json
import time
from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from statusline.config.providers import CODEX
from statusline.frozen import dataclass
from statusline.hot.text import DAY
from statusline.index import queries
from statusline.index.queries import Filter
from statusline.index.tokens import Tokens
from statusline.state.token_index import BANDS, COUNTS, TIERS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

NAMES = ("project", "session", "agent", "account")
_OF_ONE_MODEL = "seven_day_"  # seven_day_opus

_CONTEXT = "input + cache_read + cache_write_5m + cache_write_1h"
_BAND = " + ".join(f"({_CONTEXT} > {bound})" for bound in BANDS)
_SUMS = ", ".join(f"sum({name})" for name in COUNTS)


@dataclass(frozen=True, slots=True)
class Whose:
    """The calls that count for a window: those of an account, and with `unnamed` those whose log names none.

    `model`: only of models with that in their name, empty for any.
    """

    provider: str
    account: str
    unnamed: bool
    model: str = ""


class Use(NamedTuple):
    """Calls of one price in one span: the number of the span, and the names as they are stored, None if unknown."""

    span: int
    names: tuple[str | None, ...]  # by NAMES
    first_at: int
    model: str | None
    tier: str
    above: int
    day: str
    calls: int
    tokens: Tokens


def model_of(provider: str, window: str, label: str) -> str:
    """Return which models count for a window: `fable` of seven_day:fable, empty for any.

    Codex names such a limit by a word of its own; its model is in the label, as in `GPT-5.3-Codex-Spark 5h`.
    """
    scope = window.partition(":")[2]
    if provider == CODEX and scope:
        return label.rpartition(" ")[0].lower() or scope
    return scope or (window.removeprefix(_OF_ONE_MODEL) if window.startswith(_OF_ONE_MODEL) else "")


def uses(
    connection: sqlite3.Connection, spans: Sequence[tuple[int, int]], whose: Whose, *, by_name: bool
) -> Iterator[Use]:
    """Yield the calls in spans, each after its first moment and up to its second.

    by_name: apart by project, session, agent and account; their names are all None without.
    """
    texts = dict(connection.execute("SELECT id, name FROM names"))
    columns = ", ".join(NAMES if by_name else "0" * len(NAMES))
    groups = ", ".join(map(str, range(1, 9)))
    statement = f"""SELECT s.key, {columns}, model, tier, {_BAND}, at / {DAY}, min(at), count(*), {_SUMS}
        FROM json_each(?) s CROSS JOIN calls ON at > s.value ->> 0 AND at <= s.value ->> 1
        WHERE provider = (SELECT id FROM names WHERE kind = 'provider' AND name = ?) AND official
        AND (account = (SELECT id FROM names WHERE kind = 'account' AND name = ?) OR (? AND account = 0))
        GROUP BY {groups}, 9"""  # noqa: S608 - of our own words
    values = (json.dumps(spans), whose.provider, whose.account, whose.unnamed)
    for row in connection.execute(statement, values):
        span, named, (model, tier, band, day, first_at, calls), counts = row[0], row[1:5], row[5:11], row[11:]
        text = texts.get(model)
        if whose.model in (text or "").lower():
            names = tuple(map(texts.get, named))
            above = BANDS[band - 1] if band else 0
            yield Use(span, names, first_at, text, TIERS[tier], above, _date(day), calls, Tokens(*counts))


def by_session(
    connection: sqlite3.Connection, whose: Whose, since: int, project: str
) -> Iterator[tuple[str | None, Use]]:
    """Yield the calls of each session from since on (epoch seconds), in a project: its folder, empty for any."""
    accounts = (whose.account, "") if whose.unnamed else (whose.account,)
    projects = (project,) if project else ()
    filter_ = Filter(since=since, provider=(whose.provider,), account=accounts, project=projects)
    for row in queries.totals(connection, ("session",), UTC, filter_):
        if whose.model in (row.model or "").lower():
            above = BANDS[row.band - 1] if row.band else 0
            use = Use(0, (None,) * len(NAMES), since, row.model, row.tier, above, row.day, row.calls, row.tokens)
            yield row.group[0], use


@lru_cache(maxsize=512)
def _date(days: int) -> str:
    """Return the day in UTC, given in days since the epoch."""
    return time.strftime("%Y-%m-%d", time.gmtime(days * DAY))
