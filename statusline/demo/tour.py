"""The demo from its first line to its last."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.text import Text

from statusline.demo import commands, excerpt, looks, page, renders, stage, states, workplace
from statusline.errors import StatuslineError
from statusline.hot import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from statusline.demo.machine import Machine
    from statusline.demo.stage import Stage

FIRST_REFRESH = 15.0
VENDORS = 2


def run(out: Console, environ: Mapping[str, str]) -> None:
    """Show everything on out, by the caller's environ; nothing is left afterwards. Raises StatuslineError."""
    with stage.opened(environ) as stage_:
        page.paragraph(
            out,
            f"The whole pipeline, against a stand-in for both vendors on {stage_.stand_in.url}. Its files are in"
            f" {stage_.folder} and are removed at the end; nothing of yours is read, written or sent.",
        )
        machine = stage_.machine("everything")
        _first_prompt(out, stage_, machine)
        _targets(out, machine)
        looks.show(out, machine)
        commands.show(out, stage_)
        page.heading(out, "And when it is not that simple")
        for name, bring_about in states.STATES.items():
            _state(out, name, bring_about(stage_))
    out.print()
    page.paragraph(out, "Now yours: run `statusline`, and `statusline setup` to have it where you look.")


def _first_prompt(out: Console, stage_: Stage, machine: Machine) -> None:
    page.heading(out, "The first prompt")
    first = renders.render("ansi", machine.environ)
    pending = "Nothing is known yet. The prompt does not wait: a refresh starts behind it."
    page.row(out, "at once", (Text.from_ansi(first.text), Text(pending, "dim")), _milliseconds(first.seconds))
    took = _await_refresh(stage_)
    requests = [
        Text(f"{request.method} {request.path}: {request.status}", "dim") for request in stage_.stand_in.requests
    ]
    page.row(out, f"{took:.1f} s later", (Text.from_ansi(machine.render("ansi")), *requests))


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


def _targets(out: Console, machine: Machine) -> None:
    page.heading(out, "The same numbers, wherever you look")
    document = stage.session_says(time.time())
    printed = {target: machine.render(target, document if target == "claude" else b"") for target in show.FORMATS}
    times = renders.times(show.FORMATS, machine.quiet, document)
    for target, text in printed.items():
        page.row(out, target, (excerpt.shown(target, text),), _time(times.targets[target], times.bare))
    page.paragraph(
        out,
        f"Time of the whole process, median of {times.rounds}; × a Python that does nothing"
        f" (`python -I -S -c pass`: {_milliseconds(times.bare)}).",
    )


def _state(out: Console, name: str, shown: states.Shown) -> None:
    segment = Text.from_ansi(shown.segment) if shown.segment else Text("(nothing)", "dim italic")
    sentence = (Text(f"“{shown.says}”"),) if shown.says else ()
    page.row(out, name, (segment, Text(shown.cause, "dim"), *sentence))


def _time(seconds: float, bare: float) -> str:
    return f"{_milliseconds(seconds)} ×{seconds / bare:.2f}"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
