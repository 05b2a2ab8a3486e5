"""`statusline doctor`: print the report of doctor.examine; exit 0 if all is well, 1 otherwise."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from statusline.cli import options, output
from statusline.cli.options import clock
from statusline.diagnostics import doctor, installed, redacted, servers
from statusline.errors import EXIT_PROBLEM
from statusline.hot.text import duration
from statusline.render import overview
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.diagnostics.doctor import Report
    from statusline.state.environment import Environment


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@options.privacy
@click.pass_context
def command(ctx: click.Context, as_json: bool, privacy: str | None) -> None:
    """Check sign-ins, sources, schedule, paths and speed; list each problem with its remedy.

    No network. Exits 0 if all is well, 1 otherwise.
    """
    report = examined(find_environment(os.environ), privacy)
    if as_json:
        output.echo_json({"ok": not report.findings, **asdict(report)})
    else:
        click.echo("\n".join(lines(report, clock())))
    if report.findings:
        ctx.exit(EXIT_PROBLEM)


def examined(environment: Environment, privacy: str | None, *, foreign: bool = True) -> Report:
    """Return the redacted report; privacy None: the mode of the config.

    foreign: without redaction, include the output of other programs.
    """
    overview_ = overview.attempt(environment, clock(), privacy, redacted.files(environment))
    return redacted.report(doctor.examine(environment, clock), overview_.redactor, foreign=foreign)


def lines(report: Report, now: int) -> Iterator[str]:
    """Yield the report for people. now: epoch seconds."""
    yield " · ".join(f"{name} {value}" for name, value in report.versions.items())
    yield from _section("Paths", (f"{name}: {value}" for name, value in report.paths.items()))
    yield from _section("Signed in", (_sign_in(row, now) for row in report.sign_ins))
    yield from _section("Sources", (_source(row, now) for row in report.sources))
    yield from _section("Servers", servers.lines(report.hosts, now) if report.hosts else ["none is asked"])
    yield from _section("Windows", (_window(row) for row in report.windows))
    spent = report.render["milliseconds"]
    yield from _section("Render", [f"{report.render['text'] or '(nothing)'}   in {spent} ms"])
    yield from _section(
        "Installed", installed.lines(report.surfaces) if report.surfaces else ["nothing (see `statusline setup`)"]
    )
    if report.findings:
        yield from _section("Problems", (f"{row.message} {row.remedy}".rstrip() for row in report.findings))
    else:
        yield from ("", "All is well.")


def _section(title: str, rows: Iterator[str] | list[str]) -> Iterator[str]:
    yield from ("", title)
    yield from (f"  {row}" for row in rows)


def _sign_in(row: dict[str, object], now: int) -> str:
    account = f"{row['label']} ({row['provider']})" if row.get("label") else row["provider"]
    if not row["signed_in"]:
        return f"{account}: no{f' ({why})' if (why := row['why']) else ''}"
    expires = row["expires_at"]
    validity = f", token valid for {duration(expires - now)}" if isinstance(expires, int) and expires > now else ""
    validity = ", token expired" if isinstance(expires, int) and expires <= now else validity
    return f"{account}: yes, plan {row['plan'] or 'unknown'}, from {row['where']}{validity}"


def _source(row: dict[str, object], now: int) -> str:
    last, upcoming = row["last_success_at"], row["next_request_at"]
    parts = [f"{row['source']}: {row['state']}"]
    parts.append(f"last answer {duration(now - last)} ago" if isinstance(last, int) else "no answer yet")
    if isinstance(upcoming, int):
        parts.append("next request is due" if upcoming <= now else f"next request in {duration(upcoming - now)}")
        parts.append(f"requests in the last hour: {row['requests_last_hour']}")
    return "; ".join(parts)


def _window(row: dict[str, object]) -> str:
    age = row["age_seconds"]
    age_text = duration(age) if isinstance(age, int) else "?"
    return f"{row['provider']} {row['window']}: {age_text} old, from {row['source']}"
