"""Values in our own JSON documents: checks of each, and readers that leave out what is unfit, one by one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from statusline.errors import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")
_LAST_EPOCH = 253_402_300_799  # the end of the year 9999, the last that a datetime can show
_MOST_PERCENT = 1000  # overage may pass 100; an epoch or a token count in a percentage does not get through


class UnfitError(ValueError):
    """A value in one of our documents that its field cannot take."""


def versioned(data: bytes | None, version: int) -> tuple[dict[str, Any], str | None]:
    """Return the JSON object in `data` if its version is `version`, else an empty one and the reason (a clause)."""
    if data is None:
        return {}, None
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return {}, "it is not JSON"
    if not isinstance(document, dict):
        return {}, "it is not a JSON object"
    actual = document.get("version")
    if isinstance(actual, bool) or actual != version:
        return {}, f"its version is not {version}"
    return document, None


def each(value: object, lost: list[str], read: Callable[[str, Any], _T]) -> dict[str, _T]:
    """Return `read(key, item)` for every item of a JSON object; the keys of unfit items are added to `lost`."""
    if not isinstance(value, dict):
        lost.append("")
        return {}
    result: dict[str, _T] = {}
    for key, item in value.items():
        try:
            result[key] = read(key, item)
        except (UnfitError, RecursionError):
            lost.append(key)
    return result


def left_out(lost: list[str]) -> str | None:
    """Return a clause about how many entries were unreadable, None if all were readable."""
    return f"{len(lost)} unreadable {'entry was' if len(lost) == 1 else 'entries were'} left out" if lost else None


def build(kind: Callable[..., _T], checks: Mapping[str, Callable[[object], object]], value: object) -> _T:
    """Return `kind` made of the checked fields of a JSON object. Raises UnfitError."""
    if not isinstance(value, dict):
        raise UnfitError("not an object")
    return kind(**{name: check(value.get(name)) for name, check in checks.items()})


def text(value: object) -> str:
    if not isinstance(value, str):
        raise UnfitError("not a string")
    return value


def sentence(value: object) -> str:
    """Return a sentence: a string, or [template, values by name]. Raises UnfitError."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[1], dict):  # noqa: PLR2004 - a pair
        raise UnfitError("not a sentence")
    template, fields = value
    return Sentence(text(template), {text(name): text(field) for name, field in fields.items()})


def count(value: object) -> int:
    """Return a whole number from 0 to the largest epoch that a datetime can show. Raises UnfitError."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LAST_EPOCH:
        raise UnfitError("not a count or an epoch")
    return value


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise UnfitError("not true or false")
    return value


def listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise UnfitError("not a list")
    return value


def texts(value: object) -> tuple[str, ...]:
    return tuple(map(text, listed(value)))


def optional(check: Callable[[object], _T]) -> Callable[[object], _T | None]:
    return lambda value: None if value is None else check(value)


def percentage(value: object) -> float:
    """Return a percentage, which overage may take above 100. Raises UnfitError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST_PERCENT:
        raise UnfitError("not a percentage")
    return value
