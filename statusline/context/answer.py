"""One call and what stands around it in its log; for the command, the dashboard and agents' tools alike."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from statusline.config.providers import CLAUDE
from statusline.context import claude, codex, entries, log
from statusline.cost import charges, documents, ledgers, top_calls
from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.index import places, policy
from statusline.index.log_lines import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.context.entries import Entry, Shown
    from statusline.context.log import Lines
    from statusline.cost.reader import CostReader
    from statusline.index.places import Place
    from statusline.index.queries import Call

SCHEMA = "statusline-context/1"
SHORTEST = 6  # hexadecimal digits by which a call may be named
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Context:
    call: Call
    shown: list[Shown]
    tools: bool


def read(reader: CostReader, word: str, *, tools: bool, characters: int = entries.MOST_CHARACTERS) -> Context:
    """Return a call and its surroundings. Raises StatuslineError, also if its log no longer has it there.

    word: the call's id in `calls`, or its beginning; tools: with what tools returned; characters: at most so many.
    """
    place = _place(reader, word)
    if place.path.startswith(policy.LOG):
        raise StatuslineError('With keep = "numbers" in [index] nobody knows the log of a call.', 'Use "projects".')
    lines = log.read(place.path, place.offset)
    if not places.is_there(place, lines.own):
        raise StatuslineError(
            "{path} no longer has that call where it was read.",
            "Run `statusline index read`, then ask again.",
            path=place.path,
        )
    before, own, after = _entries(place.call.provider, lines)
    redactor, most = reader.names.redactor, min(characters, entries.MOST_CHARACTERS)
    return Context(place.call, entries.chosen(before, own, after, redactor, most, tools=tools), tools)


def document(context: Context, reader: CostReader) -> dict[str, object]:
    call = context.call
    charge = charges.of_call(call, ledgers.day_of(call.at), reader.prices)
    row = documents.call_row(call, top_calls.shown(call, reader.names), charge)
    named = zip(documents.CALL_COLUMNS, row, strict=True)
    return {
        "schema": SCHEMA,
        "generated_at": reader.now,
        "privacy": reader.mode,
        "call": {name: value for name, value in named if value is not None},
        "tools": context.tools,
        "entries": [_entry(entry) for entry in context.shown],
    }


def _entry(entry: Shown) -> dict[str, object]:
    return {
        "kind": entry.kind,
        **({"at": entry.at} if entry.at else {}),
        **({"name": entry.name} if entry.name else {}),
        **({"left_out": True} if entry.left_out else {"text": entry.text}),
        "characters": entry.characters,
        **({"cut": True} if entry.cut else {}),
        **({"of_call": True} if entry.of_call else {}),
    }


def _place(reader: CostReader, word: str) -> Place:
    try:
        low, high = (int(word.ljust(_LONGEST, digit), 16) for digit in "0f")
        named = SHORTEST <= len(word) <= _LONGEST and word.isalnum()
    except ValueError:
        named = False
    if not named:
        raise StatuslineError('"{call}" is not the id of a call.', "`statusline calls` lists them.", call=word)
    matches = places.of_calls(reader.connection, low, high)
    if not matches:
        raise StatuslineError('No call "{call}" is known.', "`statusline calls` lists them.", call=word)
    if len(matches) > 1:
        raise StatuslineError('Several calls begin with "{call}".', "Give more of its digits.", call=word)
    return matches[0]


def _entries(provider: str, lines: Lines) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """Return the entries before the call, those that it wrote, and those after it."""
    parts = _of_claude(lines) if provider == CLAUDE else _of_codex(lines)
    before, *rest = (list(entries.without_repeats(part)) for part in parts)
    ordered = [*before, *chain.from_iterable(rest)]
    positions = [index for index, entry in enumerate(ordered) if entry.of_call]
    first, last = (positions[0], positions[-1] + 1) if positions else (len(before), len(before))
    return ordered[:first], ordered[first:last], ordered[last:]


def _of_claude(lines: Lines) -> Iterator[list[Entry]]:
    own = claude.message_id(parsed(lines.own))
    for part in (lines.before, [lines.own], lines.after):
        yield [entry for line in part for entry in claude.entries(parsed(line), own)]


def _of_codex(lines: Lines) -> Iterator[list[Entry]]:
    before = [parsed(line) for line in lines.before]
    ends = [index for index, line in enumerate(before, 1) if codex.ends_a_call(line)]
    begins = ends[-1] if ends else 0
    yield [
        entry._replace(of_call=index >= begins and entry.kind in codex.WRITTEN_BY_CALL)
        for index, line in enumerate(before)
        for entry in codex.entries(line)
    ]
    yield [entry for line in lines.after for entry in codex.entries(parsed(line))]
