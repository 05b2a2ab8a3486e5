"""Ready-made formats: TOML files in the package, and how one is written into the text of a config.

A preset sets only keys about the look. A key that some preset sets and the new one does not is reset.
"""

from __future__ import annotations

import dataclasses
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from statusline.config import Config, package_data, parse
from statusline.config.line_numbers import key_lines
from statusline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    Key = tuple[str, ...]

NAMES = ("default", "compact", "full", "bars", "powerline", "nerd", "emoji", "ascii", "remaining")
_BOM = "\ufeff"


@cache
def text(name: str) -> str:
    return package_data.text("presets", name)


def about(name: str) -> str:
    return text(name).partition("\n")[0].removeprefix(f"# {name}: ")


def config(name: str) -> Config:
    return parse(text(name), name)


def holds(name: str, settings: Config) -> bool:
    """Return whether a config looks as the preset does."""
    return settings == _expected(settings, dict(_keys(tomllib.loads(text(name)))))


def put(name: str, text_before: str, file: str) -> str:
    """Return the text of a config with a preset in it; comments and all other keys stay.

    file: the name of the config in an error. Raises ConfigError if the config is invalid before or after.
    """
    import tomlkit  # here: who only reads a preset needs no editor
    from tomlkit.exceptions import TOMLKitError

    config_before = parse(text_before, file)
    values = dict(_keys(tomllib.loads(text(name))))
    expected = _expected(config_before, values)
    if config_before == expected:
        return text_before
    try:
        text_after = _edited(text_before.removeprefix(_BOM), tomlkit.parse(text(name)), values)
        result = parse(text_after, file)
    except (TOMLKitError, ConfigError, TypeError, AttributeError):  # tomlkit's answers to what it cannot edit
        result = None
    if result != expected:
        raise ConfigError(
            "{file} cannot be edited safely as it is written.",
            "Paste the output of `statusline preset show {preset}` into it.",
            file=file,
            preset=name,
        )
    return _BOM * text_before.startswith(_BOM) + text_after


@cache
def touched() -> tuple[Key, ...]:
    return tuple(dict.fromkeys(key for name in NAMES for key, _ in _keys(tomllib.loads(text(name)))))


def _edited(text_before: str, preset: Any, values: dict[Key, Any]) -> str:
    """Return the text with the preset's values, and without what other presets set."""
    import tomlkit

    document: Any = tomlkit.parse(text_before)
    additions = tomlkit.document()
    lines = key_lines(text_before)
    rows = text_before.split("\n")
    for key in touched():
        present = _find(document, key) is not None
        if key in values and len(key) == 1 and not present:
            additions[key[0]] = _find(preset, key)
        elif key in values:
            _table(document, key[:-1])[key[-1]] = _find(preset, key)
        elif present and rows[lines[key] - 2].lstrip().startswith("#") and lines[key] > 1:
            _table(document, key[:-1])[key[-1]] = _of(Config(), key)  # the comment above the key stays true
        elif present:
            _take_out(document, key)
    # New keys go to the top: further down they would come between a table and the comment above it.
    parts = [tomlkit.dumps(part).strip("\r\n") for part in (additions, document)]
    begins_with_ours = next(iter(document), "") in {key[0] for key in touched() if len(key) == 1}
    return ("\n" if begins_with_ours else "\n\n").join(filter(None, parts)) + "\n"


def _take_out(document: Any, key: Key) -> None:
    table = _table(document, key[:-1])
    del table[key[-1]]
    if len(key) > 1 and not table and not table.as_string().strip():
        del _table(document, key[:-2])[key[-2]]


def _expected(config_before: Config, values: dict[Key, Any]) -> Config:
    changed: Any = config_before
    for key in touched():
        changed = _with(changed, key, values[key] if key in values else _of(Config(), key))
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
    import tomlkit

    for name in path:
        if name not in document:
            document[name] = tomlkit.table()
        document = document[name]
    return document


def _find(document: Any, key: Key) -> Any:
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
