"""Reads the text of a config: a Config, or one ConfigError that names every problem with its line."""

from __future__ import annotations

import dataclasses
import os
import re
import stat
import tomllib
from typing import TYPE_CHECKING, Any, TypeVar

from statusline.config.checks import quoted, shown
from statusline.config.levels import Thresholds
from statusline.config.options import REFRESH_FLOOR, Config
from statusline.errors import ConfigError
from statusline.format.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statusline.config.checks import Fault, Key

LARGEST_FILE = 1 << 20
_LONGEST_LINE = 2_000  # the standard reader takes hours for one dotted key of a megabyte
_MOST_PROBLEMS = 50
_PERCENT = 100
BOM = "\ufeff"
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# The beginning of tomllib's messages, and our sentence for each.
_SYNTAX = (
    ("Unterminated string", "a text is not closed; end it with the quotation mark it begins with."),
    ("Unclosed array", "a list is not closed; put commas between its items and end it with ]."),
    ("Unclosed inline table", "a table is not closed; put commas between its keys and end it with }."),
    ("Illegal character", "a character that is not allowed here; close the text before the end of the line."),
    ("Unescaped '", "a backslash alone; write it twice, or put the text in single quotes."),
    ("Escaped character", "an invalid escape; write the character itself."),
    ("Invalid value", 'not a valid value; text needs quotes ("…"), true and false are lower case, a list ends with ].'),
    ("Invalid initial character", "a key that cannot be read; a key is letters, digits and _."),
    ("Invalid statement", "neither a key nor a [table]; write key = value, or begin a comment with #."),
    ("Expected '='", "no = after a key; write key = value."),
    ("Expected newline", "something follows the value; put it on a line of its own."),
    ("Expected ']", "a [table] line is not closed; end it with ]."),
    ("Cannot overwrite", "a key that already has a value; keep one of the two."),
    ("Duplicate inline table key", "a key that already has a value; keep one of the two."),
    ("Cannot mutate", "a table that already has its keys; keep one of the two."),
    ("Cannot redefine", "a table that already has its keys; keep one of the two."),
    ("Cannot declare", "a [table] that already exists; keep one of the two."),
)
_SYNTAX_ELSE = "not TOML; compare it with `statusline config show --default`."

_Table = TypeVar("_Table", bound=Any)


def load(path: str) -> Config:
    """Return the config in a file, the defaults if there is no file. Raises ConfigError."""
    text = read(path)
    return Config() if text is None else parse(text, path)


def read(path: str) -> str | None:
    """Return the text of a config file, None if there is none. Raises ConfigError."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(LARGEST_FILE + 1) if stat.S_ISREG(mode) or stat.S_ISCHR(mode) else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a path"
        raise ConfigError(
            "{path} cannot be read: {reason}.", "Make it a file that you can read.", path=path, reason=reason
        ) from None
    if content is None:
        raise ConfigError("{path} is not a regular file.", "Replace it by a regular file.", path=path)
    if len(content) > LARGEST_FILE:
        raise ConfigError("{path} is larger than 1 MiB.", "Leave only settings in it.", path=path)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            "{path} line {line}: not UTF-8 text.", "Save the file as UTF-8.", path=path, line=line
        ) from None


def _without_waiting(path: str, flags: int) -> int:
    """Open path without blocking on a pipe that nobody writes to; /dev/null stays a valid config."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def parse(text: str, name: str) -> Config:
    """Return the config that text describes. Raises ConfigError; name: what to call the file in it."""
    text = text.removeprefix(BOM)
    document = _toml(text, name)
    faults = list(_faults(Config(), document, ()))
    if faults:
        from statusline.config.line_numbers import key_lines  # here: most configs are right

        raise ConfigError(_report(faults, key_lines(text), name))
    config = _filled(Config(), document)
    return dataclasses.replace(config, refresh_every=max(config.refresh_every, REFRESH_FLOOR))


def _toml(text: str, name: str) -> dict[str, Any]:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            raise ConfigError(
                "{file} line {line}: longer than {limit} characters.",
                "Break it.",
                file=name,
                line=number,
                limit=_LONGEST_LINE,
            )
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} {_syntax_problem(str(error), text)}") from None
    except (RecursionError, ValueError):  # lists in lists in lists; an integer of too many digits
        raise ConfigError(
            "{file} contains a value that is nested too deeply or too long.", "Remove it.", file=name
        ) from None


def _syntax_problem(message: str, text: str) -> str:
    position = _POSITION.search(message)
    if position and position[1]:
        line, column = position[1], position[2]
    else:
        lines = text.rstrip().split("\n")
        line, column = str(len(lines)), str(len(lines[-1]) + 1)
    problem = next((sentence for start, sentence in _SYNTAX if message.startswith(start)), _SYNTAX_ELSE)
    return f"line {line}, column {column}: {problem}"


def _faults(default: Any, document: dict[str, Any], above: Key) -> Iterator[Fault]:
    fields, tables = _fields(default)
    for name, value in document.items():
        key = (*above, name)
        if name in fields:
            yield from _value_faults(getattr(default, name), fields[name], value, key)
        elif tables and tables["accepts"](name):
            faults = list(_table_of(tables["named"](), value, key))
            yield from faults or _missing(_required(tables["named"]), value, key)
        else:
            yield key, _unknown(name, above, (*fields, *(tables or {"suggestions": ()})["suggestions"]))
    if isinstance(default, Thresholds):
        yield from _crossed_thresholds(default, document, above)


