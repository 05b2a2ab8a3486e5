"""The vendors: one folder each, beside what they share. `config/providers.py` has their constants."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from statusline.config.providers import TABLE

if TYPE_CHECKING:
    from statusline.providers.base import Installation, Source

SOURCES = {name: f"{__name__}.{row.name}.{row.module_of(name)}" for row in TABLE.values() for name in row.sources}


def installation(provider: str) -> Installation:
    """Return the module that knows the client of provider. Raises KeyError."""
    return cast("Installation", import_module(f"{__name__}.{TABLE[provider].name}.installation"))


def source(name: str) -> Source:
    """Return the source called name. Raises KeyError."""
    return cast("Source", import_module(SOURCES[name]))
