"""The demo from its first line to its last: one screen of looks, then the states."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.text import Text

from statusline.demo import looks, page, renders, stage, states, workplace
from statusline.errors import StatuslineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from statusline.demo.machine import Machine
    from statusline.demo.stage import Stage

FIRST_REFRESH = 15.0
VENDORS = 2


def run(out: Console, environ: Mapping[str, str], *, targets: bool = False) -> None:
    """Show everything on out; nothing is left afterwards. targets: their raw texts too. Raises StatuslineError."""
    with stage.opened(environ) as stage_:
        page.paragraph(
            out,
            f"A stand-in for both vendors answers on {stage_.stand_in.url}; the rest is the whole pipeline, in a"
            " temporary folder. C is Claude, X is Codex; each limit: how much is used, and how long until it resets.",
        )
        machine = stage_.machine("everything")
        page.paragraph(out, _first_prompt(stage_, machine))
        looks.show(out, machine)
        looks.narrower(out, machine)
        looks.sessions(out, machine)
        page.heading(out, "When it is not that simple")
        for name, bring_about in states.STATES.items():
            _state(out, name, bring_about(stage_))
        if targets:
            looks.targets(out, machine)
        page.paragraph(
            out,
            "Now yours: `statusline`; `statusline setup` puts it where you look; `explain`, `history` and `watch`"
            " tell more.",
        )


def _first_prompt(stage_: Stage, machine: Machine) -> str:
    """Render before anything is known, wait for the refresh that this starts, and return what happened."""
    first = renders.render("ansi", machine.environ)
    took = _await_refresh(stage_)
    requests = sorted(stage_.stand_in.requests, key=lambda request: request.path)  # both are asked at once
    paths = " and ".join(f"{request.path} ({request.status})" for request in requests)
    text, milliseconds = Text.from_ansi(first.text).plain, 1000 * first.seconds
    return (
        f"The first prompt said “{text}” after {milliseconds:.0f} ms: it does not wait. The refresh behind it asked"
        f" {paths} and was done {took:.1f} s later."
    )


def _await_refresh(stage_: Stage) -> float:
    """Wait for the detached refresh and return the seconds it took. Raises StatuslineError."""
    started = time.monotonic()
    try:
        stage_.stand_in.wait_for(VENDORS, FIRST_REFRESH)
    except TimeoutError:
        raise StatuslineError(
            f"The refresh behind the first prompt asked nobody within {FIRST_REFRESH:g} s.",
            "Run `statusline refresh` to see what keeps it.",
        ) from None
    while workplace.refreshing(stage_.folder) and time.monotonic() < started + FIRST_REFRESH:
        time.sleep(0.01)
    return time.monotonic() - started


def _state(out: Console, name: str, state: states.State) -> None:
    segment = Text.from_ansi(state.segment) if state.segment else Text("(nothing)", "dim italic")
    page.row(out, name, segment, Text(state.cause, "dim"), *([Text(f"“{state.says}”")] if state.says else []))
