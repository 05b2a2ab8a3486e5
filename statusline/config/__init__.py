"""The user's config: TOML to a frozen Config in which every key has a default, a check and a comment."""

from __future__ import annotations

from statusline.config.display import ClaudeLine, Target, Targets, Window, WindowDefaults
from statusline.config.levels import Styles, Thresholds
from statusline.config.options import Config, Estimate, Http, NamedAccount, Provider, WebProvider
from statusline.config.providers import SOURCES
from statusline.config.reading import load, parse
from statusline.config.writing import account_toml, default_toml, effective_toml

__all__ = [
    "SOURCES",
    "ClaudeLine",
    "Config",
    "Estimate",
    "Http",
    "NamedAccount",
    "Provider",
    "Styles",
    "Target",
    "Targets",
    "Thresholds",
    "WebProvider",
    "Window",
    "WindowDefaults",
    "account_toml",
    "default_toml",
    "effective_toml",
    "load",
    "parse",
]
