import dataclasses

import pytest

from statusline.config import Config, Styles
from statusline.config.levels import THEMES as NAMES
from statusline.config.themes import THEMES, styles
from statusline.format.palette import rgb
from statusline.format.style import parse

LEVELS = ("normal", "warning", "critical")
GROUND = {"dark": (0, 0, 0), "light": (255, 255, 255)}
READABLE = 3.0  # WCAG 2.1: large or bold text, and marks


def luminance(colour):
    """Return the relative luminance of red, green and blue (WCAG 2.1)."""
    parts = [value / 255 for value in colour]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_config_knows_every_theme():
    assert set(NAMES) == set(THEMES)


def test_default_styles_are_the_dark_theme():
    assert styles(Config()) == Styles("none", "yellow", "bold red", "dim", "dim", "dim")


def test_a_style_of_ones_own_wins_and_none_is_one():
    config = Config(theme="light", styles=Styles(warning="purple", label="none"))
    assert styles(config) == dataclasses.replace(THEMES["light"], warning="purple", label="none")


@pytest.mark.parametrize("theme", NAMES)
@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Styles)])
def test_theme_colours_are_readable(theme, name):
    colour = parse(getattr(THEMES[theme], name)).foreground
    assert not colour or contrast(rgb(colour), GROUND[theme]) >= READABLE


@pytest.mark.parametrize("theme", NAMES)
def test_critical_differs_without_colour(theme):
    looks = [parse(getattr(THEMES[theme], name)).attributes for name in LEVELS]
    assert looks[2] not in looks[:2]


@pytest.mark.parametrize("theme", NAMES)
def test_levels_never_differ_by_red_green(theme):
    colours = [parse(getattr(THEMES[theme], name)).foreground for name in LEVELS]
    assert not {"green", "bright-green"} & set(colours)
