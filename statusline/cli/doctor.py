"""`statusline doctor`: print the report of doctor.examine; exit 0 if all is well, 1 otherwise."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from statusline.cli import options, output, streams
from statusline.cli.options import clock
from statusline.diagnostics import doctor, doctor_text, redacted
from statusline.errors import EXIT_PROBLEM
from statusline.render import overview
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from statusline.diagnostics.doctor import Report
    from statusline.state.environment import Environment


@click.command()
@options.output_format("text", "json")
@click.option("--verbose", "-v", is_flag=True, help="Also list every path, source, server and window.")
@options.privacy
@click.pass_context
def command(ctx: click.Context, format_: str, verbose: bool, privacy: str | None) -> None:
    """Check sign-ins, sources, schedule, paths and speed; list each problem with its remedy.

    No network. Exits 0 if all is well, 1 otherwise.
    """
    report = examined(find_environment(os.environ), privacy)
    if format_ == "json":
        output.echo_json({"ok": not report.findings, **asdict(report)})
    else:
        with streams.styled():
            paint = doctor_text.Paint(
                os.environ.get("HOME", ""),
                plain=not streams.unicode_fits(),
                columns=streams.columns() or doctor_text.ENDLESS,
            )
            for line in doctor_text.lines(report, clock(), paint, verbose=verbose):
                click.echo(line, color=streams.coloured())
    if report.findings:
        ctx.exit(EXIT_PROBLEM)


def examined(environment: Environment, privacy: str | None, *, foreign: bool = True) -> Report:
    """Return the redacted report; privacy None: the mode of the config.

    foreign: without redaction, include the output of other programs.
    """
    overview_ = overview.attempt(environment, clock(), privacy, redacted.files(environment))
    return redacted.report(doctor.examine(environment, clock), overview_.redactor, foreign=foreign)
