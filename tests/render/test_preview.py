import pytest
from wcwidth import wcswidth

from statusline.config import Config, parse, presets
from statusline.render import preview

SHOWN = {
    "default": "C 5h 42% 2h11m · 7d 71% Sun 08:00 · X 5h 12% 3h40m",
    "compact": "C 5h 42% 7d 71% X 5h 12%",
    "full": (
        "C max 5h ██│░░ 42% 2h11m -14% ≈75% · 7d ███│░ 71% Sun 08:00 on pace ≈99% · X plus 5h ▋│░░░ 12% 3h40m -15% ≈45%"
    ),
    "bars": "C 5h ███▍│░░░ 42% 2h11m · 7d █████│░░ 71% Sun 08:00 · X 5h █░│░░░░░ 12% 3h40m",
    "powerline": (
        "\ue0b6C\ue0b4 \ue0b65h 42% 2h11m\ue0b4 \ue0b67d 71% Sun 08:00\ue0b4 \ue0b6X\ue0b4 \ue0b65h 12% 3h40m\ue0b4"
    ),
    "nerd": "\uf069 5h 42% \uf017 2h11m  7d 71% \uf017 Sun 08:00  \uf121 5h 12% \uf017 3h40m",
    "emoji": "🟠 5h 42% ⏳2h11m 7d 71% ⏳Sun 08:00 🔵 5h 12% ⏳3h40m",
    "ascii": "C 5h [##|--] 42% 2h11m | 7d [###|-] 71% Sun 08:00 | X 5h [#|---] 12% 3h40m",
    "remaining": "C 5h 58% left 2h11m · 7d 29% left Sun 08:00 · X 5h 88% left 3h40m",
}


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_looks_like_this(name):
    assert preview.line(presets.config(name), "plain") == SHOWN[name]


@pytest.mark.parametrize("name", presets.NAMES)
@pytest.mark.parametrize("width", [1, 4, 12, 30, 60, 200])
def test_preset_fits_and_is_not_empty(name, width):
    assert 1 <= wcswidth(preview.line(presets.config(name), "plain", width)) <= width


def test_the_ascii_preset_is_ascii_at_any_width():
    assert all(preview.line(presets.config("ascii"), "plain", width).isascii() for width in (1, 5, 20, 50, 80))


@pytest.mark.parametrize(
    ("colors", "warning"),
    [
        ("auto", "\x1b[38;2;255;136;0m71%\x1b[0m"),
        ("truecolor", "\x1b[38;2;255;136;0m71%\x1b[0m"),
        ("256", "\x1b[38;5;208m71%\x1b[0m"),
        ("16", "\x1b[33m71%\x1b[0m"),
        ("none", "7d 71% Sun 08:00"),
    ],
)
def test_a_target_shows_as_many_colours_as_it_may(colors, warning):
    config = parse(f'styles.warning = "#ff8800"\ntarget.ansi.colors = "{colors}"', "c")
    assert warning in preview.line(config, "ansi")


def test_a_target_is_as_narrow_as_its_config_says():
    assert wcswidth(preview.line(parse("target.plain.width = 20", "c"), "plain")) <= 20
    assert wcswidth(preview.line(Config(), "plain")) > 20
