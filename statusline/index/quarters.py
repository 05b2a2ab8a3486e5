"""The sums of calls by quarter of an hour, made anew for those that changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from statusline.state.token_index import BANDS, COUNTS, QUARTER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_CONTEXT = "input + cache_read + cache_write_5m + cache_write_1h"
_BANDS = " ".join(f"WHEN {_CONTEXT} <= {bound} THEN {band}" for band, bound in enumerate(BANDS))
_BAND = f"CASE {_BANDS} ELSE {len(BANDS)} END"  # most are in the first: the context is summed once for them
_GROUPS = f"dirty.value, provider, session, project, model, effort, agent, account, tier, {_BAND}"
_SUMMED = f"""INSERT INTO quarters SELECT {_GROUPS}, count(*), {", ".join(f"sum({name})" for name in COUNTS)}
    FROM json_each(?) AS dirty CROSS JOIN calls
    ON at >= dirty.value * {QUARTER} AND at < (dirty.value + 1) * {QUARTER} GROUP BY {_GROUPS}"""  # noqa: S608 - of our own words


def sum_quarters(connection: sqlite3.Connection, quarters: Iterable[int]) -> None:
    """Sum these quarters anew from their calls."""
    dirty = (json.dumps(sorted(quarters)),)
    connection.execute("DELETE FROM quarters WHERE quarter IN (SELECT value FROM json_each(?))", dirty)
    connection.execute(_SUMMED, dirty)
