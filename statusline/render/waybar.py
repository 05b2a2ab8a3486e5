"""waybar's document around a segment: text, tooltip, class and percentage, with the clock left open.

Its format is that of waybar's custom modules with `return-type: json` (waybar-custom(5)).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from statusline.hot import prompt_file
from statusline.hot.text import whole
from statusline.render import bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.config import Config
    from statusline.format.style import Fragment
    from statusline.render.layout import Layout

NEW_LINE = "\\n"  # as JSON writes it


def fragments(segment: Layout, config: Config, painted: Callable[[list[Fragment]], list[str]]) -> Iterator[str]:
    """Yield the fragments of waybar's prompt file; painted turns fragments of a segment into those of a prompt file."""
    settings = config.target_of("waybar")
    yield '{"text":"'
    yield from painted(segment.variants(settings.format, settings.width)[0][1])
    yield '","tooltip":"'
    for number, line in enumerate(bar.details(segment, config)):
        yield NEW_LINE if number else ""
        yield from painted(line)
    yield '"'
    for stage in bar.stages(segment):
        yield stage.hole
        yield f',"class":{json.dumps([stage.level, *stage.words])}'
        yield "" if stage.percentage is None else f',"percentage":{whole(stage.percentage)}'
    yield prompt_file.MARK + "w"
    yield "}"
