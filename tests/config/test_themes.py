import dataclasses
import re
from pathlib import Path

import pytest

from statusline.config import Config, Styles, parse, themes
from statusline.config.levels import THEMES
from statusline.errors import ConfigError
from statusline.format.palette import rgb
from statusline.format.style import parse as parse_style
from statusline.hot import claude_line
from support.prompt_files import NOW, claude, sample, shown, texts, variants

LEVELS = ("normal", "warning", "critical")
NAMES = [field.name for field in dataclasses.fields(Styles)]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
MARKS, TEXT = 3.0, 4.5  # WCAG 2.1: large or bold text and marks; text
GROUNDS = {"dark": (BLACK, WHITE), "light": (WHITE,)}  # of Claude Code's line; every other theme names its own


def luminance(colour):
    """Return the relative luminance of red, green and blue (WCAG 2.1)."""
    parts = [value / 255 for value in colour]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def grounds(theme):
    return GROUNDS.get(theme) or (rgb(themes.background(theme)),)


def test_the_config_knows_every_theme():
    files = Path(themes.__file__).parents[1].glob("data/themes/*.toml")
    assert set(THEMES) == {"dark", "light"} | {file.stem for file in files}


def test_default_styles_are_the_dark_theme():
    assert themes.styles(Config()) == Styles("none", "yellow", "bold red", "dim", "dim", "dim")


def test_a_style_of_ones_own_wins_and_none_is_one():
    config = Config(theme="light", styles=Styles(warning="purple", label="none"))
    assert themes.styles(config) == dataclasses.replace(themes.load("light"), warning="purple", label="none")


@pytest.mark.parametrize("theme", THEMES)
def test_theme_colours_are_readable(theme):
    ground, least = grounds(theme)[0], MARKS if theme in GROUNDS else TEXT
    colours = [parse_style(getattr(themes.load(theme), name)).foreground for name in NAMES]
    assert all(contrast(rgb(colour), ground) >= least for colour in colours if colour)


@pytest.mark.parametrize("theme", THEMES)
def test_colours_hold_inside_claude_code(theme):
    old = {"now": NOW + 3_600}
    account = claude(sample(used=5), sample("seven_day", "7d", 70, NOW + 9_000), sample("fable", "Fable", 99))
    for text in (texts(account, config=Config(theme=theme)), texts(account, config=Config(theme=theme), **old)):
        line = claude_line.compose(variants(text["claude"]), {}, {}, NOW)
        painted = re.findall(r"\x1b\[(?:1;|1;4;|4;)?38;(?:5;(\d+)|2;(\d+);(\d+);(\d+))m", line)
        colours = [rgb(index) if index else tuple(map(int, parts)) for index, *parts in painted]
        assert len(colours) >= 3 + 2  # three numbers and their labels
        assert all(contrast(colour, ground) >= TEXT for colour in colours for ground in grounds(theme))


def test_every_number_has_the_colour_of_its_own_level():
    account = claude(sample(used=12), sample("seven_day", "7d", 91, NOW + 9_000))
    assert re.findall(r"\x1b\[1;31m(\d+)%", shown(texts(account)["ansi"])) == ["91"]


@pytest.mark.parametrize("theme", THEMES)
def test_critical_differs_without_colour(theme):
    looks = [parse_style(getattr(themes.load(theme), name)).attributes for name in LEVELS]
    assert looks[2] not in looks[:2]


def test_an_unknown_theme_is_a_mistake_with_a_suggestion():
    with pytest.raises(ConfigError, match='Did you mean "nord"'):
        parse('theme = "nrd"', "config.toml")
