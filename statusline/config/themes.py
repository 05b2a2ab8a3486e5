"""The styles for what [styles] leaves empty. No theme relies on red or green alone."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from statusline.config.levels import Styles

if TYPE_CHECKING:
    from statusline.config import Config

# A test holds the names equal to those the config knows, and the colours readable on white and on black.
THEMES = {
    "dark": Styles(normal="none", warning="yellow", critical="bold red", label="dim", unknown="dim", stale="dim"),
    "light": Styles(
        normal="none",
        warning="fg:130",
        critical="bold underline fg:124",
        label="fg:240",
        unknown="fg:240",
        stale="fg:240",
    ),
}


def styles(config: Config) -> Styles:
    """Return the styles in effect: those of [styles], or the theme's where one is empty."""
    chosen = {name: value for name, value in dataclasses.asdict(config.styles).items() if value}
    return dataclasses.replace(THEMES[config.theme], **chosen)
