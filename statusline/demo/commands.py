"""What can be asked besides: commands, run as people run them, on a machine that has been at work for some hours."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from textwrap import dedent
from typing import TYPE_CHECKING

from rich.text import Text

from statusline.demo import page, renders, stage
from statusline.demo.standin import Answer

if TYPE_CHECKING:
    from rich.console import Console

    from statusline.demo.machine import Machine
    from statusline.demo.stage import Stage

LENGTH = 5 * 3600
BEFORE = ((6.6, 38.0), (4.2, 100.0))  # hours ago and percent used, in the five hours before these
SINCE = ((2.0, 15.0), (1.3, 24.0), (0.6, 33.0), (0.0, stage.FIVE_HOUR))
COMMANDS = {
    "pace": "explain",
    "guard": "guard --max 80",
    "history": "history --provider claude --window 5h",
    "live": "watch --once",
}
FIRST_WINDOW = slice(1, 6)


def show(out: Console, stage: Stage) -> None:
    """Run the commands and write their output to out. Raises StatuslineError."""
    page.heading(out, "And when you ask")
    machine = at_work(stage)
    environ = {**machine.quiet, "COLUMNS": str(page.room(out)), "CLICOLOR_FORCE": "1"}
    with ThreadPoolExecutor(len(COMMANDS)) as pool:
        outputs = pool.map(lambda command: renders.command(command.split(), environ), COMMANDS.values())
        for (name, command), (text, status) in zip(COMMANDS.items(), outputs, strict=True):
            prompt = Text(f"$ statusline {command}", "dim")
            page.row(out, name, (prompt, *_lines(name, text)), f"exit {status}" if name == "guard" else "")


def at_work(stage_: Stage) -> Machine:
    """Return a machine that has been refreshed for some hours, through a limit that was hit and its reset."""
    machine = stage_.machine("at-work", codex=False)
    now = time.time()
    for ends_in, points in ((stage.FIVE_HOUR_IN - LENGTH, BEFORE), (stage.FIVE_HOUR_IN, SINCE)):
        for hours, used in points:
            ago = int(3600 * hours)
            if not ago:
                machine.sign_in_codex()
            stage_.stand_in.claude.answer(Answer(body=stage.claude_says(now - ago, ends_in + ago, used)))
            machine.refresh(now - ago)
    return machine


def _lines(name: str, text: str) -> list[Text]:
    lines = text.rstrip("\n").split("\n")
    if name == "pace":
        lines = [*dedent("\n".join(lines[FIRST_WINDOW])).split("\n"), "…"]
    return [Text.from_ansi(line) for line in lines]
