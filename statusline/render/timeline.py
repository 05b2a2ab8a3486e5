"""Several states of one text as one list of fragments: what differs stands in spans of time, the rest once."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, compress, groupby
from operator import itemgetter, ne
from typing import TYPE_CHECKING, NamedTuple

from statusline.format.style import Fragment
from statusline.hot.text import DAY, HOUR, MINUTE, duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statusline.format.evaluate import Located

    Row = tuple[tuple[int, ...], tuple[Fragment | None, ...]]
    Known = dict[tuple[int, ...], tuple[tuple[Sequence[Located], ...], list[Row]]]

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


def merged(
    states: Sequence[Sequence[Sequence[Located]]], edges: Sequence[int], known: Known | None = None
) -> list[Fragment]:
    """Return one list of fragments; state i holds until edges[i] (epoch seconds, ascending), the last one from then on.

    A state is a list of nodes. Within it places ascend, and what has the same place in two states is the same part of
    the text. A node that is one list in all of them never changes. known: nodes that were merged before, and these.
    """
    out: list[Fragment] = []
    open_ = False
    known = {} if known is None else known
    rows = chain.from_iterable(_known_rows(nodes, edges, known) for nodes in zip(*states, strict=True))
    for changes, block in groupby(rows, key=itemgetter(0)):
        if changes:
            out += _spans(changes, [texts for _, texts in block])
        else:
            out += [END] * open_ + [text for _, (text,) in block if text]
        open_ = bool(changes)
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


class Measures(NamedTuple):
    """What a part of a line takes: cells (None: a character may change the one before it), and clocks besides."""

    fragments: list[Fragment]
    cells: int | None
    clocks: list[str]


def measures(fragments: list[Fragment]) -> Measures:
    simple = all(_has_one_cell_each(fragment.text) for fragment in fragments)
    cells = sum(len(fragment.text) for fragment in fragments) if simple else None
    return Measures(fragments, cells, [fragment.hole for fragment in fragments if fragment.hole])


def columns(parts: Iterable[Measures], start: int, end: int = NEVER) -> int:
    """Return the most columns that the parts of a line without spans take from start up to end."""
    every = list(parts)
    cells = sum(part.cells or 0 for part in every)
    if any(part.cells is None for part in every):
        line = joined(fragment for part in every for fragment in part.fragments)
        cells = sum(_cells(fragment.text) for fragment in line)
    return cells + sum(_clock_columns(hole, start, end) for part in every for hole in part.clocks)


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


def _spans(changes: Sequence[int], block: list[Sequence[Fragment | None]]) -> Iterator[Fragment]:
    states = [[text for text in texts if text] for texts in zip(*block, strict=True)]
    ends = [*map(str, changes), ""]
    start = ""
    for fragments, same in groupby(range(len(states)), key=states.__getitem__):  # what moved may say the same
        *_, last = same
        if fragments:
            yield Fragment(hole=f"{SPAN}{start},{ends[last]}")
            yield from fragments
        start = ends[last]


def _known_rows(states: tuple[Sequence[Located], ...], edges: Sequence[int], known: Known) -> list[Row]:
    key = tuple(map(id, states))
    if key not in known:
        known[key] = states, list(_rows(states, edges))  # the ids stay theirs
    return known[key][1]


def _rows(states: Sequence[Sequence[Located]], edges: Sequence[int]) -> Iterator[Row]:
    """Yield for each place the edges at which it changes, and what stands there before, between and after them."""
    others = [index for index in range(1, len(states)) if states[index] is not states[index - 1]]
    if not others:
        for _, fragment in states[0]:
            yield (), (fragment,)
        return
    bounds = [edges[index - 1] for index in others]
    by_place = [dict(states[index]) for index in (0, *others)]
    places = sorted(set().union(*by_place))
    for row in zip(*(map(state.get, places) for state in by_place), strict=True):
        if row.count(row[0]) == len(row):
            yield (), (row[0],)
        else:
            changes = list(map(ne, row, row[1:]))
            yield tuple(compress(bounds, changes)), (row[0], *compress(row[1:], changes))
