"""Writes a Config as TOML that reads back to the same Config."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from statusline.config.checks import quoted
from statusline.config.options import Config, NamedAccount

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = "# The settings of statusline, each with its default. Only what you change needs to be in your file."


def default_toml() -> str:
    return "\n".join([_HEAD, *_rows(Config(), comments=True)]) + "\n"


def effective_toml(config: Config) -> str:
    return "\n".join(_rows(config, comments=False)) + "\n"


def account_toml(account: NamedAccount) -> str:
    """Return one table of [[accounts]], without a line end."""
    return "\n".join(["[[accounts]]", *_rows(account, comments=False)])


def _rows(settings: Any, *, comments: bool, above: str = "") -> Iterator[str]:
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        if "tables" in field.metadata:
            yield from _tables(field, value, comments=comments)
        elif "named" in field.metadata:
            yield from _named(field, value, above, comments=comments)
        elif "table" not in field.metadata and dataclasses.is_dataclass(value):
            yield from _table(field, value, comments=comments)
        elif value is not None:
            yield from ("", f"# {field.metadata['comment']}") if comments else ()
            yield f"{field.name} = {_value(value)}"


def _table(field: Any, value: Any, *, comments: bool) -> Iterator[str]:
    if any("named" not in inner.metadata for inner in dataclasses.fields(value)):
        yield from ("", f"# {field.metadata['comment']}") if comments else ("",)
        yield f"[{field.name}]"
    yield from _rows(value, comments=comments, above=field.name)


def _named(field: Any, value: tuple[tuple[str, Any], ...], above: str, *, comments: bool) -> Iterator[str]:
    """Yield the tables with names of their own; with comments and without tables, an example that is commented out."""
    if comments:
        yield from ("", f"# {field.metadata['comment']}")
        if not value:
            yield f"# [{above}.{field.metadata['example']}]"
            yield from (f"# {row}" for row in _remarked(field.metadata["named"]()))
    for name, table in value:
        yield from ("", f"[{above}.{name if name.isidentifier() else quoted(name)}]", *_rows(table, comments=False))


def _remarked(settings: Any) -> Iterator[str]:
    for field in dataclasses.fields(settings):
        value = field.metadata.get("example", getattr(settings, field.name))
        yield f"{field.name} = {_value(value)}  # {field.metadata['comment']}"


def _tables(field: Any, value: tuple[Any, ...], *, comments: bool) -> Iterator[str]:
    """Yield a list of tables; with comments and without tables, an example that is commented out."""
    if comments:
        yield from ("", f"# {field.metadata['comment']}")
        if not value:
            yield f"# [[{field.name}]]"
            yield from (f"# {row}" for row in _rows(field.metadata["example"], comments=False))
    for table in value:
        yield from ("", f"[[{field.name}]]", *_rows(table, comments=False))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if dataclasses.is_dataclass(value):
        return "{ " + ", ".join(_rows(value, comments=False)) + " }"
    return quoted(value) if isinstance(value, str) else str(value)
