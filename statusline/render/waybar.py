"""waybar's document around a segment: text, tooltip, class and percentage, with the clock left open.

Its format is that of waybar's custom modules with `return-type: json` (waybar-custom(5)).
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

from statusline.config.providers import TABLE
from statusline.format.style import Fragment
from statusline.hot import prompt_file
from statusline.hot.text import whole
from statusline.limits import amounts
from statusline.limits.view import nobody
from statusline.limits.windows import BLOCKED_WORD, LEVELS
from statusline.render import layout, timeline
from statusline.render.characters import plain
from statusline.render.variables import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.config import Config
    from statusline.limits.view import AccountView
    from statusline.render.layout import Layout

NEW_LINE = "\\n"  # as JSON writes it


def pieces(segment: Layout, config: Config, painted: Callable[[list[Fragment]], list[str]]) -> Iterator[str]:
    """Yield the pieces of waybar's prompt file; painted turns pieces of a segment into those of a prompt file."""
    settings = config.target_of("waybar")
    yield '{"text":"'
    yield from painted(segment.variants(settings.format, settings.width)[0][1])
    yield '","tooltip":"'
    for number, view in enumerate(view for view in segment.views if view.windows or view.account.block):
        yield NEW_LINE if number else ""
        title = " ".join(filter(None, (TABLE[view.account.provider].title, view.account.plan)))
        yield from painted([Fragment(plain(title, config))])
        if block := view.account.block:
            yield NEW_LINE
            yield from painted([Fragment(plain(f"{BLOCKED_WORD}: {block.message}", config))])
        for part in (Part(view, sample) for sample in view.windows):
            yield NEW_LINE
            states = [segment.window(part, layout.LONG, at, segment.worst(at)) for at in segment.moments()]
            yield from painted(segment.written(timeline.merged(states, segment.edges)))
            if part.sample and part.sample.amounts:
                tooltip = amounts.words(part.sample.amounts)
                yield from painted([Fragment(plain(f" ({tooltip})", config))] if tooltip else [])
    yield '"'
    for start, end, classes, percentage in _stages(segment):
        yield f"{prompt_file.MARK}w{start or ''},{end or ''}"
        yield f',"class":{json.dumps(classes)}'
        yield "" if percentage is None else f',"percentage":{percentage}'
    yield prompt_file.MARK + "w"
    yield "}"


def _stages(segment: Layout) -> Iterator[tuple[int | None, int | None, list[str], int | None]]:
    """Yield (from, until, classes, worst percentage): constant between the moments at which something changes."""
    for start, end in pairwise([None, *segment.edges, None]):
        at = start or segment.now
        used = [times for part in segment.parts if (times := part.used(at)) is not None]
        worst = max(used, default=None)
        classes = [segment.worst(at) if worst is not None else _without_numbers(segment.views)]
        if any(view.account.block for view in segment.views):
            classes.append(BLOCKED_WORD)
        if any(stale_at <= at for view in segment.views if (stale_at := segment.stale_at(view)) is not None):
            classes.append("stale")
        yield start, end, classes, None if worst is None else whole(worst)


def _without_numbers(views: tuple[AccountView, ...]) -> str:
    if any(view.account.block for view in views):
        return LEVELS[-1]
    return "unconfigured" if nobody(views) else "unknown"
