"""The characters that a prompt may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.hot.ascii_text import in_ascii
from statusline.hot.text import printable

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.format.style import Fragment


def plain(text: str, config: Config) -> str:
    """Return text without control characters, in ASCII if that is wanted."""
    text = printable(text)
    return in_ascii(text) if config.ascii else text


def in_plain(fragment: Fragment, config: Config) -> Fragment:
    """Return a fragment with its text as `plain` returns it."""
    text = plain(fragment.text, config)
    return fragment if text == fragment.text else fragment._replace(text=text)
