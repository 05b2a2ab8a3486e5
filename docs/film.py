"""Draw docs/demo.svg, the README's moving picture: `.venv/bin/python docs/film.py`.

Claude's five hours fill up on a machine of `statusline demo`, and an alert comes. All limits in it, and the words of
the alert, come from a run of the pipeline for each of its scenes. Without animation the last scene stands.
"""  # noqa: INP001 - a script

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from picture import CELL, COLUMNS, LINE, SIDE, THEME, TOP, begin_of_a_minute, framed, shapes

from statusline.alerts import deliver
from statusline.demo import looks, stage
from statusline.demo.standin import Answer, claude_body, reset_minute
from statusline.install import sample
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from statusline.demo.machine import Machine
    from statusline.demo.stage import Stage

FILM = Path(__file__).with_name("demo.svg")
WHAT = "The limits of Claude Code and Codex in Claude Code's status line, in a shell prompt and in a tmux bar"
BEFORE_THE_ALERT, EARLIER = 78.0, 300  # percent, and seconds before
SECONDS = 12
STYLE = """\
<style>
.scene {{ opacity: 0; animation: show {seconds}s step-end infinite; }}
.scene:last-of-type {{ opacity: 1; }}
.alert {{ animation: come {seconds}s ease-out {late:g}s infinite; }}
@keyframes show {{ 0% {{ opacity: 1; }} {share:g}%, 100% {{ opacity: 0; }} }}
@keyframes come {{ 0%, 5% {{ transform: translateX(40px); opacity: 0; }} 9%, 100% {{ transform: none; opacity: 1; }} }}
@media (prefers-reduced-motion: reduce) {{ .scene, .alert {{ animation: none; }} }}
</style>"""
ALERT = """\
<g class="alert">
<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="8" fill="#45475a" stroke="#6c7086"/>
<text x="{text:g}" y="{title_at:g}" font-weight="bold" fill="{colour}">{title}</text>
<text x="{text:g}" y="{body_at:g}" fill="{colour}">{body}</text>
</g>"""


class Scene(NamedTuple):
    """How much of Claude's five hours is used, in percent, and the seconds to their reset."""

    used: float
    resets_in: int


SCENES = (Scene(42.4, 7_860), Scene(71.2, 5_040), Scene(91.3, 2_280))


def main() -> None:
    """Write the picture."""
    FILM.write_text(film(), encoding="utf-8")


def film() -> str:
    """Run the pipeline for each scene and return what comes out, as an SVG that moves."""
    begin_of_a_minute()
    with stage.opened(os.environ) as opened:
        scenes = [_rows(opened, scene) for scene in SCENES]
        alert = _alert(opened, SCENES[-1])
    number_of_scenes = len(scenes)
    still = [number for number, rows in enumerate(zip(*scenes, strict=True)) if all(row == rows[0] for row in rows)]
    drawn = [STYLE.format(seconds=SECONDS, share=100 / number_of_scenes, late=SECONDS / -number_of_scenes)]
    drawn += [shape for number in still for shape in scenes[0][number]]
    for number, rows in enumerate(scenes):
        delay = SECONDS * (number / number_of_scenes - 1)
        moving = [shape for at, row in enumerate(rows) if at not in still for shape in row]
        last = [alert] if number == number_of_scenes - 1 else []
        drawn += [f'<g class="scene" style="animation-delay: {delay:g}s">', *moving, *last, "</g>"]
    return framed(drawn, WHAT, COLUMNS, len(scenes[0]))


def _rows(opened: Stage, scene: Scene) -> list[list[str]]:
    machine = opened.machine(f"scene-{scene.used:g}")
    _answer(opened, scene)
    machine.refresh()
    now = time.time()
    windows = {
        "five_hour": (scene.used, reset_minute(now, scene.resets_in)),
        "seven_day": (stage.SEVEN_DAY, reset_minute(now, stage.SEVEN_DAY_IN)),
    }
    return shapes(looks.desk(machine, COLUMNS, sample.document(windows, stage.FOLDER)))


def _answer(opened: Stage, scene: Scene) -> None:
    body = claude_body(
        time.time(), scene.used, stage.SEVEN_DAY, five_hour_in=scene.resets_in, seven_day_in=stage.SEVEN_DAY_IN
    )
    opened.stand_in.claude.answer(Answer(body=body))


def _alert(opened: Stage, scene: Scene) -> str:
    """Return the alert that the pipeline sends when the number of a scene is reached."""
    machine = opened.machine("alert", codex=False)
    inbox = machine.folder / "alerts"
    machine.configure(f'[alerts]\nenabled = true\nchannels = []\ncommand = ["/bin/sh", "-c", "cat >> {inbox}"]\n')
    now = time.time()
    for used, at in ((BEFORE_THE_ALERT, now - EARLIER), (scene.used, now)):
        _answer(opened, scene._replace(used=used))
        machine.refresh(at, force=True)
        _deliver(machine, int(at))
    sent = [json.loads(line) for line in inbox.read_text(encoding="utf-8").splitlines()]
    (words,) = [each for each in sent if each["event"] == "threshold"]
    width = CELL * (max(len(words["title"]), len(words["body"])) + 3)
    left = SIDE + COLUMNS * CELL - width
    title_at, body_at = TOP + 0.8 * LINE, TOP + 1.8 * LINE
    return ALERT.format(
        left=left,
        top=TOP - 6,
        width=width,
        height=2.6 * LINE,
        text=left + 1.5 * CELL,
        title_at=title_at,
        body_at=body_at,
        colour=THEME.foreground_color.hex,
        title=escape(words["title"]),
        body=escape(words["body"]),
    )


def _deliver(machine: Machine, now: int) -> None:
    job = prepare(find_environment(machine.environ), lambda: now)
    deliver.deliver(job.environment, job.config, lambda: now)


if __name__ == "__main__":
    main()
