"""After an install: numbers at once, so that the first prompt has them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from statusline.cli import output
from statusline.cli.options import clock
from statusline.config.providers import TABLE, listed
from statusline.errors import StatuslineError
from statusline.hot import prompt_file, show
from statusline.refresh import run
from statusline.refresh.job import prepare

if TYPE_CHECKING:
    from statusline.state.environment import Environment


def fetch(environment: Environment) -> bool:
    """Ask the sources that are due if somebody is signed in; return whether that was done.

    The prompt files are compiled then. A failure is a sentence on stderr.
    """
    if environment.environ.get("STATUSLINE_NO_REFRESH"):
        return False
    try:
        job = prepare(environment, clock)
        if not any(entry.login or entry.web for each in job.all for entry in each.sign_ins.values()):
            return False
        for _ in run.refresh(job):
            pass
    except StatuslineError as error:
        click.echo(f"statusline: {error}", err=True)
        return False
    return True


def tell(environment: Environment) -> None:
    """Print the segment as the prompts have it now."""
    text, prompt, _, _ = show.segment("plain", environment.environ, int(time.time()))  # type: ignore[arg-type]  # any mapping
    if text in prompt_file.STATUSES:
        sign_in = listed((f"`{row.sign_in}`" for row in TABLE.values()), "or")
        output.echo_lines((), [f"No limit is known yet: the first prompt asks once you are signed in ({sign_in})."])
        return
    lines = [f"Your limits now: {text or (prompt and prompt[0][9]) or 'none'}"]
    if legend := ", ".join(f"{row.symbol} is {row.client}" for row in TABLE.values() if f"{row.symbol} " in text):
        lines.append(f"({legend}; each limit: how much is used, and when it resets.)")
    output.echo_lines((), lines)
