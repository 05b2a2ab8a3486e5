"""alerts.json in the state folder: alert state and outbox. Unreadable entries are left out one by one."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, field, fields
from typing import TYPE_CHECKING, Any

from statusline.alerts import path
from statusline.alerts.event import Event
from statusline.alerts.outbox import Attempt, Outbox, Pending, Sent
from statusline.alerts.rules import AlertState
from statusline.alerts.window import WindowState
from statusline.frozen import dataclass
from statusline.state import files, json_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VERSION = 1
LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class ChannelError:
    """The last failure of a channel: a sentence, and when (epoch seconds)."""

    message: str
    at: int


@dataclass(slots=True)
class AlertFile:
    """The content of alerts.json; inside `opened` its parts may be replaced, and are written back if they changed."""

    state: AlertState = field(default_factory=AlertState)
    outbox: Outbox = field(default_factory=Outbox)
    errors: dict[str, ChannelError] = field(default_factory=dict)


def read(folder: str) -> AlertFile:
    """Return the content without a lock, empty if there is no file. Raises StorageError."""
    return load(files.read_bytes(path(folder), LIMIT))


@contextmanager
def opened(folder: str) -> Iterator[AlertFile]:
    """Hold the state folder's lock, yield the content, write changes back. Raises StorageError."""
    with files.exclusive(folder):
        stored = files.read_bytes(path(folder), LIMIT)
        content = load(stored)
        yield content
        updated = dump(content)
        if updated != stored:
            files.write_atomic(path(folder), updated)


def dump(content: AlertFile) -> bytes:
    """Return the content as JSON. It has no field for a secret or an address."""
    document = {
        "version": VERSION,
        "windows": {
            f"{account} {window}": asdict(window_state)
            for (account, window), window_state in content.state.windows.items()
        },
        "logins": content.state.logins,
        "blocks": content.state.blocks,
        "pending": {str(index): asdict(entry) for index, entry in enumerate(content.outbox.pending)},
        "sent": {str(index): asdict(entry) for index, entry in enumerate(content.outbox.sent)},
        "errors": {channel: asdict(error) for channel, error in content.errors.items()},
    }
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def load(data: bytes | None) -> AlertFile:
    """Return the content in data, empty if it is missing, corrupt or of another version."""
    document, _ = json_fields.versioned(data, VERSION)
    lost: list[str] = []

    def part(name: str, read: Callable[[Any], Any]) -> dict[str, Any]:
        return json_fields.each(document.get(name, {}), lost, lambda _, value: read(value))

    windows = {_key(key): state for key, state in part("windows", _built(WindowState)).items() if " " in key}
    state = AlertState(windows, part("logins", json_fields.texts), part("blocks", json_fields.text))
    outbox = Outbox(tuple(part("pending", _built(Pending)).values()), tuple(part("sent", _built(Sent)).values()))
    return AlertFile(state, outbox, part("errors", _built(ChannelError)))


def _key(key: str) -> tuple[str, str]:
    account, _, window = key.partition(" ")
    return account, window


def _built(kind: type) -> Callable[[object], Any]:
    return lambda value: json_fields.build(
        kind, {field_.name: _READERS[str(field_.type)] for field_ in fields(kind)}, value
    )


_READERS: dict[str, Callable[[object], object]] = {
    "str": json_fields.text,
    "str | None": json_fields.optional(json_fields.text),
    "int": json_fields.count,
    "int | None": json_fields.optional(json_fields.count),
    "float": json_fields.percentage,
    "float | None": json_fields.optional(json_fields.percentage),
    "bool": json_fields.flag,
    "tuple[str, ...]": json_fields.texts,
    "tuple[Attempt, ...]": lambda value: tuple(map(_built(Attempt), json_fields.listed(value))),
    "Event": _built(Event),
}
