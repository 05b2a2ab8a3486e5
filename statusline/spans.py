"""Several states of one text as one list of pieces: what differs stands in spans of time, what does not stands once."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from wcwidth import wcswidth

from statusline import snapshot
from statusline.piece import Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statusline.format.evaluate import Located

SPAN = "w"
END = Piece(hole=SPAN)
_LONGEST_AGE = 6  # 23h59m
_LONGEST = ((10 * snapshot.HOUR, 6), (snapshot.HOUR, 5), (0, 3))  # 23h59m, 9h59m, 59m; with days it is shorter


def merged(states: Sequence[Sequence[Located]], edges: Sequence[int]) -> list[Piece]:
    """Return one list of pieces; state i holds until edges[i] (epoch seconds, ascending), the last one from then on.

    Within a state places ascend, and what has the same place in two states is the same part of the text.
    """
    if len(states) == 1:
        return [piece for _, piece in states[0]]
    by_place = [dict(state) for state in states]
    rows = [tuple(state.get(place) for state in by_place) for place in sorted(set().union(*by_place))]
    out: list[Piece] = []
    open_ = False
    for changes, block in groupby(rows, key=_changes):
        if any(changes):
            out += _spans(list(block), edges)
        else:
            out += [END] * open_ + [row[0] for row in block if row[0]]
        open_ = any(changes)
    return out + [END] * open_


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces with neighbours of one style as one."""
    out: list[Piece] = []
    for piece in pieces:
        before = out[-1] if out else END
        if piece.hole or before.style != piece.style or before.hole[:1] == SPAN or not before.text:
            out.append(piece)
        else:
            out[-1] = replace(before, text=before.text + piece.text)
    return out


def columns(pieces: Sequence[Piece], now: int) -> int:
    """Return the most columns that pieces, which are one line, take at any time from now on."""
    bounds = {int(bound) for piece in pieces if piece.hole[:1] == SPAN for bound in _bounds(piece) if bound}
    return max(_columns_at(pieces, at) for at in (now, *sorted(bound for bound in bounds if bound > now)))


def _columns_at(pieces: Sequence[Piece], at: int) -> int:
    total, shown = 0, True
    for piece in pieces:
        if piece.hole[:1] == SPAN:
            start, end = _bounds(piece)
            shown = (not start or int(start) <= at) and (not end or at < int(end))
        elif shown:
            total += max(0, wcswidth(piece.text)) + _clock_columns(piece.hole, at)
    return total


def _clock_columns(hole: str, at: int) -> int:
    """Return the most that a clock takes from an instant on, as snapshot.duration writes it."""
    if hole[:1] == "t":
        return next(columns for least, columns in _LONGEST if int(hole[1:]) - at >= least or not least)
    return _LONGEST_AGE if hole[:1] == "a" else 0


def _bounds(piece: Piece) -> tuple[str, str]:
    start, _, end = piece.hole[1:].partition(",")
    return start, end


def _spans(block: list[tuple[Piece | None, ...]], edges: Sequence[int]) -> Iterator[Piece]:
    states = [tuple(filter(None, state)) for state in zip(*block, strict=True)]
    for pieces, group in groupby(range(len(states)), key=states.__getitem__):
        first, *_ = same = list(group)
        if pieces:
            start = edges[first - 1] if first else ""
            end = edges[same[-1]] if same[-1] < len(edges) else ""
            yield Piece(hole=f"{SPAN}{start},{end}")
            yield from pieces


def _changes(row: tuple[Piece | None, ...]) -> tuple[bool, ...]:
    return tuple(before != after for before, after in pairwise(row))
