"""`statusline refresh`: fetch fresh numbers now, and show the result and the next request of each source."""

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
@click.option("--force", is_flag=True, help="Ask even if it is too early; the wait after a 429 still holds.")
@click.option("--offline", is_flag=True, help="No network: only read what is on this machine.")
@click.option(
    "--if-stale", is_flag=True, help="As started by a stale prompt: detached, silent, only sources that are due."
)
@click.option("--ingest", is_flag=True, hidden=True, help="Merge the spool without network, with a trailing run.")
@click.pass_context
def command(ctx: click.Context, force: bool, offline: bool, if_stale: bool, ingest: bool) -> None:
    """Fetch fresh numbers now and show the result."""
    environment = find_environment(os.environ)
    if if_stale or ingest:
        (detached.run_ingest if ingest else detached.run_refresh)(environment, clock)
        return
    job = prepare(environment, clock, force=force, offline=offline)
    if job.config_error:
        click.echo(f"statusline: {job.config_error} {LAST_GOOD_IS_USED}", err=True)
    warnings = (
        warning for signed_in in job.all for warning in exposed(signed_in.environment.environ, signed_in.sign_ins)
    )
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
    when = ""
    if outcome.next_at is not None:
        delay = f"in {duration(outcome.next_at - now)}" if outcome.next_at > now else "now"
        when = f" Next request {delay}." if outcome.answer.endswith(".") else f"; next request {delay}"
    account = f"{outcome.label}: " if outcome.label else ""
    return f"{account}{outcome.source}: {outcome.asked}: {outcome.answer}{when}"
