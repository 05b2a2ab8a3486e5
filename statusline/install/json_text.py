"""Strict JSON edited as text: one member of an object is put in or taken out, every other byte stays.

Offsets are Python's string indices. Everything raises ValueError for a text that is not one strict JSON object, and for
an object that names the same key twice, since nobody can tell which of the two counts.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

INDENT = "  "
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Member:
    """Where a member is: its key's first quote, its value's first character, the end of its value."""

    key: str
    start: int
    value: int
    end: int


def load(text: str) -> dict[str, Any]:
    """Return the object."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - a text of the wrong shape, not a wrong argument
    return value


def members(text: str) -> list[Member]:
    """Return the members of the outermost object."""
    load(text)
    decoder = json.JSONDecoder()
    found: list[Member] = []
    at = _skip(text, text.index("{") + 1)
    while text[at] != "}":
        key, end = decoder.raw_decode(text, at)
        value = _skip(text, _skip(text, end) + 1)
        _, end = decoder.raw_decode(text, value)
        if any(member.key == key for member in found):
            raise ValueError(f'it has "{key}" twice')
        found.append(Member(key, at, value, end))
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at
    return found


def raw(text: str, key: str) -> str:
    """Return the value of key as it is written, empty if there is none."""
    return next((text[member.value : member.end] for member in members(text) if member.key == key), "")


def put(text: str, key: str, value: str) -> str:
    """Return text with value (JSON) as the value of key: in its place, or else as the last member."""
    found = members(text)
    for member in found:
        if member.key == key:
            return text[: member.value] + value + text[member.end :]
    name = json.dumps(key)
    if not found:
        opening = text.index("{") + 1
        return f"{text[:opening]}\n{INDENT}{name}: {value}\n{text[text.rindex('}') :]}"
    last = found[-1]
    return f"{text[: last.end]},{_gap(text, found)}{name}{_colon(text, last)}{value}{text[last.end :]}"


def take(text: str, key: str) -> str:
    """Return text without the member called key."""
    found = members(text)
    position = next((i for i, member in enumerate(found) if member.key == key), None)
    if position is None:
        return text
    if len(found) == 1:
        return text[: text.index("{") + 1] + text[found[0].end :]
    if position == 0:
        return text[: found[0].start] + text[found[1].start :]
    return text[: found[position - 1].end] + text[found[position].end :]


def written(text: str, value: object) -> str:
    """Return value as JSON in the layout of the members of text, indented as one of them."""
    gap = _gap(text, members(text))
    *_, indent = gap.rpartition("\n")
    if "\n" not in gap and members(text):
        return json.dumps(value, ensure_ascii=False)
    lines = json.dumps(value, ensure_ascii=False, indent=indent or INDENT).split("\n")
    newline = "\r\n" if "\r\n" in gap else "\n"
    return f"{newline}{indent or INDENT}".join(lines)


def _gap(text: str, found: list[Member]) -> str:
    """Return the white space before the last member."""
    if not found:
        return ""
    before = text[: found[-1].start]
    return before[len(before.rstrip(" \t\r\n")) :]


def _colon(text: str, member: Member) -> str:
    between = text[member.start : member.value]
    return between[between.rindex('"') + 1 :]


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