def _fields(default: Any) -> tuple[dict[str, Mapping[str, Any]], Mapping[str, Any] | None]:
    """Return the metadata of each key, and of the tables with names of their own, if any."""
    fields: dict[str, Mapping[str, Any]] = {field.name: field.metadata for field in dataclasses.fields(default)}
    named = next((name for name, metadata in fields.items() if "named" in metadata), "")
    return fields, fields.pop(named, None)


def _value_faults(default: Any, metadata: Mapping[str, Any], value: Any, key: Key) -> Iterator[Fault]:
    if "check" in metadata:
        faults = list(metadata["check"](key, value))
        yield from faults or _table_faults(metadata, value, key)
    elif "table" in metadata:
        faults = list(_table_of(metadata["table"](), value, key))
        yield from faults or _missing(_keys(metadata["table"]), value, key)
    else:
        yield from _table_of(default, value, key)


def _table_of(default: Any, value: Any, key: Key) -> Iterator[Fault]:
    if isinstance(value, dict):
        yield from _faults(default, value, key)
    else:
        yield key, f"must be a table; write [{_heading(key)}] and its keys below."


def _heading(key: Key) -> str:
    return ".".join(part if part.isidentifier() else quoted(part) for part in key if isinstance(part, str))


def _keys(kind: type) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]


def _required(kind: type) -> list[str]:
    return [field.name for field in dataclasses.fields(kind) if field.metadata.get("required")]


def _missing(names: list[str], table: dict[str, Any], key: Key) -> Iterator[Fault]:
    missing = [name for name in names if name not in table]
    if missing:
        yield key, f"lacks {' and '.join(missing)}; add {'it' if len(missing) == 1 else 'them'}."


def _table_faults(metadata: Mapping[str, Any], tables: Any, above: Key) -> Iterator[Fault]:
    """Yield the faults of a list of tables, in which every key is required; nothing for other values."""
    if "tables" not in metadata:
        return
    blank, (unique, name_of) = metadata["tables"](), metadata["unique"]
    names: set[str] = set()
    for index, table in enumerate(tables):
        yield from _faults(blank, table, (*above, index))
        yield from _missing(_keys(metadata["tables"]), table, (*above, index))
        name = name_of(table[unique]).lower() if isinstance(table.get(unique), str) else ""
        if name and name in names:
            yield (*above, index, unique), f"must not be {shown(table[unique])}, which another table has."
        names.add(name)


def _crossed_thresholds(default: Thresholds, document: dict[str, Any], above: Key) -> Iterator[Fault]:
    warning = document.get("warning", default.warning)
    critical = document.get("critical", default.critical)
    if type(warning) is type(critical) is int and 0 <= critical < warning <= _PERCENT:
        name = "warning" if "warning" in document else "critical"
        yield (*above, name), f"would put warning ({warning}) above critical ({critical}); change one of the two."


def _unknown(name: str, above: Key, names: tuple[str, ...]) -> str:
    prefix = "".join(f"{part}." for part in above if isinstance(part, str))
    problem = f"unknown key {shown(prefix + name)}; "
    suggestion = nearest(name, names)
    if suggestion:
        return problem + f"did you mean {quoted(prefix + suggestion)}?"
    if above and name in (field.name for field in dataclasses.fields(Config)):
        return problem + f'"{name}" belongs above the first [table].'
    return problem + "remove it, or see `statusline config show --default` for the valid keys."


def _report(faults: list[Fault], lines: dict[Key, int], name: str) -> str:
    placed = [(_line(key, lines), _subject(key, problem) + problem) for key, problem in faults]
    sentences = [f"{name} line {line}: {sentence}" for line, sentence in sorted(placed)]
    more = len(sentences) - _MOST_PROBLEMS
    if more > 0:
        sentences[_MOST_PROBLEMS:] = [f"{name}: {more} more problems; fix these first."]
    return "\n".join(sentences)


def _line(key: Key, lines: dict[Key, int]) -> int:
    return next((lines[key[:end]] for end in range(len(key), 0, -1) if key[:end] in lines), 1)


def _subject(key: Key, problem: str) -> str:
    if problem.startswith("unknown key"):
        return ""
    return ".".join(part for part in key if isinstance(part, str)) + " "


def _filled(default: _Table, document: dict[str, Any]) -> _Table:
    fields, tables = _fields(default)
    present = [name for name in fields if name in document]
    changes = {name: _value(getattr(default, name), fields[name], document[name]) for name in present}
    if tables:
        named = [(name, _filled(tables["named"](), value)) for name, value in document.items() if name not in fields]
        changes["named"] = tuple(named)
    filled: _Table = dataclasses.replace(default, **changes)
    return filled


def _value(default: Any, metadata: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, dict):
        return _filled(metadata["table"]() if "table" in metadata else default, value)
    if "tables" in metadata:
        return tuple(_filled(metadata["tables"](), table) for table in value)
    return tuple(value) if isinstance(value, list) else value
