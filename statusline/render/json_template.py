"""JSON with the clock left open: a document whose time-dependent values are holes of the prompt file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.hot.prompt_file import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Clock:
    """A number that depends on the clock: `n` now, `l` seconds left until at, `o` seconds since at."""

    kind: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    """One value before an instant (epoch seconds) and another from it on; None: the key is left out."""

    at: int
    before: object
    after: object


def dump(value: object) -> Iterator[str]:
    """Yield the fragments of value. The first key of an object is never None or a Switch; spans do not nest."""
    if isinstance(value, Clock):
        yield f"{MARK}{value.kind}{'' if value.at is None else value.at}"
    elif isinstance(value, Switch):
        yield from _switch("", value)
    elif isinstance(value, dict):
        yield from _object(value)
    elif isinstance(value, list | tuple):
        yield "["
        for position, item in enumerate(value):
            yield "," if position else ""
            yield from dump(item)
        yield "]"
    else:
        yield json.dumps(value, ensure_ascii=False, allow_nan=False)


def _object(value: dict[str, object]) -> Iterator[str]:
    yield "{"
    separator = ""
    for key, item in value.items():
        if item is None:
            continue
        name = f"{separator}{json.dumps(key)}:"
        separator = ","
        if isinstance(item, Switch):
            yield from _switch(name, item)
        else:
            yield name
            yield from dump(item)
    yield "}"


def _switch(name: str, switch: Switch) -> Iterator[str]:
    for span, value in ((f"w,{switch.at}", switch.before), (f"w{switch.at},", switch.after)):
        if value is not None:
            yield MARK + span
            yield name
            yield from dump(value)
    yield MARK + "w"
