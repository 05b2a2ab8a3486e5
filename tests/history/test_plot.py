import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from statusline.history import plot as history_plot
from statusline.history.cycles import believed, cycles
from statusline.state.samples import Point

SINCE = 1_795_200_000
HOUR = 3_600


def made(*points, until=SINCE + 8 * HOUR):
    """Return the cycles of points given as (hours after SINCE, used, hours of the reset after SINCE)."""
    rows = [
        Point("claude:1", "five_hour", SINCE + int(at * HOUR), "a", used, SINCE + int(reset * HOUR), "official")
        for at, used, reset in points
    ]
    return cycles(believed(rows), 5 * HOUR, until)


def plot(found, columns=30, signs=history_plot.ASCII):
    return history_plot.plot(found, SINCE, SINCE + 8 * HOUR, columns, signs)


TWO = made((0, 10, 4), (1, 50, 4), (2, 100, 4), (5, 30, 9))


def test_curve_holds_until_next_or_reset():
    assert history_plot.outline(TWO, SINCE, SINCE + 8 * HOUR, 8) == [
        (10, 10),
        (10, 50),
        (50, 100),
        (100, 100),
        (100, 100),
        (30, 30),
        (30, 30),
        (30, 30),
    ]


def test_nothing_drawn_before_or_after():
    found = made((2, 40, 4), (6, 5, 9))
    known = [one is not None for one in history_plot.outline(found, SINCE, SINCE + 8 * HOUR, 8)]
    assert known == [False, False, True, True, True, False, True, True]


def test_earlier_cycle_goes_on_from_the_edge():
    found = made((-2, 40, 4), (-1, 60, 4))
    assert history_plot.outline(found, SINCE, SINCE + 8 * HOUR, 8) == [(60, 60)] * 5 + [None] * 3


def test_finished_cycle_is_not_drawn():
    assert history_plot.outline(made((-4, 40, -1)), SINCE, SINCE + 8 * HOUR, 8) == [None] * 8


def test_ascii_plot_marks_resets_and_hits():
    assert plot(TWO, columns=40) == [
        "100% |        **********",
        "     |        *",
        "     |        *",
        "     |        *",
        " 50% |    *****",
        "     |    *                *************",
        "     |    *",
        "  0% |*****",
        "     +----------------------------------",
        "              x        ^",
        "      2026-11-20 18:40  2026-11-21 02:40",
        "      ^ reset  x limit hit",
    ]


def test_braille_plot_has_four_heights():
    lines = plot(made((0, 0, 9), (4, 4, 9)), signs=history_plot.BRAILLE)
    assert lines[7] == "  0% ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤"


def test_where_there_is_no_room_there_is_no_plot():
    assert plot(TWO, columns=23) == []


@pytest.mark.parametrize("signs", [history_plot.ASCII, history_plot.BRAILLE], ids=["ascii", "braille"])
@given(
    st.lists(
        st.tuples(st.floats(-9, 8), st.floats(0, 300), st.sampled_from([2, 4.5, 9, 20])),
        max_size=30,
        unique_by=lambda one: one[0],
    ),
    st.integers(24, 250),
)
def test_no_line_is_wider_than_the_terminal(signs, points, columns):
    lines = plot(made(*sorted(points)), columns, signs)
    assert max(map(wcswidth, lines)) <= columns
    assert signs is history_plot.BRAILLE or "".join(lines).isascii()
