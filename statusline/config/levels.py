"""The tables [thresholds] and [styles]: when the style of a limit changes, and to what."""

from __future__ import annotations

from statusline.config import checks
from statusline.config.fields import option
from statusline.frozen import dataclass

percent = checks.whole(0, 100)
THEMES = (
    "dark",
    "light",
    "catppuccin-latte",
    "catppuccin-mocha",
    "dracula",
    "gruvbox",
    "nord",
    "rose-pine",
    "solarized",
    "solarized-light",
    "tokyo-night",
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The table [thresholds], in percent used."""

    warning: int = option("Percent used from which a limit is shown in the warning style (0-100).", percent, default=60)
    critical: int = option("Percent used from which it is shown in the critical style (0-100).", percent, default=85)


@dataclass(frozen=True, slots=True)
class Styles:
    """The table [styles]. An empty style is the theme's; themes.styles() fills it in."""

    normal: str = option("A limit below the warning threshold.", checks.styling, default="")
    warning: str = option("A limit from the warning threshold on.", checks.styling, default="")
    critical: str = option("A limit from the critical threshold on.", checks.styling, default="")
    label: str = option("Labels and symbols.", checks.styling, default="")
    unknown: str = option("An unknown number.", checks.styling, default="")
    stale: str = option("The age of a number that is older than stale_after.", checks.styling, default="")
