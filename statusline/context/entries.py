"""The entries of a conversation, and how much of them is shown: redacted before it is cut. Pure."""

from __future__ import annotations

import json
import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statusline.redaction import Redactor

MOST_ENTRIES = 80
MOST_CHARACTERS = 20_000
LONGEST = 4_000  # characters of one entry

USER, ASSISTANT, THINKING, AGENT = "user", "assistant", "thinking", "agent"
TOOL, RESULT, COMPACTION = "tool", "result", "compaction"

_LOOKED_AT = 1 << 16  # characters of one entry that are redacted
# What a conversation may hold besides the tokens that redaction.py knows: private keys, and passwords with their name.
_KEYS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_NAMED = re.compile(
    r"(?i)((?:password|passwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token|private[_-]?key)[\w-]{0,32}"
    r"\\?[\"']?\s{0,4}[:=]\s{0,4}\\?[\"']?)[^\s\"'\\,;]{4,}"
)


class Entry(NamedTuple):
    """One thing that was said or done. `at`: as the log has it; `name`: of a tool; `of_call`: the call wrote it."""

    kind: str
    at: str
    text: str = ""
    name: str = ""
    of_call: bool = False


class Shown(NamedTuple):
    """An entry as it is shown; `characters` is how long its text is, `left_out`: none is shown; `cut`: a part."""

    kind: str
    at: str
    text: str
    name: str
    of_call: bool
    characters: int
    left_out: bool = False
    cut: bool = False


def chosen(
    before: Sequence[Entry], own: Sequence[Entry], after: Sequence[Entry], redactor: Redactor, most: int, *, tools: bool
) -> list[Shown]:
    """Return the entries of a call and those nearest to it, in order: at most MOST_ENTRIES, of `most` characters.

    tools: also with what the tools returned. What a compaction wrote is never shown.
    """
    every = [*before, *own, *after]
    left, result = most, dict[int, Shown]()
    for index in _nearest(len(before), len(own), len(after)):
        if len(result) == MOST_ENTRIES or left <= 0:
            break
        result[index] = shown = _shown(every[index], redactor, min(left, LONGEST), tools=tools)
        left -= len(shown.text)
    return [result[index] for index in sorted(result)]


def data_text(value: Any) -> str:
    """Return what a tool was given or returned as one text."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(filter(None, map(_block_text, value)))
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _block_text(block: Any) -> str:
    if not isinstance(block, dict):
        return data_text(block)
    text = block.get("text")
    return text if isinstance(text, str) else f"[{block.get('type', 'data')}]"


def _nearest(before: int, own: int, after: int) -> Iterator[int]:
    """Yield the positions of the call's entries, then those around it, the nearest first."""
    yield from range(before, before + own)
    following = range(before + own, before + own + after)
    for pair in zip_longest(reversed(range(before)), following):
        yield from (index for index in pair if index is not None)


def _shown(entry: Entry, redactor: Redactor, most: int, *, tools: bool) -> Shown:
    kind, at, text, name, of_call = entry
    name = redactor.text(name)
    if kind == COMPACTION or (kind == RESULT and not tools):
        return Shown(kind, at, "", name, of_call, len(text), left_out=True)
    whole = _redacted(_beginning(text), redactor)
    cut = len(whole) > most or len(text) > _LOOKED_AT
    return Shown(kind, at, whole[:most], name, of_call, len(text), cut=cut)


def _beginning(text: str) -> str:
    """Return as much of a text as is looked at, without a word that is cut there: half a secret is not recognised."""
    return text if len(text) <= _LOOKED_AT else text[:_LOOKED_AT].rsplit(None, 1)[0]


def _redacted(text: str, redactor: Redactor) -> str:
    return _NAMED.sub(r"\1[secret]", _KEYS.sub("[secret]", redactor.text(text)))


def without_repeats(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries, those of a compaction that stands in several lines once."""
    last = ""
    for entry in entries:
        if entry.kind != COMPACTION or last != COMPACTION:
            yield entry
        last = entry.kind
