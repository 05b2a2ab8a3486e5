"""The columns of a frame: one place for the labels, bars and numbers of every account, as wide as there is room."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.limits import windows
from statusline.watch import clocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text

    from statusline.limits.model import Sample
    from statusline.watch.context import Context

SHORTEST_LABELS, PART_OF_LABELS = 8, 8
USED, LEFT = 5, 10  # `~100%`, `~100% left`
LEVEL = 2  # `!!`
SHORTEST_BAR, LONGEST_BAR = 8, 40
PAST, NO_RESET = "past reset", 3
_WORD = re.compile(r"(?<=[\s-])")


@dataclass(frozen=True, slots=True)
class Grid:
    """`bar` is 0 if it needs a line of its own; `reset` is the place of the form of a reset that fits.

    `indent` is that of what stands below a bar.
    """

    label: int
    used: int
    bar: int
    reset: int

    @property
    def indent(self) -> int:
        return 1 + self.label + 1 if self.bar else 1


def of(samples: Iterable[Sample], context: Context) -> Grid:
    """Return the columns for windows: the words about a reset go before the bar does."""
    samples = list(samples)
    used = LEFT if context.state.config.remaining else USED
    label = _label_columns([windows.label(sample, context.state.config) for sample in samples], context, used)
    forms = zip(*(resets(sample, context.now) for sample in samples), strict=True)
    room = context.width - (1 + label + 1) - (used + LEVEL)
    rooms = [room - (widest and widest + 1) for widest in (max(map(len, form)) for form in forms)]
    for reset, columns in enumerate(rooms[:NO_RESET]):
        if columns > SHORTEST_BAR:
            return Grid(label, used, min(columns - 1, LONGEST_BAR), reset)
    return Grid(label, used, 0, next((reset for reset, columns in enumerate(rooms) if columns >= 0), NO_RESET))


def resets(sample: Sample, now: int) -> tuple[str, str, str, str]:
    """Return when a window resets, in full and ever shorter."""
    if sample.resets_at is None:
        return "", "", "", ""
    if sample.resets_at <= now:
        return PAST, PAST, "over", ""
    left, moment = clocks.left(sample.resets_at - now), clocks.moment(sample.resets_at, now)
    return f"resets in {left} · {moment}", f"{left} · {moment}", left, ""


def label(text: str, width: int, context: Context) -> Text:
    """Return a label in at most width columns; its last words stay, which tell models and lengths apart."""
    options = [context.painter.text(option) for option in _shorter(text)]
    return next((option for option in options if option.cell_len <= width), context.painter.cut(options[-1], width))


def _label_columns(labels: list[str], context: Context, used: int) -> int:
    widths = [[context.painter.text(option).cell_len for option in _shorter(text)] for text in labels]
    room = max(SHORTEST_LABELS, context.width // PART_OF_LABELS)
    needed = max((next((width for width in options if width <= room), options[-1]) for options in widths), default=0)
    return max(0, min(needed, context.width - 2 - used - LEVEL))


def _shorter(text: str) -> list[str]:
    """Return a label, then ever fewer of its last words; its length is no word: `GPT-Spark 5h`, `Spark 5h`."""
    model, blank, length = text.rpartition(" ")
    words = _WORD.split(model or text)
    return ["".join(words[position:]) + (f"{blank}{length}" if model else "") for position in range(len(words))]
