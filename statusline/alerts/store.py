"""alerts.json in the state folder: what was seen and what is on its way. Unreadable entries are left out one by one."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from statusline.alerts.event import Event
from statusline.alerts.outbox import Attempt, Outbox, Pending, Sent
from statusline.alerts.rules import AlertState
from statusline.alerts.window import WindowState
from statusline.state import files, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILE = "alerts.json"
VERSION = 1
LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class ChannelError:
    """Why a channel last failed, in a sentence, and when (epoch seconds)."""

    message: str
    at: int


@dataclass(slots=True)
class Book:
    """What is on disk; whoever has it open may replace its parts, and it is written back when changed."""

    facts: AlertState = field(default_factory=AlertState)
    outbox: Outbox = field(default_factory=Outbox)
    troubles: dict[str, ChannelError] = field(default_factory=dict)


def path(folder: str) -> str:
    """Return where the book of a state folder is."""
    return f"{folder}/{FILE}"


def read(folder: str) -> Book:
    """Return the book without a lock, an empty one if there is none. Raises StorageError."""
    return load(files.read_bytes(path(folder), LIMIT))


@contextmanager
def opened(folder: str) -> Iterator[Book]:
    """Hold the state folder's lock, yield the book, write back what changed. Raises StorageError."""
    with files.exclusive(folder):
        before = files.read_bytes(path(folder), LIMIT)
        book = load(before)
        yield book
        after = dump(book)
        if after != before:
            files.write_atomic(path(folder), after)


def dump(book: Book) -> bytes:
    """Return the book as JSON. It has no field for a secret or an address."""
    document = {
        "version": VERSION,
        "windows": {f"{account} {window}": asdict(seen) for (account, window), seen in book.facts.windows.items()},
        "logins": book.facts.logins,
        "blocks": book.facts.blocks,
        "pending": {str(at): asdict(one) for at, one in enumerate(book.outbox.pending)},
        "told": {str(at): asdict(one) for at, one in enumerate(book.outbox.told)},
        "troubles": {channel: asdict(trouble) for channel, trouble in book.troubles.items()},
    }
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def load(data: bytes | None) -> Book:
    """Return the book in data, an empty one if it is missing, corrupt or of a foreign version."""
    document, _ = record.versioned(data, VERSION)
    lost: list[str] = []

    def part(name: str, read: Callable[[Any], Any]) -> dict[str, Any]:
        return record.each(document.get(name, {}), lost, lambda _, value: read(value))

    windows = {_key(key): seen for key, seen in part("windows", _built(WindowState)).items() if " " in key}
    facts = AlertState(windows, part("logins", _texts), part("blocks", record.text))
    outbox = Outbox(tuple(part("pending", _built(Pending)).values()), tuple(part("told", _built(Sent)).values()))
    return Book(facts, outbox, part("troubles", _built(ChannelError)))


def _key(key: str) -> tuple[str, str]:
    account, _, window = key.partition(" ")
    return account, window


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(record.text, _listed(value)))


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise record.UnfitError("not a list")
    return value


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise record.UnfitError("not a boolean")
    return value


def _built(kind: type) -> Callable[[object], Any]:
    """Return what reads a JSON object into kind, each field by its type."""
    return lambda value: record.build(kind, {one.name: _READERS[str(one.type)] for one in fields(kind)}, value)


_READERS: dict[str, Callable[[object], object]] = {
    "str": record.text,
    "str | None": record.optional(record.text),
    "int": record.count,
    "int | None": record.optional(record.count),
    "float": record.percentage,
    "float | None": record.optional(record.percentage),
    "bool": _boolean,
    "tuple[str, ...]": _texts,
    "tuple[Attempt, ...]": lambda value: tuple(map(_built(Attempt), _listed(value))),
    "Event": _built(Event),
}
