"""Settled files: what a shell shows of a prompt file, state after state, with only the clocks left open.

    <first line of the prompt file><US>checksum of the rest<US>TZ<US><LF>
    <RS>u<until><US>width,bytes,bytes<US>width,bytes,bytes<US>…<LF>
    <US>clocks<US>painted<US>plain<US>painted<US>plain<US>…<LF>
    <US>holes<US>painted<US>plain<US>painted<US>plain<US>…<LF>
    …

A state holds from the end of the one above it until `until` (epoch seconds, empty: for ever). Below it stand two lines
for each of its variants, so many bytes long: the holes, separated by GS (ASCII 29), and the texts between them, each
once with its colours and once without. The first line has the clocks `t` and `a` of docs/prompt-file.md open, and
moments as they are where the variable TZ is that of the file; the second, for other zones, has moments (`d`) open as
well, and is nothing but <US><LF> where there are none. So a reader needs the first line, a state, and one more line.
fish, which asks the program in another zone, has a lone `d` there.

zsh, which takes long texts apart slowly but can seek, has an index of its own; docs/prompt-file.md has it.
"""

from __future__ import annotations

import math
import zlib
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from statusline.hot.prompt_file import END, MARK, PART, UNIT, VARIANT
from statusline.render.targets import bash, fish, zsh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Plain = Callable[[str], str]
    Lines = tuple[str, str]  # with only the clocks open, and with moments as well
    State = tuple[str, list[tuple[str, Lines]]]  # until when, and each variant: its width and its lines

SUFFIX = ".line"
TARGETS: dict[str, Plain] = {"zsh": zsh.plain, "bash": bash.plain, "fish": fish.plain}
SPAN, MOMENT = f"{MARK}w", f"{MARK}d"
EMPTY, ASK = f"{UNIT}\n", f"{UNIT}d{UNIT}\n"
NEVER = 9_999_999_999
WIDEST = 10_000  # columns that nobody has


class _Line(NamedTuple):
    """Holes, each ended by PART, and the texts around and between them, split by UNIT: with colours, and without."""

    holes: str
    painted: str
    plain: str


class _Run(NamedTuple):
    """Fragments that are shown together, from and until an epoch second, as they stand in both kinds of line."""

    start: int
    end: float
    settled: _Line
    open: _Line | None  # with moments as holes, for a shell that writes them
    has_moments: bool


def of_target(name: str, prompt: str) -> str:
    """Return the settled file of one of TARGETS, from the text of its prompt file."""
    first, _, body = prompt.partition("\n")
    variants = [(width, [_run(name, text) for text in _runs(variant)]) for width, variant in _variants(body)]
    zone = "".join(body.partition(MOMENT)[2].partition(UNIT)[0].split(",")[2:3])
    head, end = first + UNIT, UNIT.join(["", zone, "\n"])
    if name == "zsh":
        states = _indexed(len((head + end).encode("utf-8", "replace")) + 8, f"={zone}", _states(name, variants))
    else:
        states = "".join(_written(until, ladder) for until, ladder in _states(name, variants))
    return f"{head}{zlib.crc32(states.encode('utf-8', 'replace')):08x}{end}{states}"


def belongs(line: bytes, prompt: bytes) -> bool:
    """Return whether a settled file is one of this prompt file."""
    first, end, _ = prompt.partition(b"\n")
    return bool(end) and line.startswith(first + UNIT.encode())


def _variants(body: str) -> list[tuple[str, str]]:
    """Return the width and the text of each variant."""
    lines = body.removesuffix(END).removesuffix(UNIT)
    if not lines.startswith(VARIANT):
        return [("0", lines)]  # nobody is signed in
    split = (line.removeprefix(VARIANT).partition(UNIT) for line in lines.split("\n"))
    return [(width, text) for width, _, text in split]


def _runs(variant: str) -> list[str]:
    """Return the runs of a variant, each after its bounds."""
    return f",{UNIT}{variant}".split(f"{UNIT}{SPAN}")


