"""The filters of a view, as they stand in its address behind `?`: the words of the command line."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from statusline.config.providers import PROVIDERS
from statusline.cost import reader as cost
from statusline.cost.names import NoSuchNameError
from statusline.history import timespec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from statusline.cost.reader import CostReader
    from statusline.index.queries import Filter

    Values = Mapping[str, Sequence[str]]

FILTERS = ("since", "until", "provider", *cost.FILTERS)
_MOST = 40
_LONGEST = 4096


class BadQueryError(ValueError):
    """A filter that cannot be used; the text is a sentence that says why."""


def parse(text: str, allowed: Sequence[str]) -> Values:
    """Return the values of each name, in their order. Raises BadQueryError."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST, errors="strict")
    except ValueError:
        raise BadQueryError("The address cannot be read.") from None
    values: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        if name not in allowed or len(value) > _LONGEST:
            raise BadQueryError(f"There is no filter {name[:40]!r} here. There are {', '.join(allowed) or 'none'}.")
        values[name].append(value)
    return values


def nothing(values: Values) -> None:
    """Raise BadQueryError if there are any values."""
    if values:
        raise BadQueryError("This has no filters.")


def choice(values: Values, name: str, choices: Sequence[str], default: str) -> str:
    """Return the only value of a name. Raises BadQueryError."""
    value = (values.get(name) or [default])[-1]
    if value not in choices:
        raise BadQueryError(f"{value[:40]!r} is not a {name}. Use {', '.join(choices)}.")
    return value


def number(values: Values, name: str, lowest: int, highest: int, default: int) -> int:
    value = (values.get(name) or [str(default)])[-1]
    if not (value.removeprefix("-").isdecimal() and value.isascii() and lowest <= int(value[:20]) <= highest):
        raise BadQueryError(f"{name} is a number from {lowest} to {highest}.")
    return int(value)


def moment(values: Values, name: str, now: int, zone: tzinfo) -> int | None:
    """Return the moment that a name's value means, None without one: `7d` or a date, as on the command line."""
    if not values.get(name):
        return None
    try:
        return timespec.moment(values[name][-1], now, zone)
    except ValueError as error:
        raise BadQueryError(str(error)) from None


def wanted(values: Values, reader: CostReader) -> Filter:
    """Return the filter of calls that the values describe. Raises BadQueryError."""
    since, until = (moment(values, name, reader.now, reader.zone) for name in ("since", "until"))
    if since is not None and until is not None and since >= until:
        raise BadQueryError("since has to be before until.")
    provider = choice(values, "provider", PROVIDERS, "") if values.get("provider") else None
    try:
        return cost.wanted(reader, since, until, provider, values)
    except NoSuchNameError as error:
        raise BadQueryError(str(error)) from None
