import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.format.palette import nearest, rgb, within
from statusline.format.style import COLOURS, Style, parse

NEAREST = {
    "orange of the cube": ("#ff8700", "256", "208"),
    "almost that orange": ("#fe8801", "256", "208"),
    "white": ("#ffffff", "256", "231"),
    "black": ("#000000", "256", "16"),
    "a grey between those of the cube": ("#767676", "256", "243"),
    "an index stays": ("208", "256", "208"),
    "a name stays": ("bright-red", "256", "bright-red"),
    "the default stays": ("", "16", ""),
    "a name stays among sixteen": ("bright-red", "16", "bright-red"),
    "an index below sixteen has a name": ("9", "16", "bright-red"),
    "the first index": ("0", "16", "black"),
    "orange is a yellow": ("208", "16", "yellow"),
    "a dark red": ("124", "16", "red"),
    "a dark grey": ("240", "16", "bright-black"),
    "a light grey": ("#eeeeee", "16", "white"),
    "pure blue": ("#0000ff", "16", "blue"),
    "truecolor keeps all": ("#123456", "truecolor", "#123456"),
}


@pytest.mark.parametrize(("colour", "colors", "expected"), NEAREST.values(), ids=NEAREST)
def test_colour_becomes_the_nearest(colour, colors, expected):
    assert nearest(colour, colors) == expected


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#0a141e", (10, 20, 30)),
        ("red", (205, 0, 0)),
        ("bright-white", (255, 255, 255)),
        ("16", (0, 0, 0)),
        ("208", (255, 135, 0)),
        ("231", (255, 255, 255)),
        ("232", (8, 8, 8)),
        ("255", (238, 238, 238)),
    ],
)
def test_every_colour_has_red_green_blue(colour, expected):
    assert rgb(colour) == expected


@pytest.mark.parametrize(
    ("colors", "expected"),
    [
        ("truecolor", Style("#ff8800", "236", ("bold",))),
        ("256", Style("208", "236", ("bold",))),
        ("16", Style("yellow", "black", ("bold",))),
        ("none", Style()),
    ],
)
def test_style_keeps_its_attributes(colors, expected):
    assert within(parse("bold #ff8800 bg:236"), colors) == expected


@given(st.integers(0, 255).map(str))
def test_index_as_rgb_comes_back(index):
    red, green, blue = rgb(index)
    assert int(index) < 16 or rgb(nearest(f"#{red:02x}{green:02x}{blue:02x}", "256")) == rgb(index)


@given(st.integers(0, 255).map(str) | st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
def test_sixteen_colours_are_enough_for_any(colour):
    assert nearest(colour, "16").removeprefix("bright-") in COLOURS
