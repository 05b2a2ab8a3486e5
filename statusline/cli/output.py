"""Writing to stdout, and the sentence for output that cannot be written."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import click

from statusline.cli import streams
from statusline.errors import StorageError
from statusline.render.harmless import harmless_json

if TYPE_CHECKING:
    from collections.abc import Iterable


def write(parts: Iterable[str]) -> None:
    """Write parts to stdout in UTF-8, whatever the locale. Raises StorageError, BrokenPipeError."""
    try:
        with click.open_file("-", "w", encoding="utf-8") as stdout:
            stdout.writelines(parts)
    except BrokenPipeError:
        raise  # click's: whoever read has gone
    except OSError as error:
        raise refused(error) from None


def echo_json(document: object) -> None:
    """Print a JSON document, indented, in which nothing stands that a terminal obeys."""
    click.echo(harmless_json(json.dumps(document, indent=2, ensure_ascii=False)))


def echo_lines(lines: Iterable[str], notes: Iterable[str], first: str = "", others: str = "") -> None:
    """Print lines as they are, and below them sentences in the columns that there are."""
    from statusline.render import tables  # here: few commands fold a text

    columns = streams.columns()
    folded = [line for note in notes for line in tables.sentences(note, columns, first, others)]
    click.echo("\n".join((*lines, *folded)))


def echo_path(path: str) -> None:
    """Print a path: for a program byte by byte, for a person as harmless text."""
    click.echo(path if sys.stdout.isatty() else os.fsencode(path))


def deliver() -> None:
    """Flush stdout. Raises StorageError; a reader that is gone is no failure."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        streams.silence(streams.STDOUT)
    except OSError as error:
        raise refused(error) from None


def refused(error: OSError) -> StorageError:
    """Return the error for output that cannot be written, and stop writing it."""
    streams.silence(streams.STDOUT)
    reason = error.strerror or type(error).__name__
    return StorageError(
        "The output cannot be written: {reason}.", "Check the disk or program it goes to.", reason=reason
    )
