"""Ready-made formats: TOML files in the package, and putting one into the text of a config.

A preset says how things look and nothing else. What any preset says is reset where the new one says nothing.
"""

from __future__ import annotations

import dataclasses
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from statusline.config import Config, parse
from statusline.config.line_numbers import key_lines
from statusline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    Key = tuple[str, ...]

NAMES = ("default", "compact", "full", "bars", "powerline", "ascii", "remaining")
_BOM = "\ufeff"


@cache
def text(name: str) -> str:
    """Return the TOML of one of NAMES."""
    return resources.files("statusline").joinpath("data", "presets", f"{name}.toml").read_text(encoding="utf-8")


def about(name: str) -> str:
    """Return what a preset is for, in a few words."""
    return text(name).partition("\n")[0].removeprefix(f"# {name}: ")


def config(name: str) -> Config:
    """Return the config that a preset alone makes."""
    return parse(text(name), name)


def put(name: str, written: str, file: str) -> str:
    """Return the text of a config with a preset in it; its comments and all other keys stay.

    file: what to call the config in an error. Raises ConfigError if the config does not hold, before or after.
    """
    before = parse(written, file)
    wanted = dict(_keys(tomllib.loads(text(name))))
    expected = _expected(before, wanted)
    if before == expected:
        return written
    try:
        after = _edited(written.removeprefix(_BOM), tomlkit.parse(text(name)), wanted)
        done = parse(after, file)
    except (TOMLKitError, ConfigError, TypeError, AttributeError):  # tomlkit's answers to what it cannot edit
        done = None
    if done != expected:
        raise ConfigError(
            f"{file} is written in a way that cannot be edited safely.",
            f"Put in yourself what `statusline preset show {name}` prints.",
        )
    return _BOM * written.startswith(_BOM) + after


@cache
def touched() -> tuple[Key, ...]:
    """Return every key that any preset sets."""
    return tuple(dict.fromkeys(key for name in NAMES for key, _ in _keys(tomllib.loads(text(name)))))


def _edited(written: str, preset: Any, wanted: dict[Key, Any]) -> str:
    """Return written with what is wanted, and without what other presets set."""
    document: Any = tomlkit.parse(written)
    new = tomlkit.document()
    lines = key_lines(written)
    rows = written.split("\n")
    for key in touched():
        present = _find(document, key) is not None
        if key in wanted and len(key) == 1 and not present:
            new[key[0]] = _find(preset, key)
        elif key in wanted:
            _table(document, key[:-1])[key[-1]] = _find(preset, key)
        elif present and rows[lines[key] - 2].lstrip().startswith("#") and lines[key] > 1:
            _table(document, key[:-1])[key[-1]] = _of(Config(), key)  # the comment above goes on being true
        elif present:
            _take_out(document, key)
    # New keys go to the top: further down they would come between a table and the comment above it.
    parts = [tomlkit.dumps(part).strip("\r\n") for part in (new, document)]
    ours = next(iter(document), "") in {key[0] for key in touched() if len(key) == 1}
    return ("\n" if ours else "\n\n").join(filter(None, parts)) + "\n"


def _take_out(document: Any, key: Key) -> None:
    table = _table(document, key[:-1])
    del table[key[-1]]
    if len(key) > 1 and not table and not table.as_string().strip():
        del _table(document, key[:-2])[key[-2]]


def _expected(before: Config, wanted: dict[Key, Any]) -> Config:
    changed: Any = before
    for key in touched():
        changed = _with(changed, key, wanted[key] if key in wanted else _of(Config(), key))
    return changed  # type: ignore[no-any-return] # dataclasses.replace keeps the type


def _with(settings: Any, key: Key, value: object) -> Any:
    name, *rest = key
    inner = _with(getattr(settings, name), tuple(rest), value) if rest else value
    return dataclasses.replace(settings, **{name: inner})


def _of(settings: Any, key: Key) -> Any:
    for name in key:
        settings = getattr(settings, name)
    return settings


def _table(document: Any, path: Key) -> Any:
    for name in path:
        if name not in document:
            document[name] = tomlkit.table()
        document = document[name]
    return document


def _find(document: Any, key: Key) -> Any:
    """Return what stands under key, None if nothing does."""
    for name in key:
        if name not in document:
            return None
        document = document[name]
    return document


def _keys(table: dict[str, Any], above: Key = ()) -> Iterator[tuple[Key, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _keys(value, (*above, name))
        else:
            yield (*above, name), value
