import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from statusline.hot.gauge import CELLS, FULL, RAMPS, TICKS, gauge, ramp

BARS = {
    "empty": (0, 5, "blocks", None, "░░░░░"),
    "the least": (0.1, 5, "blocks", None, "▏░░░░"),
    "two fifths and a bit": (42, 5, "blocks", None, "██▏░░"),
    "a half": (50, 5, "blocks", None, "██▌░░"),
    "almost full": (99.9, 5, "blocks", None, "████▉"),
    "full": (100, 5, "blocks", None, "█████"),
    "beyond full": (130, 5, "blocks", None, "█████"),
    "below nothing": (-3, 5, "blocks", None, "░░░░░"),
    "one column": (50, 1, "blocks", None, "▌"),
    "braille": (42, 5, "braille", None, "⣿⣿⣄⣀⣀"),
    "braille, almost full": (99, 3, "braille", None, "⣿⣿⣷"),
    "ASCII": (42, 5, "ascii", None, "##---"),
    "ASCII, the least": (0.1, 5, "ascii", None, "#----"),
    "ASCII, almost full": (99.9, 5, "ascii", None, "####-"),
    "ahead of even use": (80, 5, "blocks", 42, "██│█░"),
    "behind even use": (42, 10, "blocks", 75, "████▎░░│░░"),
    "even use, in braille": (42, 5, "braille", 60, "⣿⣿⣄╎⣀"),
    "even use, in ASCII": (42, 5, "ascii", 60, "##-|-"),
    "the whole time has passed": (42, 5, "ascii", 100, "##--|"),
    "no time has passed, and nothing is used": (0, 5, "ascii", 0, "|----"),
    "a mark that would hide that something is used": (3, 5, "ascii", 10, "#----"),
    "a mark that would hide that all is used": (100, 5, "ascii", 90, "#####"),
    "no room for a mark": (50, 1, "blocks", 10, "▌"),
}


@pytest.mark.parametrize(("used", "width", "kind", "tick", "bar"), BARS.values(), ids=BARS)
def test_a_gauge_looks_like_this(used, width, kind, tick, bar):
    assert gauge(used, width, kind, tick) == bar


@given(st.floats(-10, 150), st.integers(1, 40), st.sampled_from(sorted(CELLS)), st.none() | st.floats(-10, 150))
def test_gauge_full_only_at_a_hundred(used, width, kind, tick):
    bar = gauge(used, width, kind, tick)
    empty, full = CELLS[kind][0], CELLS[kind][-1]
    assert wcswidth(bar) == len(bar) == width
    assert (bar == full * width) == (used >= FULL)
    if width > 1 or kind != "ascii":
        assert (set(bar) <= {empty, TICKS[kind]}) == (used <= 0)


@pytest.mark.parametrize(
    ("used", "kind", "mark"),
    [
        (0, "blocks", "▁"),
        (1, "blocks", "▂"),
        (50, "blocks", "▅"),
        (99.9, "blocks", "▇"),
        (100, "blocks", "█"),
        (50, "braille", "⣦"),
        (0, "ascii", "."),
        (50, "ascii", "+"),
        (100, "ascii", "@"),
    ],
)
def test_one_character_says_how_much_is_used(used, kind, mark):
    assert ramp(used, kind) == mark


@given(st.lists(st.floats(0, 100), min_size=2, max_size=2).map(sorted), st.sampled_from(sorted(RAMPS)))
def test_character_never_falls_as_use_rises(both, kind):
    low, high = (RAMPS[kind].index(ramp(used, kind)) for used in both)
    assert low <= high


def test_an_ascii_gauge_is_ascii():
    assert (CELLS["ascii"] + TICKS["ascii"] + RAMPS["ascii"]).isascii()
