"""The limits where people see them, as they look there: Claude Code, a prompt, tmux; and presets."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

from rich.rule import Rule
from rich.text import Text

from statusline.config import presets
from statusline.demo import page, renders, stage
from statusline.hot.show import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from rich.console import Console, RenderableType

    from statusline.demo.machine import Machine

PROMPT = (("~/widgets", "bold blue"), (" ❯ ", "bold green"))
BAR = "on #313244"
GREY = "color(246)"  # in which Claude Code draws what has no colour of its own
FOR_A_COMMAND = 20
ROOMS = (40, 20, 8)


def desk(machine: Machine, columns: int, document: bytes = b"") -> Iterator[RenderableType]:
    """Yield the lines of a screen: only the limits in it are printed by the pipeline. Raises StatuslineError.

    document: what Claude Code hands over, empty: stage.session_says.
    """
    prompt, cursor = Text.assemble(*PROMPT), Text("█", "dim")
    windows = Text.assemble((" widgets ", "black on green"), ("  0:code*  1:logs" if columns >= page.ROOMY else ""))
    yield page.rule("Claude Code")
    yield Text.assemble(("❯ ", "dim"), "now the same for uploads", cursor)
    yield Rule(style="dim")
    line = machine.render("claude", document or stage.session_says(time.time()), columns - 2)
    yield in_claude_code(line)
    yield page.rule("A shell's prompt")
    yield Text.assemble(prompt, 'git commit -am "Deadlines"')
    free = columns - prompt.cell_len - FOR_A_COMMAND
    yield _spread(prompt + cursor, Text.from_ansi(machine.render("ansi", width=max(free, 8))), columns)
    yield page.rule("tmux")
    bar = _from_tmux(machine.render("tmux", width=max(min(columns // 2 + 8, columns - windows.cell_len - 9), 8)))
    yield _spread(windows, Text.assemble(bar, "  14:05 "), columns, BAR)


def in_claude_code(line: str) -> Text:
    """Return what our command printed as Claude Code draws it."""
    return Text("\n").join(Text.assemble("  ", text, style=GREY) for text in Text.from_ansi(line).split("\n"))


def show(out: Console, machine: Machine) -> None:
    """Print the desk, and one line for each preset; the machine has the default look then. Raises StatuslineError."""
    for line in desk(machine, out.width):
        if isinstance(line, Text):
            page.lines(out, line.wrap(out, out.width, overflow="fold"))
        else:
            out.print(line)
    page.heading(out, "Presets, with Claude alone: `statusline preset use NAME`")
    machine.configure("[codex]\nenabled = false\n")  # both leave no room for what makes a preset
    for name in presets.NAMES:
        machine.adopt(name)
        _row(out, name, machine, page.room(out))
    machine.configure()
    machine.adopt("default")


def narrower(out: Console, machine: Machine) -> None:
    page.heading(out, "With less room: the limit that you will hit first is never dropped")
    for columns in ROOMS:
        _row(out, f"{columns} columns", machine, columns)


def sessions(out: Console, machine: Machine) -> None:
    """Print the lines of a session of Claude Code and one of Codex, with all that they say. Raises StatuslineError."""
    page.heading(out, "Inside a session: as much of it as you like, here `preset use full`")
    machine.want("codex")
    machine.adopt("full")
    columns = page.room(out)
    line = machine.render("claude", stage.session_says(time.time()), columns)
    page.row(out, "Claude Code", *Text.from_ansi(line).split("\n"))
    footer = json.loads(machine.render("codex", stage.codex_session_says(), columns))
    page.row(out, "Codex", *_from_codex(footer).split("\n"))
    machine.adopt("default")


def _from_codex(tree: Any) -> Text:
    """Return the tree of Codex's UI as text: its own theme chooses the colours that have names of its own."""
    if isinstance(tree, str):
        return Text(tree)
    props = tree.get("props", {})
    colour = str(props.get("color", "")) if str(props.get("color", "")).startswith("#") else ""
    style = " ".join(filter(None, ("bold" if props.get("weight") == "bold" else "", colour)))
    return Text.assemble(*map(_from_codex, tree["children"]), style=style)


def targets(out: Console, machine: Machine) -> None:
    """Print each target's text as its reader gets it, and the time of the whole process. Raises StatuslineError."""
    page.heading(out, "What each target prints")
    for target in FORMATS:
        document = stage.session_says(time.time()) if target == "claude" else b""
        text, seconds = renders.render(target, machine.quiet, document)
        page.row(out, target, Text(readable(text)), note=f"{1000 * seconds:.1f} ms")


def readable(text: str) -> str:
    r"""Return text with the characters that act on a terminal spelt out: \e, ^A."""
    spelt = text.replace("\x1b", r"\e")
    return re.sub(r"[\x00-\x09\x0b-\x1f]", lambda match: f"^{chr(ord(match[0]) + 64)}", spelt)


def _row(out: Console, name: str, machine: Machine, columns: int) -> None:
    page.row(out, name, Text.from_ansi(machine.render("ansi", width=columns)))


def _spread(left: Text, right: Text, columns: int, style: str = "") -> Text:
    return Text.assemble(left, " " * max(1, columns - left.cell_len - right.cell_len), right, style=style)


def _from_tmux(text: str) -> Text:
    """Return text as tmux draws it: `#[fg=red,bold]` and `#[default]` are styles, `##` is `#`."""
    parts = re.split(r"#\[([^]]*)]", text)
    styled = zip(["default", *parts[1::2]], parts[::2], strict=True)
    return Text.assemble(*((words.replace("##", "#"), _style(style)) for style, words in styled))


def _style(words: str) -> str:
    return words.replace("default", "").replace("fg=", "").replace("bg=", "on ").replace(",", " ")
