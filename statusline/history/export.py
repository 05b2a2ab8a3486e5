"""Rows of the history as CSV and JSON: the columns, in a stable order, and their format.

| column | content |
|---|---|
| provider, account, label | `claude`; the account's key, a hash; the user's label for it, if any |
| window | `five_hour`, `seven_day`, … |
| as_of, as_of_iso | the time of the observation: epoch seconds, and the same in UTC |
| used_percentage | 0-100, more if a vendor allows use beyond the limit |
| resets_at | epoch seconds; empty: the window had not started, or the reset is unknown |
| source, confidence | the source of the number; `official` or `estimate` |
| official_as_of, official_used_percentage | of an estimate: the official number that followed in the same cycle |

An unknown value is an empty field in CSV and left out in JSON.
"""

from __future__ import annotations

import csv
import io
import json
import time
from typing import TYPE_CHECKING

from statusline.limits.model import ESTIMATE
from statusline.state.samples import Miss, Point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from statusline.render.names import AccountName

COLUMNS = (
    "provider",
    "account",
    "label",
    "window",
    "as_of",
    "as_of_iso",
    "used_percentage",
    "resets_at",
    "source",
    "confidence",
    "official_as_of",
    "official_used_percentage",
)

Row = tuple[object, ...]


def rows(entries: Iterable[Point | Miss], account_name: Callable[[str], AccountName]) -> Iterator[Row]:
    names: dict[str, AccountName] = {}
    for entry in entries:
        account = names.get(entry.account) or names.setdefault(entry.account, account_name(entry.account))
        if isinstance(entry, Miss):
            guess = (_plain(entry.estimated), None, None, ESTIMATE)
            yield (*_whose(entry, account), *guess, entry.official_as_of, _plain(entry.official))
        else:
            fields = (_plain(entry.used), entry.resets_at, entry.source, entry.confidence)
            yield (*_whose(entry, account), *fields, None, None)


def as_csv(columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a CSV file (RFC 4180, but with LF line ends), its head first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(row)
        if text.tell() > io.DEFAULT_BUFFER_SIZE:
            yield _drained(text)
    yield _drained(text)


def as_json(head: Mapping[str, object], name: str, columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    """Yield the parts of a JSON object: head, and under name the rows as objects, one a line."""
    encode = json.JSONEncoder().encode
    yield encode(head)[:-1] + f', "{name}": ['
    between = "\n"
    for row in rows:
        pairs = zip(columns, row, strict=True)
        yield between + encode({column: value for column, value in pairs if value is not None})
        between = ",\n"
    yield "\n]}\n"


def iso(moment: int) -> str:
    """Return a moment (epoch seconds) as UTC: 2026-11-21T09:17:00Z."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def _whose(entry: Point | Miss, account: AccountName) -> Row:
    return (account.provider, account.shown, account.label, entry.window, entry.as_of, iso(entry.as_of))


def _plain(used: float) -> float:
    """Return 42 for 42.0: SQLite stores every percentage as a float."""
    return int(used) if used.is_integer() else used


def _drained(text: io.StringIO) -> str:
    content = text.getvalue()
    text.seek(0)
    text.truncate()
    return content
