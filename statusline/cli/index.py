"""`statusline index`: what the token index holds, reading the logs into it, checking it, forgetting a part of it."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from statusline.cli import log_reading, options
from statusline.cli.groups import Group
from statusline.cli.options import clock
from statusline.cost.amounts import counted
from statusline.index import policy, update
from statusline.state import token_index
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from statusline.render.overview import Overview

NONE_YET = "No index yet. Run `statusline index read` to read the logs."


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show what the token index holds, or read the logs of Claude Code and Codex into it.

    It has one row for each call of a model: times, tokens, model, project. Nothing of what was said.
    It outlives the logs, which Claude Code deletes after 30 days. No network.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(status)


@command.command(short_help="Show what was read and how far")
@options.output_format("text", "json")
@options.privacy
def status(format_: str = "text", privacy: str | None = None) -> None:
    """Show how many calls are known, since when, and what could not be read."""
    from statusline.cli import index_report, output  # here and below: `read` needs none of it
    from statusline.index import document, upkeep
    from statusline.render.redactor import redacted_errors

    current = _current(privacy)
    with redacted_errors(current.redactor), token_index.reading(current.environment.state) as index:
        index_status = upkeep.status(index.connection) if index else None
    if format_ == "json":
        output.echo_json(document.document(index_status, current.redactor))
    elif index_status is None:
        click.echo(NONE_YET)
    elif not (index_status.calls or index_status.folders):
        click.echo(log_reading.NO_CALL)
    else:
        click.echo("\n".join(index_report.lines(index_status, current.redactor)))


@command.command(short_help="Read what is new in the logs")
@click.option("--progress", "lines", is_flag=True, help="Print how many bytes are read, of how many: a line at a time.")
def read(lines: bool) -> None:
    """Read what the logs have that was not read before. It may be stopped at any time; the next one goes on."""
    _read(_lines_of_progress() if lines else log_reading.progress())


@command.command(short_help="Read all logs again from their beginning")
def rebuild() -> None:
    """Read all logs again from their beginning. What logs that are gone have shown stays."""
    _read(log_reading.progress(), anew=True)


def _moment(ctx: click.Context, option: click.Parameter, value: str | None) -> int | None:
    from statusline.cli import history_reader

    return history_reader.moment(ctx, option, value)


@command.command(short_help="Forget calls before a date or of a project or session")
@click.option(
    "--before",
    callback=_moment,
    metavar="TIME",
    help="Those before 90d, 12w, or a date such as 2026-11-01.",
)
@click.option("--project", metavar="FOLDER", help="Those of this folder.")
@click.option("--session", metavar="ID", help="Those of this session.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def forget(before: int | None, project: str | None, session: str | None, yes: bool) -> None:
    """Forget calls for good. `rebuild` brings back what the logs still show."""
    if before is None and project is None and session is None:
        raise click.UsageError("Say what to forget: --before, --project or --session.")
    from statusline.index import queries, upkeep

    environment, config, _ = log_reading.settings()
    state, stored = environment.state, policy.of(environment, config, 0).project
    projects = () if project is None else (project, stored(project))
    wanted = queries.Filter(until=before, project=projects, session=() if session is None else (session,))
    with token_index.reading(state) as index:
        count = queries.count(index.connection, wanted) if index else 0
    if not count:
        click.echo("The index has no such call.")
    elif yes or click.confirm(f"Forget {counted(count, 'call')}?"):
        click.echo(f"Forgot {counted(upkeep.forget(state, wanted), 'call')}.")


@command.command(short_help="Compare the logs with what Claude Code charged")
@options.privacy
def verify(privacy: str | None) -> None:
    """Compare the logs with Claude Code's own ledger, session by session; exit 1 if a log shows more than that.

    The ledger is written when a session ends. It has calls that no log shows, such as titles and /btw.
    """
    from statusline.cli import index_report as report
    from statusline.index.ledgers import stored_ledgers
    from statusline.render.redactor import redacted_errors

    current = _current(privacy)
    with redacted_errors(current.redactor), token_index.reading(current.environment.state) as index:
        ledgers = list(stored_ledgers(index.connection)) if index else []
    if not ledgers:
        click.echo("No session has a ledger yet: Claude Code writes it when a session ends.")
        return
    for ledger in ledgers:
        click.echo(report.verdict(ledger, current.redactor))
    more = sum(report.logs_more(ledger) for ledger in ledgers)
    hidden = sum(ledger.charged.total - ledger.logged.total for ledger in ledgers if not report.logs_more(ledger))
    click.echo(f"{len(ledgers)} checked; {report.millions(hidden)} tokens are in no log; {more} with more in the log.")
    if more:
        raise SystemExit(1)


def _current(privacy: str | None) -> Overview:
    from statusline.render import overview  # here: reading logs needs no record

    current = overview.read(find_environment(os.environ), clock(), privacy)
    if current.complaint:
        click.echo(f"statusline: {current.complaint}", err=True)
    return current


def _read(shown: AbstractContextManager[Callable[[int, int], None]], *, anew: bool = False) -> None:
    environment, config, complaint = log_reading.settings()
    if complaint:
        click.echo(f"statusline: {complaint}", err=True)
    if anew and not policy.is_off(config):
        from statusline.index import upkeep  # here: `read` needs none of it

        upkeep.start_anew(environment.state)
    with shown as tell:
        done = update.all_at_once(environment, config, clock(), tell)
    if done.note:
        click.echo(f"statusline: {done.note}", err=True)
    click.echo(f"{counted(done.logs, 'log')}, {done.read_logs:,} of them changed; {done.read / 1e6:,.1f} MB read")


def _lines_of_progress() -> AbstractContextManager[Callable[[int, int], None]]:
    """Return what prints a line for a program whenever another percent is read."""
    last = -1

    def tell(done: int, whole: int) -> None:
        nonlocal last
        if (percent := done * 100 // max(whole, 1)) > last:
            last = percent
            click.echo(f"{done} of {max(done, whole)}")
            sys.stdout.flush()

    return nullcontext(tell)
