"""Several states of one text as one list of fragments: what differs stands in spans of time, the rest once."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from operator import ne
from typing import TYPE_CHECKING

from statusline.format.style import Fragment
from statusline.hot.text import DAY, HOUR, MINUTE, duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statusline.format.evaluate import Located

SPAN = "w"
END = Fragment(hole=SPAN)
# Characters from one to another; a pattern of them takes as long to compile as many texts to measure.
_ONE_CELL_EACH = (
    *((" ", "~"), ("\xa1", "\xac"), ("\xae", "\u02ff"), ("\u2010", "\u2027"), ("\u2190", "\u21ff")),
    *(("\u2500", "\u259f"), ("\u2800", "\u28ff"), ("\ue000", "\uf8ff")),
)
NEVER = 9_999_999_999
# The last second of each form of a duration, which is as wide as any of that form.
_WIDEST = (
    MINUTE - 1,
    HOUR - 1,
    10 * HOUR - 1,
    DAY - 1,
    2 * DAY - 1,
)


def merged(states: Sequence[Sequence[Located]], edges: Sequence[int]) -> list[Fragment]:
    """Return one list of fragments; state i holds until edges[i] (epoch seconds, ascending), the last one from then on.

    Within a state places ascend, and what has the same place in two states is the same part of the text.
    """
    return merged_nodes([[state] for state in states], edges)


def merged_nodes(states: Sequence[Sequence[Sequence[Located]]], edges: Sequence[int]) -> list[Fragment]:
    """Do what `merged` does for states of as many nodes each; a node that is one list in all of them never changes."""
    out: list[Fragment] = []
    open_ = False
    rows = (row for nodes in zip(*states, strict=True) for row in _rows(nodes))
    for changes, block in groupby(rows, key=_changes):
        if any(changes):
            out += _spans(list(block), edges)
        else:
            out += [END] * open_ + [row[0] for row in block if row[0]]
        open_ = any(changes)
    return out + [END] * open_


def joined(fragments: Iterable[Fragment]) -> list[Fragment]:
    """Return fragments with neighbours of one style as one."""
    out: list[Fragment] = []
    for fragment in fragments:
        before = out[-1] if out else END
        if fragment.hole or before.style != fragment.style or before.hole[:1] == SPAN or not before.text:
            out.append(fragment)
        else:
            out[-1] = Fragment(before.text + fragment.text, before.style, before.hole)
    return out


def columns(fragments: Iterable[Fragment], start: int, end: int = NEVER) -> int:
    """Return the most columns that fragments, which are one line without spans, take from start up to end."""
    every = list(fragments)
    cells = sum(len(fragment.text) for fragment in every)
    if not all(_has_one_cell_each(fragment.text) for fragment in every):
        cells = sum(_cells(fragment.text) for fragment in joined(every))  # a character may change the one before it
    return cells + sum(_clock_columns(fragment.hole, start, end) for fragment in every if fragment.hole)


@lru_cache(maxsize=1024)
def _has_one_cell_each(text: str) -> bool:
    return all(any(first <= character <= last for first, last in _ONE_CELL_EACH) for character in text)


def _cells(text: str) -> int:
    if _has_one_cell_each(text):
        return len(text)
    from wcwidth import wcswidth  # here: its tables are large, and most texts need none of them

    return max(0, wcswidth(text))


@lru_cache(maxsize=1024)
def _clock_columns(hole: str, start: int, end: int) -> int:
    """Return the most columns of a clock between two moments, as hot.text.duration writes it, or of a moment."""
    if hole[:1] == "d":
        return len(hole.rpartition(",")[2])
    if hole[:1] not in ("t", "a"):
        return 0
    at = int(hole[1:])
    least, most = (at - end + 1, at - start) if hole[:1] == "t" else (start - at, end - 1 - at)
    moments = [max(0, most), max(0, least), *(moment for moment in _WIDEST if least <= moment <= most)]
    return max(len(duration(moment)) for moment in moments)


def fitting(states: Sequence[tuple[int, Sequence[Located]]], most: int) -> Sequence[Located]:
    """Return the first text of (columns, text) that is not wider than most, else the last."""
    return next((fragments for columns_, fragments in states if columns_ <= most), states[-1][1])


def _spans(block: list[tuple[Fragment | None, ...]], edges: Sequence[int]) -> Iterator[Fragment]:
    states = [tuple(filter(None, state)) for state in zip(*block, strict=True)]
    for fragments, group in groupby(range(len(states)), key=states.__getitem__):
        first, *_ = same = list(group)
        if fragments:
            start = edges[first - 1] if first else ""
            end = edges[same[-1]] if same[-1] < len(edges) else ""
            yield Fragment(hole=f"{SPAN}{start},{end}")
            yield from fragments


def _rows(states: Sequence[Sequence[Located]]) -> Iterable[tuple[Fragment | None, ...]]:
    """Return what stands at each place in each state, or in all of them."""
    first = states[0]
    if all(state is first for state in states):
        return [(fragment,) for _, fragment in first]
    by_place = [dict(state) for state in states]
    places = sorted(set().union(*by_place))
    return zip(*(map(state.get, places) for state in by_place), strict=True)


def _changes(row: tuple[Fragment | None, ...]) -> tuple[bool, ...]:
    return tuple(map(ne, row, row[1:]))
