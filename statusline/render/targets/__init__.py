"""The modules of the targets, by the names in the table of `config/targets.py`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from statusline.config.targets import TARGETS

if TYPE_CHECKING:
    from statusline.render.targets.base import Document, Target

__all__ = ["TARGETS", "document", "load"]


def load(name: str) -> Target:
    """Return the module that escapes and paints for a target. Raises KeyError."""
    return cast("Target", import_module(f"{__name__}.{TARGETS[name].name}"))


def document(name: str) -> Document:
    """Return the module that writes a document. Raises KeyError."""
    return cast("Document", import_module(f"{__name__}.{TARGETS[name].name}"))
