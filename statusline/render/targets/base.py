"""What a module of this package has: `escape` and `paint` for a text, `fragments` for a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from statusline.config import Config
    from statusline.format.style import Fragment, Style
    from statusline.limits.view import AccountView
    from statusline.render.layout import Layout


class Target(Protocol):
    @staticmethod
    def escape(text: str) -> str:
        """Return text so that the reader shows exactly it; text has no control characters."""
        ...

    @staticmethod
    def paint(style: Style) -> tuple[str, str]:
        """Return what switches style on and off again; two empty strings where the reader has no colours."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """What a document may show: the accounts of this login as a segment, and all accounts, redacted.

    `painted` returns the fragments of a segment as those of a prompt file, escaped by the document's own module.
    """

    segment: Layout
    views: tuple[AccountView, ...]
    config: Config
    painted: Callable[[list[Fragment]], list[str]]


class Document(Protocol):
    @staticmethod
    def fragments(page: Page) -> Iterable[str]:
        """Return the fragments of its prompt file; empty ones are left out."""
        ...
