"""The settings that differ from the default, as others may read them: what a value may say depends on its key."""

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
_NOT_TOLD = ("user_agent", "command")


def changed(config: Config, redactor: Redactor) -> Iterator[str]:
    """Yield `key = value` of every setting that is not the default; never a comment, an argument or a user agent."""
    for key, value, default in _pairs(config, Config(), ""):
        if value != default:
            yield f"{key} = {_told(key, value, redactor)}"


def _pairs(settings: Any, defaults: Any, above: str) -> Iterator[tuple[str, Any, Any]]:
    for field in dataclasses.fields(settings):
        value, default = getattr(settings, field.name), getattr(defaults, field.name)
        key = above + field.name
        if "tables" in field.metadata:
            for number, one in enumerate(value):
                yield from _pairs(one, field.metadata["tables"](), f"{key}[{number}].")
        elif "named" in field.metadata:
            for name, one in value:
                yield from _pairs(one, field.metadata["named"](), f"{above}{name}.")
        elif dataclasses.is_dataclass(value):
            blank: Any = type(value)
            yield from _pairs(value, default if dataclasses.is_dataclass(default) else blank(), f"{key}.")
        else:
            yield key, value, default


def _told(key: str, value: Any, redactor: Redactor) -> str:
    name = key.rpartition(".")[2]
    if name in _NOT_TOLD:
        return SET
    if name in _ADDRESSES:
        return _address(str(value), redactor)
    if name == "folder":
        return redactor.path(str(value))
    if isinstance(value, str):
        return json.dumps(value if name == "label" else redactor.text(value), ensure_ascii=False)
    return json.dumps(
        [redactor.text(one) if isinstance(one, str) else one for one in value] if _is_list(value) else value
    )


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _address(address: str, redactor: Redactor) -> str:
    """Return the server alone: a path may name a team."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{redactor.host(parts.netloc.rpartition('@')[2])}"
