"""`statusline doctor`: print what doctor.examine found; exit 0 if all is well, 1 otherwise."""

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
    """Check sign-ins, sources, schedule, paths and speed; name each problem with its remedy.

    Asks no server. Exits 0 if all is well, 1 otherwise.
    """
    report = examined(find_environment(os.environ), privacy)
    if as_json:
        output.echo_json({"ok": not report.findings, **asdict(report)})
    else:
        click.echo("\n".join(lines(report, clock())))
    if report.findings:
        ctx.exit(EXIT_PROBLEM)


def examined(environment: Environment, privacy: str | None, *, foreign: bool = True) -> Report:
    """Return what doctor finds here, as others may read it; privacy None: as the config says.

    foreign: where nothing is hidden, also what other programs said.
    """
    known = overview.attempt(environment, clock(), privacy, redacted.files(environment))
    return redacted.report(doctor.examine(environment, clock), known.redactor, foreign=foreign)


def lines(report: Report, now: int) -> Iterator[str]:
    """Yield the report for people. now: epoch seconds."""
    yield " · ".join(f"{name} {value}" for name, value in report.versions.items())
    yield from _section("Paths", (f"{name}: {value}" for name, value in report.paths.items()))
    yield from _section("Signed in", (_sign_in(one, now) for one in report.sign_ins))
    yield from _section("Sources", (_source(one, now) for one in report.sources))
    yield from _section("Servers", servers.lines(report.hosts, now) if report.hosts else ["none is asked"])
    yield from _section("Windows", (_window(one) for one in report.windows))
    spent = report.render["milliseconds"]
    yield from _section("Render", [f"{report.render['text'] or '(nothing)'}   in {spent} ms"])
    yield from _section(
        "Installed", installed.lines(report.surfaces) if report.surfaces else ["nothing (see `statusline setup`)"]
    )
    if report.findings:
        yield from _section("Problems", (f"{one.message} {one.remedy}".rstrip() for one in report.findings))
    else:
        yield from ("", "All is well.")


def _section(title: str, rows: Iterator[str] | list[str]) -> Iterator[str]:
    yield from ("", title)
    yield from (f"  {row}" for row in rows)


def _sign_in(one: dict[str, object], now: int) -> str:
    whose = f"{one['label']} ({one['provider']})" if one.get("label") else one["provider"]
    if not one["signed_in"]:
        return f"{whose}: no{f' ({why})' if (why := one['why']) else ''}"
    expires = one["expires_at"]
    until = f", token valid for {duration(expires - now)}" if isinstance(expires, int) and expires > now else ""
    until = ", token expired" if isinstance(expires, int) and expires <= now else until
    return f"{whose}: yes, plan {one['plan'] or 'unknown'}, from {one['where']}{until}"


def _source(one: dict[str, object], now: int) -> str:
    last, upcoming = one["last_success_at"], one["next_request_at"]
    words = [f"{one['source']}: {one['state']}"]
    words.append(f"last answer {duration(now - last)} ago" if isinstance(last, int) else "no answer yet")
    if isinstance(upcoming, int):
        words.append("may be asked now" if upcoming <= now else f"next request in {duration(upcoming - now)}")
        words.append(f"requests in the last hour: {one['requests_last_hour']}")
    return "; ".join(words)


def _window(one: dict[str, object]) -> str:
    age = one["age_seconds"]
    old = duration(age) if isinstance(age, int) else "?"
    return f"{one['provider']} {one['window']}: {old} old, from {one['source']}"
