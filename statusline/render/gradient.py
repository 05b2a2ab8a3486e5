"""A gauge whose columns have colours of their own, from the normal style's over the warning's to the critical's."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from statusline.format import palette, style
from statusline.format.style import NO_STYLE, Fragment, Style
from statusline.hot.gauge import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.config import Styles

PLAIN = (0, 175, 95)  # the first colour where the normal style names none: green


def colours(styles: Styles, width: int) -> tuple[Style, ...]:
    """Return the style of each column of a gauge."""
    stops = [_rgb(style.parse(text).foreground) for text in (styles.normal, styles.warning, styles.critical)]
    return tuple(_between(stops, (column + 0.5) / width) for column in range(width))


def graded(fragments: Iterable[Fragment], styles: tuple[Style, ...]) -> Iterator[Fragment]:
    """Yield a gauge with the colours of its columns, as far as they are filled; what is no gauge stays as it is."""
    for fragment in fragments:
        if len(fragment.text) != len(styles):
            yield fragment
            continue
        cells = zip(fragment.text, styles, strict=True)
        painted = ((cell, NO_STYLE if cell in EMPTY else paint) for cell, paint in cells)
        for paint, same in groupby(painted, key=lambda cell: cell[1]):
            yield Fragment("".join(cell for cell, _ in same), paint)


def _rgb(colour: str) -> palette.RGB:
    return palette.rgb(colour) if colour else PLAIN


def _between(stops: list[palette.RGB], share: float) -> Style:
    position = share * (len(stops) - 1)
    first = min(int(position), len(stops) - 2)
    pairs = zip(stops[first], stops[first + 1], strict=True)
    red, green, blue = (round(low + (high - low) * (position - first)) for low, high in pairs)
    return Style(f"#{red:02x}{green:02x}{blue:02x}")
