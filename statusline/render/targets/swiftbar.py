"""SwiftBar and xbar: the segment in the menu bar, and a menu with every window below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.render import bar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.format.style import Style
    from statusline.render.targets.base import Page

_LINE = "\N{ZERO WIDTH SPACE}"  # in front of a line that could begin with dashes, which make a submenu
_OPTIONS = " | emojize=false symbolize=false\n"  # a label is no `:name:` of a picture


def escape(text: str) -> str:
    """Return text without the bar that begins a line's options; a broken bar stands for it."""
    return text.replace("|", "\N{BROKEN BAR}")


def paint(style: Style) -> tuple[str, str]:  # noqa: ARG001 - the protocol's signature
    """Return nothing: the menu bar has its own colours, light or dark."""
    return "", ""


def fragments(page: Page) -> Iterable[str]:
    """Yield the line of the menu bar, `---`, and the lines of the menu."""
    settings = page.config.target_of("swiftbar")
    yield _LINE
    yield from page.painted(page.segment.variants(settings.format, settings.width)[0][1])
    yield _OPTIONS
    yield "---"
    for line in bar.details(page.segment, page.config):
        yield "\n" + _LINE
        yield from page.painted(line)
        yield _OPTIONS.rstrip("\n")
