"""What the documents of desktop bars have in common: the stages of the worst limit, and the details behind it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from statusline.config.providers import TABLE
from statusline.format.style import Fragment
from statusline.hot import prompt_file
from statusline.limits import amounts
from statusline.limits.view import nobody
from statusline.limits.windows import BLOCKED_WORD, LEVELS
from statusline.render import timeline
from statusline.render.characters import plain
from statusline.render.shapes import LONG
from statusline.render.variables import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.limits.view import AccountView
    from statusline.render.layout import Layout


class Stage(NamedTuple):
    """A time in which neither the worst percentage nor its level changes."""

    start: int | None
    end: int | None
    level: str
    percentage: float | None
    words: tuple[str, ...]

    @property
    def hole(self) -> str:
        """Return the mark after which a prompt file holds what is shown in this time only."""
        return f"{prompt_file.MARK}w{self.start or ''},{self.end or ''}"


def stages(segment: Layout) -> Iterator[Stage]:
    """Yield the stages from now on; the words are `blocked` and `stale`."""
    for start, end in pairwise([None, *segment.edges, None]):
        at = start or segment.now
        used = [times for part in segment.parts if (times := part.used(at)) is not None]
        worst = max(used, default=None)
        words = [BLOCKED_WORD] if any(view.account.block for view in segment.views) else []
        if any(stale_at <= at for view in segment.views if (stale_at := segment.stale_at(view)) is not None):
            words.append("stale")
        level = segment.worst(at) if worst is not None else _without_numbers(segment.views)
        yield Stage(start, end, level, worst, tuple(words))


def details(segment: Layout, config: Config) -> Iterator[list[Fragment]]:
    """Yield the lines of each account that has something to say: its name, its block, every window in its long form."""
    for view in segment.views:
        if not (view.windows or view.account.block):
            continue
        yield [Fragment(plain(" ".join(filter(None, (TABLE[view.account.provider].title, view.account.plan))), config))]
        if block := view.account.block:
            yield [Fragment(plain(f"{BLOCKED_WORD}: {block.message}", config))]
        for part in (Part(view, config, sample) for sample in view.windows):
            yield _window(segment, part, config)


def _window(segment: Layout, part: Part, config: Config) -> list[Fragment]:
    states = [[segment.window(part, LONG, segment.moment(at))] for at in segment.moments()]
    line = segment.written(timeline.merged(states, segment.edges))
    money = amounts.words(part.sample.amounts) if part.sample and part.sample.amounts else ""
    return [*line, Fragment(plain(f" ({money})", config))] if money else line


def _without_numbers(views: tuple[AccountView, ...]) -> str:
    if any(view.account.block for view in views):
        return LEVELS[-1]
    return "unconfigured" if nobody(views) else "unknown"
