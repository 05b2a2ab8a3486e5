"""A Config to TOML that reads back to it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from statusline.config.checks import quoted
from statusline.config.options import Config, NamedAccount

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = "# The settings of statusline, each with its default. Only what you change needs to be in your file."


def default_toml() -> str:
    """Return every setting with its default and a comment."""
    return "\n".join([_HEAD, *_rows(Config(), comments=True)]) + "\n"


def effective_toml(config: Config) -> str:
    """Return every setting with its value in config."""
    return "\n".join(_rows(config, comments=False)) + "\n"


def account_toml(account: NamedAccount) -> str:
    """Return one table of [[accounts]], without a line end."""
    return "\n".join(["[[accounts]]", *_rows(account, comments=False)])


def _rows(settings: Any, *, comments: bool) -> Iterator[str]:
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        is_table = dataclasses.is_dataclass(value)
        if "tables" in field.metadata:
            yield from _tables(field, value, comments=comments)
            continue
        if comments or is_table:
            yield ""
        if comments:
            yield f"# {field.metadata['comment']}"
        if is_table:
            yield f"[{field.name}]"
            yield from _rows(value, comments=comments)
        else:
            yield f"{field.name} = {_value(value)}"


def _tables(field: Any, value: tuple[Any, ...], *, comments: bool) -> Iterator[str]:
    """Yield a list of tables; where comments are wanted and there are none, an example that is one."""
    if comments:
        yield from ("", f"# {field.metadata['comment']}")
        if not value:
            yield f"# [[{field.name}]]"
            yield from (f"# {row}" for row in _rows(field.metadata["example"], comments=False))
    for one in value:
        yield from ("", f"[[{field.name}]]", *_rows(one, comments=False))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return quoted(value) if isinstance(value, str) else str(value)
