"""Edits strict JSON as text: adds or removes one member of an object and leaves every other byte alone.

Offsets are string indices. Everything raises ValueError for a text that is not one strict JSON object, and for an
object that has a key twice, since it is ambiguous.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from statusline.frozen import dataclass

INDENT = "  "
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Member:
    """The position of a member: its key's first quote, its value's first character, the end of its value."""

    key: str
    start: int
    value: int
    end: int


def load(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - a text of the wrong shape, not a wrong argument
    return value


def members(text: str) -> list[Member]:
    load(text)
    decoder = json.JSONDecoder()
    result: list[Member] = []
    position = _skip(text, text.index("{") + 1)
    while text[position] != "}":
        key, end = decoder.raw_decode(text, position)
        value = _skip(text, _skip(text, end) + 1)
        _, end = decoder.raw_decode(text, value)
        if any(member.key == key for member in result):
            raise ValueError(f'it has "{key}" twice')
        result.append(Member(key, position, value, end))
        position = _skip(text, end)
        position = _skip(text, position + 1) if text[position] == "," else position
    return result


def raw(text: str, key: str) -> str:
    """Return the text of a key's value, empty if there is none."""
    return next((text[member.value : member.end] for member in members(text) if member.key == key), "")


def put(text: str, key: str, value: str) -> str:
    """Return text with value (JSON) under key: in its place, or else as the last member."""
    present = members(text)
    for member in present:
        if member.key == key:
            return text[: member.value] + value + text[member.end :]
    name = json.dumps(key)
    if not present:
        opening = text.index("{") + 1
        return f"{text[:opening]}\n{INDENT}{name}: {value}\n{text[text.rindex('}') :]}"
    last = present[-1]
    return f"{text[: last.end]},{_gap(text, present)}{name}{_colon(text, last)}{value}{text[last.end :]}"


def take(text: str, key: str) -> str:
    present = members(text)
    position = next((i for i, member in enumerate(present) if member.key == key), None)
    if position is None:
        return text
    if len(present) == 1:
        return text[: text.index("{") + 1] + text[present[0].end :]
    if position == 0:
        return text[: present[0].start] + text[present[1].start :]
    return text[: present[position - 1].end] + text[present[position].end :]


def written(text: str, value: object) -> str:
    gap = _gap(text, members(text))
    *_, indent = gap.rpartition("\n")
    if "\n" not in gap and members(text):
        return json.dumps(value, ensure_ascii=False)
    lines = json.dumps(value, ensure_ascii=False, indent=indent or INDENT).split("\n")
    newline = "\r\n" if "\r\n" in gap else "\n"
    return f"{newline}{indent or INDENT}".join(lines)


def _gap(text: str, present: list[Member]) -> str:
    if not present:
        return ""
    head = text[: present[-1].start]
    return head[len(head.rstrip(" \t\r\n")) :]


def _colon(text: str, member: Member) -> str:
    between = text[member.start : member.value]
    return between[between.rindex('"') + 1 :]


def _skip(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return space.end() if space else position


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
