"""What every target is: a module with these names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from statusline.format.style import Style


class Target(Protocol):
    """A module in this package that prepares text for one kind of reader.

    `LIVE`: the document of a Claude Code session is overlaid at render time (only Claude Code's own line).
    """

    NAME: str
    OPEN_TO_SESSION: bool

    @staticmethod
    def escape(text: str) -> str:
        """Return text so that the reader shows exactly it; text has no control characters."""
        ...

    @staticmethod
    def paint(style: Style) -> tuple[str, str]:
        """Return what switches style on and off again; two empty strings where the reader has no colours."""
        ...
