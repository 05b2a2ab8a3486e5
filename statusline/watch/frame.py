"""One frame of the dashboard: every account of a state as lines, for a moment and a size. Pure."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.text import Text

from statusline.config.providers import PROVIDERS
from statusline.limits.view import UNCONFIGURED, nobody
from statusline.watch import account
from statusline.watch.context import Context
from statusline.watch.rows import Row, Worth, fitting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView
    from statusline.watch.painter import Painter
    from statusline.watch.state import State

TWO_COLUMNS = 110
WIDEST = 100
GAP = 3
ENDLESS = 10_000
FIRST_REFRESH = "Nothing is known yet: the first refresh takes a moment."
SWITCHED_OFF = "Neither vendor is enabled in the config: there is nothing to watch."


def lines(
    state: State, pen: Painter, now: int, columns: int, height: int = ENDLESS, footer: Sequence[str] = ()
) -> list[Text]:
    """Return the lines of a frame, none wider than columns and no more than height. now: epoch seconds.

    footer: the last line, in full and ever shorter.
    """
    scene = Context(state, pen, now, min(columns, WIDEST))
    above = [row for trouble in state.troubles for row in account.words(f"! {trouble}", scene, Worth.PROBLEM)]
    below = [Row(Text(), Worth.BLANK), Row(_last(footer, scene), Worth.FOOTER)] if footer else []
    sides = _sides(state.views)
    if columns >= TWO_COLUMNS and all(sides):
        beside = _beside(sides, Context(state, pen, now, (columns - GAP) // 2), height - len(above) - len(below))
        kept = fitting([*above, *(Row(line, Worth.BINDING) for line in beside), *below], height)
    else:
        kept = fitting([*above, *_stacked(state.views, scene), *below], height)
    return [pen.cut(line, columns) for line in kept]


def binding(views: Sequence[AccountView], scene: Context) -> Sample | None:
    """Return the window that is nearest to its limit, of those whose number still holds."""
    running = [sample for one in views for sample in one.windows if scene.running(sample)]
    return max(running, key=lambda sample: sample.used_percentage or 0.0, default=None)


def _last(footer: Sequence[str], scene: Context) -> Text:
    return scene.pen.text(scene.first_that_fits(*footer), "label")


def _sides(views: Sequence[AccountView]) -> list[list[AccountView]]:
    """Return the accounts that somebody is signed in to, by vendor."""
    known = [one for one in views if one.status != UNCONFIGURED]
    return [[one for one in known if one.account.provider == provider] for provider in PROVIDERS]


def _beside(sides: Sequence[Sequence[AccountView]], scene: Context, height: int) -> Iterator[Text]:
    left, right = (fitting([*_stacked(side, scene)], height) for side in sides)
    for line, other in zip_longest(left, right, fillvalue=Text()):
        one = scene.pen.cut(line, scene.width)
        yield Text.assemble(one, " " * (scene.width - one.cell_len + GAP), other, no_wrap=True)


def _stacked(views: Sequence[AccountView], scene: Context) -> Iterator[Row]:
    if said := _instead(views, scene):
        yield from account.words(said, scene, Worth.PROBLEM)
        return
    bound = binding(views, scene)
    for number, one in enumerate(views):
        if number:
            yield Row(Text(), Worth.BLANK)
        yield from account.rows(one, scene, bound)


def _instead(views: Sequence[AccountView], scene: Context) -> str:
    """Return what is said instead of any account."""
    if not scene.state.started:
        return FIRST_REFRESH
    if not views:
        return "" if scene.state.troubles else SWITCHED_OFF
    if not nobody(tuple(views)):
        return ""
    from statusline.render.compiler import SIGN_IN

    return SIGN_IN
