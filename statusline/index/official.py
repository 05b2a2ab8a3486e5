"""Codex's official percentages, as its rollouts have them with every call: into the history, months back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.providers import CODEX
from statusline.errors import BadDocument
from statusline.providers.codex import rate_limits, rollouts
from statusline.providers.codex.usage_document import MAIN_LIMIT
from statusline.providers.parsing.readings import collect
from statusline.state import samples
from statusline.state.samples import Point

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from statusline.index.codex import Official
    from statusline.limits.model import SignedIn


def keep(folder: str, officials: Iterable[Official], owners: Mapping[str, SignedIn], oldest: int) -> None:
    """Write what the server said since oldest (epoch seconds) into the history in folder. Raises StorageError.

    owners: who is signed in to a root folder of logs; what a session says that names nobody is theirs since then.
    """
    points = [point for official in officials for point in _points(official, owners) if point.as_of >= oldest]
    if points:
        with samples.opened(folder) as history:
            history.backfill(points)


def _points(official: Official, owners: Mapping[str, SignedIn]) -> Iterator[Point]:
    """Yield the windows of the main limit."""
    owner = owners.get(official.root)
    account = official.account or (owner.account if owner and official.at >= owner.since else "")
    if not account.startswith(CODEX) or rate_limits.limit_id(official.limits) != MAIN_LIMIT:
        return
    try:
        windows, _ = collect(
            rate_limits.readings(official.limits, official.at, official.at), rollouts.NAME, official.at
        )
    except BadDocument:
        return
    for sample in windows:
        if sample.used_percentage is not None:
            values = (sample.window, sample.as_of, sample.source, sample.used_percentage, sample.resets_at)
            yield Point(account, *values, sample.confidence)
