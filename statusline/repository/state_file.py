"""The state file of a working tree, as `hot/repository` reads it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.hot import prompt_file, repository, spool
from statusline.state import files

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_VALUE = 200
_LIMIT = 32_768


@dataclass(frozen=True, slots=True)
class State:
    """What was seen of a working tree. observed_at: epoch seconds; note: why there is no more, as in `notes`."""

    head: str
    observed_at: int
    note: str
    values: Mapping[str, str]

    def same_as(self, other: State) -> bool:
        """Return whether both have the same content, whenever they were observed."""
        heads = _value(self.head), _value(other.head)
        return (heads[0], self.note, _harmless(self.values)) == (heads[1], other.note, _harmless(other.values))


def read(cache: str, top: str) -> State | None:
    """Return what is known of the working tree, None if nothing is."""
    data = prompt_file.read_own(repository.file(cache, top) + ".state", _LIMIT)
    parts = repository.load(data, top)
    return State(*parts) if parts else None


def write(cache: str, top: str, state: State) -> None:
    """Write the file, without a branch that may hold a token or an address. Raises StorageError."""
    header = (repository.VERSION, os.fsencode(top), _value(state.head), b"%d" % state.observed_at, _value(state.note))
    values = [_value(text) for pair in _harmless(state.values).items() for text in pair]
    data = b"\0".join([*header, *values, repository.END])
    files.write_atomic(repository.file(cache, top) + ".state", data, durable=False)


def _harmless(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value and not spool.may_be_secret(value)}


def _value(text: str) -> bytes:
    return b"" if spool.may_be_secret(text) else text.replace("\0", "")[:_LONGEST_VALUE].encode("utf-8", "replace")
