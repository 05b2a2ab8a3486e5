"""`statusline refresh`: ask now, and say per source what was asked, what came back, when it may be asked again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from statusline.alerts import deliver
from statusline.cli.options import clock
from statusline.errors import EXIT_PROBLEM
from statusline.hot.text import duration
from statusline.providers.permissions import exposed
from statusline.refresh import detached
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment
from statusline.state.last_good_config import LAST_GOOD_IS_USED

if TYPE_CHECKING:
    from statusline.refresh.outcome import Outcome


@click.command()
@click.option("--force", is_flag=True, help="Ask even if it is too early; never past a 429's deadline.")
@click.option("--offline", is_flag=True, help="Ask no server; read what lies on this machine.")
@click.option("--if-stale", is_flag=True, help="What a stale render starts: detached, silent, only what is due.")
@click.option("--ingest", is_flag=True, hidden=True, help="Merge the spool without network, with a trailing run.")
@click.pass_context
def command(ctx: click.Context, force: bool, offline: bool, if_stale: bool, ingest: bool) -> None:
    """Ask every source that is due, now, and say what came of it."""
    environment = find_environment(os.environ)
    if if_stale or ingest:
        (detached.run_ingest if ingest else detached.run_refresh)(environment, clock)
        return
    job = prepare(environment, clock, force=force, offline=offline)
    if job.config_error:
        click.echo(f"statusline: {job.config_error} {LAST_GOOD_IS_USED}", err=True)
    warnings = (words for one in job.all for words in exposed(one.environment.environ, one.sign_ins))
    for message, remedy in dict.fromkeys(warnings):
        click.echo(f"statusline: {message} {remedy}", err=True)
    failed = False
    for outcome in refresh_run.refresh(job):
        failed = failed or outcome.error is not None
        click.echo(line(outcome, clock()))
    deliver.deliver(job.environment, job.config, job.clock)
    if job.config.offline:
        click.echo("offline: no server was asked")
    if failed:
        ctx.exit(EXIT_PROBLEM)


def line(outcome: Outcome, now: int) -> str:
    """Return one line for people."""
    when = ""
    if outcome.next_at is not None:
        at = f"in {duration(outcome.next_at - now)}" if outcome.next_at > now else "now"
        when = f" May be asked again {at}." if outcome.answer.endswith(".") else f"; may be asked again {at}"
    whose = f"{outcome.label}: " if outcome.label else ""
    return f"{whose}{outcome.source}: {outcome.asked}: {outcome.answer}{when}"
