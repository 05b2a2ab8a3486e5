"""The settings that differ from their default, redacted: how a value is redacted depends on its key."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from statusline.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.redaction import Redactor

SET = "(set)"
_ADDRESSES = ("base_url", "web_url")
_HIDDEN = ("user_agent", "command", "run")


def changed(config: Config, redactor: Redactor) -> Iterator[str]:
    """Yield `key = value` of every setting that is not the default; never a comment, an argument or a user agent."""
    for key, value, default in _pairs(config, Config(), ""):
        if value != default:
            yield f"{key} = {_redacted(key, value, redactor)}"


def _pairs(settings: Any, defaults: Any, above: str) -> Iterator[tuple[str, Any, Any]]:
    for field in dataclasses.fields(settings):
        value, default = getattr(settings, field.name), getattr(defaults, field.name)
        key = above + field.name
        if "tables" in field.metadata:
            for number, table in enumerate(value):
                yield from _pairs(table, field.metadata["tables"](), f"{key}[{number}].")
        elif "named" in field.metadata:
            for name, table in value:
                yield from _pairs(table, field.metadata["named"](), f"{above}{name}.")
        elif dataclasses.is_dataclass(value):
            blank: Any = type(value)
            yield from _pairs(value, default if dataclasses.is_dataclass(default) else blank(), f"{key}.")
        else:
            yield key, value, default


def _redacted(key: str, value: Any, redactor: Redactor) -> str:
    name = key.rpartition(".")[2]
    if name in _HIDDEN:
        return SET
    if name in _ADDRESSES:
        return _address(str(value), redactor)
    if name == "folder":
        return redactor.path(str(value))
    if isinstance(value, str):
        return json.dumps(value if name == "label" else redactor.text(value), ensure_ascii=False)
    return json.dumps(
        [redactor.text(item) if isinstance(item, str) else item for item in value] if _is_list(value) else value,
        default=str,  # a date
    )


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _address(address: str, redactor: Redactor) -> str:
    """Return only the server of an address: its path may name a team."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{redactor.host(parts.netloc.rpartition('@')[2])}"