@lru_cache(maxsize=1024)  # variants have most of their runs in common, and so have the files of two merges
def _run(name: str, text: str) -> _Run:
    plain = TARGETS[name]
    bounds, *fragments = text.split(UNIT)
    start, _, end = bounds.partition(",")
    has_moments = any(fragment.startswith(MOMENT) for fragment in fragments)
    settled = _line(_with_moments(fragments) if has_moments else fragments, plain)
    open_ = _line(fragments, plain) if has_moments and name == "bash" else None
    return _Run(int(start or 0), int(end) if end else math.inf, settled, open_, has_moments)


def _states(name: str, variants: list[tuple[str, list[_Run]]]) -> Iterator[State]:
    """Yield until when a state holds, and what is shown of each variant as long as nothing comes or goes."""
    bounds = {bound for _, runs in variants for run in runs for bound in (run.start, run.end)}
    edges = sorted(bound for bound in bounds if 0 < bound < math.inf)
    moments = zip([0, *edges], [*map(str, edges), ""], strict=True)
    states = [(until, [(width, _at(name, at, runs)) for width, runs in variants]) for at, until in moments]
    yield from (list(same)[-1] for _, same in groupby(states, key=itemgetter(1)))


def _at(name: str, at: float, runs: list[_Run]) -> Lines:
    shown = [run for run in runs if run.start <= at < run.end]
    settled = _joined([run.settled for run in shown])
    if not any(run.has_moments for run in shown):
        return settled, EMPTY
    return settled, _joined([run.open or run.settled for run in shown]) if name == "bash" else ASK


def _written(until: str, ladder: list[tuple[str, Lines]]) -> str:
    sizes = ((width, *(len(line.encode("utf-8", "replace")) for line in lines)) for width, lines in ladder)
    index = [",".join(map(str, entry)) for entry in sizes]
    return UNIT.join([f"{MARK}u{until}", *index, "\n"]) + "".join(chain.from_iterable(lines for _, lines in ladder))


def _indexed(start: int, zone: str, states: Iterator[State]) -> str:
    """Return states as zsh reads them: an index of lines, and each line once. start: the bytes in front of it."""
    places = dict[str, str]()
    entries = list[str]()
    size = 0
    for until, ladder in states:
        enough = str(WIDEST)
        for left, (width, (settled, opened)) in zip(reversed(range(len(ladder))), ladder, strict=True):
            line = UNIT.join(["", width, enough, zone if opened != EMPTY else ""]) + settled
            enough = width
            if line not in places:
                length = len(line.encode("utf-8", "replace"))
                places[line] = f"{size},{length}"
                size += length
            entries.append(f"{until or NEVER},{width if left else 0},{places[line]},")
    index = UNIT.join(["", *entries, "\n"])
    return f"{UNIT}{start + len(UNIT) + 6 + len(index):06}{index}{''.join(places)}"


def _joined(lines: list[_Line]) -> str:
    """Return lines as one: the last text of each goes on in the first of the next."""
    holes, painted, plain = map("".join, zip(*lines, strict=True))
    texts = chain.from_iterable(zip(painted.split(UNIT), plain.split(UNIT), strict=True))
    return UNIT.join(["", holes[:-1], *texts, "\n"])


def _with_moments(fragments: list[str]) -> list[str]:
    """Return fragments with each moment as it is where they were compiled."""
    return [fragment.split(",", 3)[3] if fragment.startswith(MOMENT) else fragment for fragment in fragments]


def _line(fragments: list[str], plain: Plain) -> _Line:
    holes = "".join(fragment[1:] + PART for fragment in fragments if fragment[:1] == MARK)
    painted = "".join(UNIT if fragment[:1] == MARK else fragment for fragment in fragments)
    return _Line(holes, painted, "".join(UNIT if fragment[:1] == MARK else plain(fragment) for fragment in fragments))
