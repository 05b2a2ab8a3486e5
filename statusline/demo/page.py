"""The demo's page: headings, and rows of a name and its lines, in columns where there is room and stacked where not."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

WIDEST = 120
ROOMY = 60
MARGIN = 15
INDENT = 2


def console(stream: TextIO) -> Console:
    """Return what writes to stream, as wide and as colourful as it and the environment allow."""
    out = Console(file=stream, highlight=False, markup=False, emoji=False)
    out.width = min(out.width, WIDEST)
    return out


def heading(out: Console, text: str) -> None:
    out.print()
    out.print(Rule(Text(text, "bold"), align="left", style="dim"))


def paragraph(out: Console, text: str) -> None:
    """Print a paragraph of explanation, wrapped."""
    _print(out, Text(text, "dim").wrap(out, out.width))


def room(out: Console) -> int:
    """Return the columns that the lines of a row have."""
    return out.width - (INDENT if out.width < ROOMY else MARGIN)


def row(out: Console, name: str, lines: Iterable[Text], note: str = "") -> None:
    """Print lines with a name and a note before them: beside them where out is wide enough, else above."""
    if out.width < ROOMY:
        heads = []
        _print(out, [Text.assemble((name, "bold"), " ", (note, "dim"))])
    else:
        heads = [Text(name, "bold"), Text(note, "dim")]
    margin = out.width - room(out)
    pieces = [piece for line in lines for piece in line.wrap(out, room(out), overflow="fold")]
    for left, piece in zip_longest(heads if note else heads[:1], pieces, fillvalue=Text()):
        _print(out, [Text.assemble(left, " " * (margin - left.cell_len), piece)])


def _print(out: Console, lines: Iterable[Text]) -> None:
    for line in lines:
        line.rstrip()
        out.print(line, soft_wrap=True)
