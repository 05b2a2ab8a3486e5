"""The same numbers in other looks: every preset, every theme, and ever less room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from statusline.config import presets, themes
from statusline.demo import page

if TYPE_CHECKING:
    from rich.console import Console

    from statusline.demo.machine import Machine

ROOMS = (80, 40, 20, 8)


def show(out: Console, machine: Machine) -> None:
    """Show them on out; the machine keeps the config that it has then. Raises StatuslineError."""
    page.heading(out, "The same numbers in other looks")
    for name in presets.NAMES:
        machine.adopt(name)
        _row(out, name, machine)
    if out.color_system:
        for theme in themes.THEMES:
            machine.configure(f'theme = "{theme}"')
            machine.compile()
            _row(out, f"theme {theme}", machine)
    page.paragraph(out, "Presets: `statusline preset use NAME` writes one into your config, a few keys to go on from.")
    page.heading(out, "And with less room")
    machine.adopt("default")
    for columns in ROOMS:
        _row(out, f"{columns} columns", machine, columns)
    page.paragraph(out, "The limit you will hit first is never dropped.")


def _row(out: Console, name: str, machine: Machine, columns: int | None = None) -> None:
    page.row(out, name, (Text.from_ansi(machine.render("ansi", width=columns)),))
