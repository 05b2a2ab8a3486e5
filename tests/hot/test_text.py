import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.hot.text import duration, folded, printable, whole

DURATIONS = {
    -5: "<1m",
    0: "<1m",
    59: "<1m",
    60: "1m",
    3_599: "59m",
    3_600: "1h00m",
    7_860: "2h11m",
    86_399: "23h59m",
    86_400: "1d0h",
    101_000: "1d4h",
    172_799: "1d23h",
    172_800: "2d",
    400_000: "4d",
}


@pytest.mark.parametrize(("seconds", "text"), DURATIONS.items())
def test_duration_is_rounded_down(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("used", "text"), [(0, 0), (0.4, 1), (0.5, 1), (18.5, 18), (42.4, 42), (99.9, 99), (100, 100), (107.3, 100)]
)
def test_percentage_zero_or_full_only_exactly(used, text):
    assert whole(used) == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("run `statusline` again", ["run", "`statusline`", "again"]),
        ("to a line", ["to a line"]),
        ("or two words here", ["or two", "words here"]),
        ("", [""]),
    ],
)
def test_lines_end_between_words(text, lines):
    assert folded(text, 10) == lines


@given(st.text(max_size=80))
def test_printable_text_has_no_controls(text):
    safe = printable(text)
    assert len(safe) == len(text)
    safe.encode()
    assert not any(c < " " or "\x7f" <= c <= "\x9f" for c in safe)
