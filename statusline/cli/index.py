"""`statusline index`: what the token index holds, reading the logs into it, checking it, forgetting a part of it."""

from __future__ import annotations

import os
import sys
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from statusline.cli import history_reader, options, output, progress
from statusline.cli.options import clock
from statusline.frozen import dataclass
from statusline.index import document, policy, queries, update, upkeep
from statusline.index.tokens import Tokens
from statusline.render import overview
from statusline.render.redactor import redacted_errors
from statusline.state import token_index
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from statusline.config import Config
    from statusline.index.queries import Ledger
    from statusline.index.upkeep import Folder, Status
    from statusline.redaction import Redactor
    from statusline.state.environment import Environment

NONE_YET = "No index yet. Run `statusline index read` to read the logs."

_STAMP = "%Y-%m-%d %H:%M"


@click.group(invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show what the token index holds, or read the logs of Claude Code and Codex into it.

    It has one row for each call of a model: times, tokens, model, project. Nothing of what was said.
    It outlives the logs, which Claude Code deletes after 30 days. No network.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(status)


@command.command(short_help="Show what was read and how far")
@click.option("--format", "-f", "format_", type=options.Choice(("text", "json")), default="text", help="The format.")
@options.privacy
def status(format_: str = "text", privacy: str | None = None) -> None:
    """Show how many calls are known, since when, and what could not be read."""
    machine = _machine(privacy)
    with redacted_errors(machine.redactor), token_index.reading(machine.environment.state) as index:
        known = upkeep.status(index.connection) if index else None
    if format_ == "json":
        output.echo_json(document.document(known, machine.redactor))
    elif known is None:
        click.echo(NONE_YET)
    else:
        click.echo("\n".join(_lines(known, machine.redactor)))


@command.command(short_help="Read what is new in the logs")
@click.option("--progress", "lines", is_flag=True, help="Print how many bytes are read, of how many: a line at a time.")
def read(lines: bool) -> None:
    """Read what the logs have that was not read before. It may be stopped at any time; the next one goes on."""
    _read(_machine(), _lines_of_progress() if lines else progress.of_bytes("Reading logs"))


@command.command(short_help="Read all logs again from their beginning")
def rebuild() -> None:
    """Read all logs again from their beginning. What logs that are gone have shown stays."""
    machine = _machine()
    if policy.is_off(machine.config):
        raise policy.refusal(machine.environment)
    upkeep.start_anew(machine.environment.state)
    _read(machine, progress.of_bytes("Reading logs"))


@command.command(short_help="Forget calls before a date or of a project or session")
@click.option(
    "--before",
    callback=history_reader.moment,
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
    machine = _machine()
    projects, sessions = ((value,) if value is not None else () for value in (project, session))
    wanted = queries.Filter(until=before, project=tuple(projects), session=tuple(sessions))
    with token_index.reading(machine.environment.state) as index:
        count = sum(1 for _ in queries.calls(index.connection, wanted)) if index else 0
    if not count:
        click.echo("The index has no such call.")
    elif yes or click.confirm(f"Forget {count:,} calls?"):
        click.echo(f"forgot {upkeep.forget(machine.environment.state, wanted):,} calls")


@command.command(short_help="Compare the logs with what Claude Code charged")
@options.privacy
def verify(privacy: str | None) -> None:
    """Compare the logs with Claude Code's own ledger, session by session; exit 1 if a log shows more than that.

    The ledger is written when a session ends. It has calls that no log shows, such as titles and /btw.
    """
    machine = _machine(privacy)
    with redacted_errors(machine.redactor), token_index.reading(machine.environment.state) as index:
        ledgers = list(queries.ledgers(index.connection)) if index else []
    if not ledgers:
        click.echo("No session has a ledger yet: Claude Code writes it when a session ends.")
        return
    for ledger in ledgers:
        click.echo(_verdict(ledger, machine.redactor))
    more = sum(_logs_more(ledger) for ledger in ledgers)
    hidden = sum(ledger.charged.total - ledger.logged.total for ledger in ledgers if not _logs_more(ledger))
    click.echo(f"{len(ledgers)} checked; {_millions(hidden)} tokens are in no log; {more} with more in the log.")
    if more:
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class _Machine:
    environment: Environment
    config: Config
    redactor: Redactor


def _machine(privacy: str | None = None) -> _Machine:
    current = overview.read(find_environment(os.environ), clock(), privacy)
    return _Machine(current.environment, current.config, current.redactor)


def _read(machine: _Machine, shown: AbstractContextManager[Callable[[int, int], None]]) -> None:
    with shown as tell:
        done = update.all_at_once(machine.environment, machine.config, clock(), tell)
    if done.note:
        click.echo(f"statusline: {done.note}", err=True)
    click.echo(f"{done.logs:,} logs, {done.read_logs:,} of them changed; {done.read / 1e6:,.1f} MB read")


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


def _lines(known: Status, redactor: Redactor) -> Iterator[str]:
    calls = ", ".join(f"{count:,} of {provider}" for provider, count in known.calls.items()) or "none"
    yield f"calls: {calls}"
    if known.first is not None and known.last is not None:
        yield f"from {_stamp(known.first)} to {_stamp(known.last)}"
    for folder in known.folders:
        yield f"{folder.provider}: {redactor.path(folder.root)}"
        yield f"  {', '.join(_facts(folder))}"


def _facts(folder: Folder) -> Iterable[str]:
    yield f"{folder.there:,} logs ({folder.read / 1e6:,.1f} MB read)"
    if gone := folder.logs - folder.there:
        yield f"{gone:,} gone, their calls stay"
    if folder.replayed:
        yield f"{folder.replayed:,} copies not counted twice"
    if folder.unreadable:
        yield f"{folder.unreadable:,} of {folder.lines:,} lines unreadable"
    if folder.known_from:
        yield f"complete only from {_stamp(folder.known_from)} on; `statusline index read` reads the rest"


def _verdict(ledger: Ledger, redactor: Redactor) -> str:
    name = f"{redactor.text(ledger.session)} {ledger.model}"
    if _logs_more(ledger):
        return f"{name}: the log has more than was charged"
    if ledger.charged == ledger.logged:
        return f"{name}: equal, {_millions(ledger.charged.total)} tokens"
    hidden = ledger.charged.total - ledger.logged.total
    return f"{name}: {_millions(hidden)} of {_millions(ledger.charged.total)} tokens are in no log"


def _logs_more(ledger: Ledger) -> bool:
    """Tell whether a session's log has more of anything; reasoning is not always told apart."""
    pairs = zip(Tokens._fields, ledger.logged, ledger.charged, strict=True)
    return any(logged > charged for name, logged, charged in pairs if name != "reasoning")


def _millions(tokens: int) -> str:
    return f"{tokens / 1e6:,.2f}M" if tokens >= 10_000 else f"{tokens:,}"  # noqa: PLR2004 - short either way


def _stamp(moment: int) -> str:
    return time.strftime(_STAMP, time.localtime(moment))
