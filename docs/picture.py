"""Draw docs/presets.svg and docs/watch.svg, pictures of the README: `.venv/bin/python docs/picture.py`.

The first is what `statusline preset list` shows, the second what `statusline watch` does, on a machine of `statusline
demo`. What makes SVG of a terminal's lines is here for the other scripts, too; docs/draw.py runs them all.
"""  # noqa: INP001 - a script

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from statusline.config import presets
from statusline.demo import stage
from statusline.render import preview

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.color import Color
    from rich.console import RenderableType
    from rich.segment import Segment

PRESETS = Path(__file__).with_name("presets.svg")
WATCH = PRESETS.with_name("watch.svg")
WHOLE_PICTURE = "Every limit of Claude Code and Codex, as `statusline watch` shows it"
ALL_PRESETS = "The same limits of Claude Code and Codex as each preset shows them"
COLUMNS = 100
CELL, LINE, SIDE, TOP, BOTTOM = 9.6, 22, 16, 44, 14
THEME = TerminalTheme(
    (30, 30, 46),
    (205, 214, 244),
    [
        *((69, 71, 90), (243, 139, 168), (166, 227, 161), (249, 226, 175)),
        *((137, 180, 250), (203, 166, 247), (148, 226, 213), (186, 194, 222)),
    ],
)
# Drawn, since not every font fills its cell: the parts of the cell before it, above it, and its width and height.
BOXES = {
    "─": (0, 0.5, 1, 0.06),
    "│": (0.4, 0, 0.2, 1),
    **{block: (0, 0.1, eighths / 8, 0.8) for eighths, block in enumerate("▏▎▍▌▋▊▉█", start=1)},
    "░": (0, 0.1, 1, 0.8),
    "▒": (0, 0.1, 1, 0.8),
}
DIM = ' fill-opacity="0.6"'
FAINT = {"░": ' fill-opacity="0.25"', "▒": ' fill-opacity="0.45"'}
# And since not every font has them: paths in a cell of one by one.
PATHS = {
    "\ue0b6": "M1 0A1 .5 0 0 0 1 1Z",
    "\ue0b4": "M0 0A1 .5 0 0 1 0 1Z",
    "\ue0b1": "M0 0L.9 .5L0 1H.15L1 .5L.15 0Z",
}
BY_FONT = ("nerd", "emoji")  # presets that look as the viewer's fonts please, or are boxes
DRAWN = "".join((*BOXES, *PATHS))
# No font is named that a viewer would have to fetch: each has a monospaced one.
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="what">
<title id="what">{what}</title>
<rect width="{width:g}" height="{height:g}" rx="9" fill="{background}"/>
<circle cx="22" cy="21" r="6" fill="#ff5f57"/>
<circle cx="42" cy="21" r="6" fill="#febc2e"/>
<circle cx="62" cy="21" r="6" fill="#28c840"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="16">
{drawn}
</g>
</svg>
"""


def main() -> None:
    """Write the pictures."""
    PRESETS.write_text(all_presets(), encoding="utf-8")
    WATCH.write_text(watch(), encoding="utf-8")


def begin_of_a_minute() -> None:
    """Wait if the minute is nearly over: the times left would depend on the moment."""
    seconds = time.time() % 60
    if seconds > 50:  # noqa: PLR2004 - what a picture takes at most is less than the rest
        time.sleep(61 - seconds)


def watch() -> str:
    """Return a frame of `statusline watch` as SVG."""
    begin_of_a_minute()
    with stage.opened(os.environ) as opened:
        machine = opened.machine("watch")
        machine.refresh()
        environ = {**machine.quiet, "CLICOLOR_FORCE": "1", "COLUMNS": str(COLUMNS), "LINES": "40", "LC_ALL": "C.UTF-8"}
        command = [sys.executable, "-P", "-m", "statusline", "watch", "--once"]
        frame = subprocess.run(command, env=environ, check=True, capture_output=True, encoding="utf-8").stdout
        return svg(Text.from_ansi(frame.rstrip()).split("\n"), WHOLE_PICTURE)


def all_presets() -> str:
    """Return every preset with what it is for and what it makes of the same numbers, as SVG."""
    names = [name for name in presets.NAMES if name not in BY_FONT]
    shown = {name: Text.from_ansi(preview.line(presets.config(name), "ansi")) for name in names}
    lines = []
    for name, segment in shown.items():
        lines += [
            Text.assemble((name, "bold"), (f"  {presets.about(name)}", "dim")),
            Text.assemble("  ", segment),
            Text(),
        ]
    return svg(lines[:-1], ALL_PRESETS, max(line.cell_len for line in lines))


def svg(lines: Iterable[RenderableType], what: str, columns: int = COLUMNS) -> str:
    """Return a terminal with lines on its screen; what describes it for those who cannot see it."""
    rows = shapes(lines, columns)
    return framed([shape for row in rows for shape in row], what, columns, len(rows))


def shapes(lines: Iterable[RenderableType], columns: int = COLUMNS) -> list[list[str]]:
    """Return what a terminal shows of each line, as elements of SVG."""
    console = Console(file=io.StringIO(), width=columns, color_system="truecolor", force_terminal=True)
    rendered = [console.render_lines(line, pad=False)[0] for line in lines]
    return [list(_draw(line, TOP + row * LINE)) for row, line in enumerate(rendered)]


def framed(drawn: Iterable[str], what: str, columns: int, rows: int) -> str:
    """Return elements in a terminal's window of columns and rows."""
    width, height = 2 * SIDE + columns * CELL, TOP + rows * LINE + BOTTOM
    background = THEME.background_color.hex
    return FRAME.format(width=width, height=height, what=what, background=background, drawn="\n".join(drawn))


def _draw(line: list[Segment], top: float) -> Iterator[str]:
    left = float(SIDE)
    for text, style, _ in line:
        width = CELL * len(text)
        if style and style.bgcolor and not style.bgcolor.is_default:
            yield _box(left, top, width, LINE, f'fill="{_hex(style.bgcolor)}"')
        look = f'fill="{_hex(style.color if style else None)}"'
        look += DIM if style and style.dim else ""
        look += ' font-weight="bold"' if style and style.bold else ""
        yield from _words(text, left, top, look)
        left += width


def _words(text: str, left: float, top: float, look: str) -> Iterator[str]:
    """Draw what is not blank, at its own place: viewers disagree about blanks at the ends."""
    for word in re.finditer(rf"([{DRAWN}])\1*|[^\s{DRAWN}]+(?: [^\s{DRAWN}]+)*", text):
        x, count, mark = left + CELL * word.start(), len(word[0]), word[1]
        if mark in BOXES:
            before, above, part, height = BOXES[mark]
            width = count if part == 1 else part
            faint = look.replace(DIM, "") + FAINT[mark] if mark in FAINT else look
            yield _box(x + before * CELL, top + above * LINE, width * CELL, height * LINE, faint)
        elif mark in PATHS:
            yield f'<path transform="translate({x:g} {top:g}) scale({CELL:g} {LINE:g})" d="{PATHS[mark]}" {look}/>'
        else:
            width = CELL * count
            yield f'<text x="{x:g}" y="{top + 0.73 * LINE:g}" textLength="{width:g}" {look}>{escape(word[0])}</text>'


def _box(left: float, top: float, width: float, height: float, look: str) -> str:
    return f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" {look}/>'


def _hex(colour: Color | None) -> str:
    return colour.get_truecolor(THEME).hex if colour else THEME.foreground_color.hex


if __name__ == "__main__":
    main()
