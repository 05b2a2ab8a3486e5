"""waybar's document around a segment: text, tooltip, class and percentage, with the clock left open.

Its format is that of waybar's custom modules with `return-type: json` (waybar-custom(5)).
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

from statusline import segment, snapshot
from statusline.view import nobody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.config import Config
    from statusline.segment import Piece
    from statusline.view import AccountView

TITLES = {"claude": "Claude", "codex": "Codex"}
NEW_LINE = "\\n"  # as JSON writes it


def pieces(
    views: tuple[AccountView, ...], config: Config, painted: Callable[[list[Piece]], list[str]]
) -> Iterator[str]:
    """Yield the pieces of waybar's prompt file; painted turns pieces of a segment into those of a prompt file."""
    yield '{"text":"'
    yield from painted(segment.build(views, config, live=False))
    yield '","tooltip":"'
    for number, view in enumerate(view for view in views if view.windows):
        yield NEW_LINE if number else ""
        yield from painted([segment.Piece(" ".join(filter(None, (TITLES[view.account.provider], view.account.plan))))])
        for sample in view.windows:
            yield NEW_LINE
            yield from painted(list(segment.window(sample, config)))
    yield '"'
    for start, end, classes, percentage in _stages(views, config):
        yield f"{snapshot.MARK}w{start or ''},{end or ''}"
        yield f',"class":{json.dumps(classes)}'
        yield "" if percentage is None else f',"percentage":{percentage}'
    yield snapshot.MARK + "w"
    yield "}"


def _stages(
    views: tuple[AccountView, ...], config: Config
) -> Iterator[tuple[int | None, int | None, list[str], int | None]]:
    """Yield (from, until, classes, worst percentage): constant between the resets and the moment of staleness."""
    windows = [sample for view in views for sample in segment.shown_windows(view, config)]
    stale_at = min((view.stale_at for view in views if view.stale_at is not None), default=None)
    resets = {sample.resets_at for sample in windows if sample.resets_at is not None}
    edges = sorted(resets | ({stale_at} if stale_at is not None else set()))
    for start, end in pairwise([None, *edges, None]):
        used = [
            sample.used_percentage
            for sample in windows
            if sample.used_percentage is not None and (sample.resets_at is None or (start or 0) < sample.resets_at)
        ]
        worst = max(used, default=None)
        classes = [segment.level(worst, config) if worst is not None else _without_numbers(views)]
        if stale_at is not None and (start or 0) >= stale_at:
            classes.append("stale")
        yield start, end, classes, None if worst is None else snapshot.whole(worst)


def _without_numbers(views: tuple[AccountView, ...]) -> str:
    return "unconfigured" if nobody(views) else "unknown"
