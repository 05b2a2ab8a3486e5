"""The demo's page: headings, paragraphs, and rows of a name and its lines, beside it where there is room."""

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
    out = Console(file=stream, highlight=False, markup=False, emoji=False)
    out.width = min(out.width, WIDEST)
    return out


def rule(title: str) -> Rule:
    return Rule(Text(title, "bold"), align="left", style="dim")


def heading(out: Console, text: str) -> None:
    out.print(rule(text))


def paragraph(out: Console, text: str) -> None:
    lines(out, Text(text, "dim").wrap(out, out.width))


def room(out: Console) -> int:
    return out.width - (INDENT if out.width < ROOMY else MARGIN)


def row(out: Console, name: str, *texts: Text, note: str = "") -> None:
    """Print texts, wrapped, with a name and a note beside them, or above where out is narrower than ROOMY."""
    heads = [Text(name, "bold"), Text(note, "dim")]
    if out.width < ROOMY:
        lines(out, [Text(" ").join(heads)])
        heads = []
    margin = out.width - room(out)
    wrapped = [line for text in texts for line in text.wrap(out, room(out), overflow="fold")]
    for left, right in zip_longest(heads if note else heads[:1], wrapped, fillvalue=Text()):
        lines(out, [Text.assemble(left, " " * (margin - left.cell_len), right)])


def lines(out: Console, texts: Iterable[Text]) -> None:
    for text in texts:
        text.rstrip()
        out.print(text, soft_wrap=True)
