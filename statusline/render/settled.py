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
"""

from __future__ import annotations

import zlib
from itertools import groupby
from typing import TYPE_CHECKING

from statusline.hot.prompt_file import END, MARK, PART, UNIT, VARIANT
from statusline.render.targets import bash, fish, zsh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Plain = Callable[[str], str]
    Ladder = list[tuple[str, list[str]]]  # the width and the fragments of each variant

SUFFIX = ".line"
TARGETS: dict[str, Plain] = {"zsh": zsh.plain, "bash": bash.plain, "fish": fish.plain}
SPAN, MOMENT = f"{MARK}w", f"{MARK}d"


def of_target(name: str, prompt: str) -> str:
    """Return the settled file of one of TARGETS, from the text of its prompt file."""
    first, _, body = prompt.partition("\n")
    states = "".join(_written(until, ladder, TARGETS[name]) for until, ladder in _states(_variants(body)))
    zone = body.partition(MOMENT)[2].partition(UNIT)[0].split(",")[2:3]
    checksum = f"{zlib.crc32(states.encode('utf-8', 'replace')):08x}"
    return UNIT.join([first, checksum, *(zone or [""]), "\n"]) + states


def belongs(line: bytes, prompt: bytes) -> bool:
    """Return whether a settled file is one of this prompt file."""
    first, end, _ = prompt.partition(b"\n")
    return bool(end) and line.startswith(first + UNIT.encode())


def _variants(body: str) -> Ladder:
    lines = body.removesuffix(END).removesuffix(UNIT)
    if not lines.startswith(VARIANT):
        return [("0", lines.split(UNIT))]  # nobody is signed in
    split = (line.removeprefix(VARIANT).split(UNIT) for line in lines.split("\n"))
    return [(width, fragments) for width, *fragments in split]


def _states(variants: Ladder) -> Iterator[tuple[str, Ladder]]:
    """Yield until when a state holds, and what is shown of each variant as long as nothing comes or goes."""
    edges = sorted({bound for _, fragments in variants for fragment in fragments for bound in _bounds(fragment)})
    moments = zip([-1, *edges], [*map(str, edges), ""], strict=True)
    shown = [(until, [(width, list(_shown(fragments, at))) for width, fragments in variants]) for at, until in moments]
    for ladder, group in groupby(shown, key=lambda state: state[1]):
        yield list(group)[-1][0], ladder


def _bounds(fragment: str) -> list[int]:
    return [int(bound) for bound in fragment[2:].split(",") if bound] if fragment.startswith(SPAN) else []


def _shown(fragments: list[str], at: int) -> Iterator[str]:
    shown = True
    for fragment in fragments:
        if fragment.startswith(SPAN):
            start, _, end = fragment[2:].partition(",")
            shown = (not start or int(start) <= at) and (not end or at < int(end))
        elif shown:
            yield fragment


def _written(until: str, ladder: Ladder, plain: Plain) -> str:
    lines = [(_line(_with_moments(fragments), plain), _open(fragments, plain)) for _, fragments in ladder]
    sizes = [",".join(str(len(line.encode("utf-8", "replace"))) for line in pair) for pair in lines]
    index = [f"{width},{size}" for (width, _), size in zip(ladder, sizes, strict=True)]
    return UNIT.join([f"{MARK}u{until}", *index, "\n"]) + "".join(line for pair in lines for line in pair)


def _with_moments(fragments: list[str]) -> list[str]:
    """Return fragments with each moment as it is where they were compiled."""
    return [fragment.split(",", 3)[3] if fragment.startswith(MOMENT) else fragment for fragment in fragments]


def _open(fragments: list[str], plain: Plain) -> str:
    return _line(fragments, plain) if any(fragment.startswith(MOMENT) for fragment in fragments) else f"{UNIT}\n"


def _line(fragments: list[str], plain: Plain) -> str:
    holes: list[str] = []
    texts = ["", ""]
    for fragment in fragments:
        if fragment[:1] == MARK:
            holes.append(fragment[1:])
            texts += ["", ""]
        else:
            texts[-2] += fragment
            texts[-1] += plain(fragment)
    return UNIT.join(["", PART.join(holes), *texts, "\n"])
