"""The scale of each window, found anew from the last 30 days once an hour: it takes a look at every call of them."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, NamedTuple

from statusline.blame import intervals, left, scale, spending, weightings
from statusline.blame import sources as sources_of
from statusline.blame.scale import Scale
from statusline.errors import StatuslineError
from statusline.state import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.blame.scale import Joined
    from statusline.blame.sources import Sources, Window
    from statusline.blame.weightings import Weighting

_CLEARLY = 0.85  # a weighting has to miss by so much less than a likelier one


class Found(NamedTuple):
    """A scale, or None and what it still takes."""

    scale: Scale | None
    why: str = ""


def find(sources: Sources, window: Window) -> Found:
    """Return the scale of a window: the one in the cache, or a new one, which is left there."""
    path, name = f"{sources.environment.cache}/{left.NAME}", left.name_of(window.account.key, window.name.window)
    stamp = _stamp(sources)
    entries = left.stored(path)
    with contextlib.suppress(KeyError, TypeError, ValueError):
        entry = entries[name]
        if entry["stamp"] == stamp and left.is_fresh(entry, sources.now):
            return Found(Scale(**entry["scale"]) if entry["scale"] else None, str(entry["why"]))
    result = compute(sources, window)
    entry = {"stamp": stamp, "at": sources.now, "why": result.why, "scale": _document(result.scale)}
    _keep(path, name, entry)
    return result


def renew(sources: Sources, account: str) -> None:
    """Find the scales of an account's windows anew, where they are old."""
    for window in sources_of.read(sources, sources_of.pairs(sources, account)):
        find(sources, window)
    _keep(f"{sources.environment.cache}/{left.NAME}", account, {"at": sources.now})


def compute(sources: Sources, window: Window) -> Found:
    """Return the scale of the weighting that foretells the next interval best; a likelier one wins a near tie."""
    best: Scale | None = None
    why = ""
    for weighting, rises in _rises(sources, window):
        own = scale.find(weighting.name, weighting.unit, rises)
        why = why or scale.missing(rises)
        if own and (best is None or own.error < _CLEARLY * best.error):
            best = own
    return Found(best, "" if best else why)


def _rises(sources: Sources, window: Window) -> Iterator[tuple[Weighting, Sequence[Joined]]]:
    steps, step = list(intervals.of_cycles(window.cycles)), intervals.step(window.cycles)
    whose = sources.whose(window)
    spans = [(each.after, each.until) for each in steps]
    tried = [(weighting, [0.0] * len(spans)) for weighting in weightings.of(whose.provider)]
    for use in spending.uses(sources.connection, spans, whose, by_name=False):
        for weighting, weights in tried:
            weights[use.span] += weightings.weight(use, weighting, sources.prices) or 0.0
    for weighting, weights in tried:
        yield weighting, list(scale.joined(steps, weights, step))


def _keep(path: str, name: str, entry: dict[str, object]) -> None:
    with contextlib.suppress(StatuslineError):
        files.write_atomic(path, json.dumps({**left.stored(path), name: entry}).encode(), durable=False)


def _stamp(sources: Sources) -> str:
    """Return what the weights of calls depend on beside the calls."""
    published = sources.prices.published
    return f"{published.source} {published.as_of} {sources.config.prices!r}"


def _document(best: Scale | None) -> dict[str, object] | None:
    return {name: getattr(best, name) for name in Scale.__slots__} if best else None
