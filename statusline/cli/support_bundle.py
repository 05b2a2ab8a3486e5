"""`statusline support-bundle`: a report for people who help, to be read before it is sent."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from statusline.cli import doctor as doctor_command
from statusline.cli import options
from statusline.cli.options import clock
from statusline.diagnostics import bundle, doctor_text, redacted
from statusline.redaction import MODES, REDACTED, STRICT, masked, stricter
from statusline.refresh.job import prepare
from statusline.render import overview
from statusline.render.redactor import redacted_errors
from statusline.state import output_file
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.diagnostics.doctor import Report

STDOUT = "-"
DEFAULT = "statusline-support.txt"


@click.command()
@click.option(
    "--output", "-o", default=DEFAULT, show_default=True, metavar="FILE", help="Write to FILE (0600); - is stdout."
)
@click.option("--force", is_flag=True, help="Replace an existing FILE.")
@click.option(
    "--privacy",
    type=options.Choice(MODES),
    help="strict: for a public issue. Default: redacted, or the config's mode if that hides more.",
)
def command(output: str, force: bool, privacy: str | None) -> None:
    """Write a text file that helps to find a bug, without names, paths or secrets. No network.

    It lists the contents first. Read the file before you send it; for a public issue use --privacy strict.
    """
    environment, now = find_environment(os.environ), clock()
    job = prepare(environment, clock, remember=False)
    mode = privacy or stricter(job.config.privacy, REDACTED)
    click.echo("\n".join(_contents(mode, output)), err=True)
    redactor = overview.attempt(environment, now, mode, redacted.files(environment)).redactor
    report = doctor_command.examined(environment, mode, foreign=False)
    with redacted_errors(redactor):
        lines = bundle.lines(job, report, _plain(report, now), redactor, now)
        text = "".join(f"{masked(line)}\n" for line in lines)  # a label of the user's own can be an address
    if output == STDOUT:
        click.echo(text, nl=False)
        return
    output_file.write(output, [text], replace=force)
    click.echo(f"Wrote {click.format_filename(output)}. Read it before you send it.", err=True)


def _plain(report: Report, now: int) -> Iterator[str]:
    return map(click.unstyle, doctor_text.lines(report, now, doctor_text.Paint(""), verbose=True))


def _contents(mode: str, output: str) -> list[str]:
    destination = "to stdout" if output == STDOUT else f"into {click.format_filename(output)}, readable only by you"
    lines = [f"This goes {destination} (privacy {mode}):", *(f"  - {item}" for item in bundle.CONTENTS)]
    lines.append(f"Not in it: {bundle.NEVER}.")
    return lines if mode == STRICT else [*lines, "For a public issue add --privacy strict."]
