"""`statusline refresh`: fetch fresh numbers now and show them, as `statusline watch --once` does."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from statusline.cli.options import clock
from statusline.errors import EXIT_PROBLEM, StatuslineError
from statusline.hot.text import duration
from statusline.limits.view import NOBODY, nobody
from statusline.providers.permissions import exposed
from statusline.refresh import detached
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment
from statusline.state.last_good_config import LAST_GOOD_IS_USED

if TYPE_CHECKING:
    from statusline.refresh.outcome import Outcome
    from statusline.state.environment import Environment


@click.command()
@click.option("--force", is_flag=True, help="Ask even if it is too early; the wait after a 429 still holds.")
@click.option("--offline", is_flag=True, help="No network: only read what is on this machine.")
@click.option(
    "--if-stale",
    "child",
    flag_value="refresh",
    help="As started by a stale prompt: detached, silent, only sources that are due.",
)
@click.option(
    "--ingest", "child", flag_value="ingest", hidden=True, help="Merge the spool without network, with a trailing run."
)
@click.option(
    "--recompile", "child", flag_value="recompile", hidden=True, help="Write the prompt files for the config as it is."
)
@click.option("--verbose", "-v", is_flag=True, help="Also show what each source answered.")
@click.pass_context
def command(ctx: click.Context, force: bool, offline: bool, child: str | None, verbose: bool) -> None:
    """Fetch fresh numbers now and show them.

    Exits 1 if nobody is signed in or a server refused to answer.
    """
    environment = find_environment(os.environ)
    if child:
        detached.CHILDREN[child](environment, clock)
        return
    from statusline.alerts import deliver  # here: what a prompt starts needs none of it

    job = prepare(environment, clock, force=force, offline=offline)
    if job.config_error:
        click.echo(f"statusline: {job.config_error} {LAST_GOOD_IS_USED}", err=True)
    warnings = (
        warning for signed_in in job.all for warning in exposed(signed_in.environment.environ, signed_in.sign_ins)
    )
    for message, remedy in dict.fromkeys(warnings):
        click.echo(f"statusline: {message} {remedy}", err=True)
    failures = []
    for outcome in refresh_run.refresh(job):
        if outcome.error:
            failures.append(outcome)
        if verbose:
            click.echo(line(outcome, clock()))
    deliver.deliver(job.environment, job.config, job.clock)
    if not _show(job.environment, [] if verbose else failures) or failures:
        ctx.exit(EXIT_PROBLEM)


def _show(environment: Environment, failures: list[Outcome]) -> bool:
    """Print the numbers, and the failures that are not said there; return whether every answer was good.

    Raises StatuslineError if nobody is signed in.
    """
    from statusline.cli.watch import print_frame
    from statusline.watch.state import Reader

    now = clock()
    state = replace(Reader(environment).state(now), troubles=())  # they are on stderr already
    if nobody(state.views):
        raise StatuslineError(NOBODY)
    print_frame(state, now)
    problems = [view.account.problem for view in state.views if view.account.problem]
    messages = {problem.message for problem in problems}
    for failure in failures:
        if failure.error and failure.error.message not in messages:
            click.echo(f"statusline: {line(failure, now)}", err=True)
    return not problems


def line(outcome: Outcome, now: int) -> str:
    when = ""
    if outcome.next_at is not None:
        delay = f"in {duration(outcome.next_at - now)}" if outcome.next_at > now else "now"
        when = f" Next request {delay}." if outcome.answer.endswith(".") else f"; next request {delay}"
    account = f"{outcome.label}: " if outcome.label else ""
    return f"{account}{outcome.source}: {outcome.asked}: {outcome.answer}{when}"
