"""Replaces the prices in the state folder by those that are published, or by a file with them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from statusline.errors import StatuslineError
from statusline.prices import price_list, published, table
from statusline.state import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.prices.table import Model, Table
    from statusline.providers.http import Client

_LARGEST = 1 << 20
BACKUP = ".bak"


def ask(client: Client, today: str, url: str = published.URL) -> Table:
    """Return the prices that are published today (a day, UTC). The only request of this wing. Raises SourceError."""
    return published.read(client.get_json(url, None, {}), published.SOURCE, today)


def from_file(path: str, today: str) -> Table:
    """Return the prices in a file that genai-prices published. Raises StatuslineError."""
    content = files.read_bytes(path, _LARGEST, own=False)
    if content is None:
        raise StatuslineError("{path} does not exist.", "Name the file that genai-prices publishes.", path=path)
    return published.loads(content, published.SOURCE, today)


def diff(before: Table, after: Table) -> Iterator[str]:
    """Yield the lines of a unified diff of two tables; a model that the new one no longer has keeps its price."""
    names = {model.name for model in after.models}
    old = [line for model in before.models if model.name in names for line in lines(model)]
    new = [line for model in after.models for line in lines(model)]
    changes = difflib.unified_diff(sorted(old), sorted(new), before.as_of, after.as_of, lineterm="", n=0)
    return (line for line in changes if not line.startswith("@@"))


def lines(model: Model) -> Iterator[str]:
    """Yield the rates of a model as text."""
    for rates in model.rates:
        since = f" from {rates.since}" if rates.since else ""
        above = f" above {rates.above:,} tokens" if rates.above else ""
        yield f"{model.name}{since}{above}: {'/'.join(map(table.amount, rates.tokens))}"
    for tier, factor in sorted(model.tiers.items()):
        yield f"{model.name} {tier}: {factor} times"


def keep(state: str, prices: Table) -> None:
    """Write the prices to the state folder, the ones before beside them. Raises StorageError."""
    path = price_list.path(state)
    with files.exclusive(state):
        before = files.read_bytes(path, _LARGEST)
        if before is not None:
            files.write_atomic(path + BACKUP, before)
        files.write_atomic(path, table.as_text(prices).encode())
