import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.history import cycles
from statusline.limits import merge
from statusline.limits.model import Sample
from statusline.state.samples import Point

NOW = 1_795_235_400
HOUR = 3_600
LENGTH = 5 * HOUR
RESET = NOW - HOUR


def point(at, used, resets_at=RESET, source="claude_oauth"):
    """Return a point; at and resets_at in seconds before (below 0) or after NOW, resets_at also as an epoch."""
    reset = resets_at if resets_at is None or resets_at > 10**9 else NOW + resets_at
    return Point("claude:1", "five_hour", NOW + at, source, used, reset, "official")


def believed(*points):
    return [(one.as_of - NOW, one.used) for one in cycles.believed(points)]


BELIEVED = {
    "each change of one source": ([point(-9_000, 10), point(-8_000, 20)], [(-9_000, 10), (-8_000, 20)]),
    "another source that says the same": (
        [point(-9_000, 10), point(-8_900, 10, source="claude_statusline")],
        [(-9_000, 10)],
    ),
    "a reset that jitters": ([point(-9_000, 10), point(-8_900, 10, RESET + 60)], [(-9_000, 10)]),
    "a number that falls": ([point(-9_000, 10), point(-8_000, 9)], [(-9_000, 10), (-8_000, 9)]),
    "the higher of two at one moment": (
        [point(-9_000, 10), point(-8_000, 12), point(-8_000, 11, source="x")],
        [(-9_000, 10), (-8_000, 12)],
    ),
    "a source that is still in the cycle before": (
        [point(-3_500, 3, RESET + LENGTH), point(-3_400, 80, RESET, source="claude_statusline")],
        [(-3_500, 3)],
    ),
    "a reset that was moved to an earlier time": (
        [point(-9_000, 80, RESET + 9_000), point(-6_000, 5, RESET)],
        [(-9_000, 80), (-6_000, 5)],
    ),
    "an earlier reset that has passed before anybody confirms it": (
        [
            point(-4_600, 7, RESET + LENGTH, source="x"),
            point(RESET - NOW - 10, 9, RESET),
            point(0, 9, RESET - 40),
        ],
        [(-4_600, 7), (-3_610, 9), (-4_600, 7)],
    ),
    "no reset once the last one has passed": (
        [point(-9_000, 80), point(-1_000, 0, None)],
        [(-9_000, 80), (-1_000, 0)],
    ),
    "no reset in the middle of a cycle, from a moment that is hardly newer": (
        [point(-9_000, 80), point(-8_990, 0, None, source="x")],
        [(-9_000, 80)],
    ),
}


@pytest.mark.parametrize(("points", "expected"), BELIEVED.values(), ids=BELIEVED)
def test_the_value_that_was_believed_changes_with(points, expected):
    assert believed(*points) == expected


@given(
    st.lists(
        st.tuples(
            st.integers(0, 40_000),
            st.integers(0, 100),
            st.sampled_from([None, RESET, RESET + 40, RESET + LENGTH, RESET - LENGTH]),
            st.sampled_from("abc"),
        ),
        max_size=25,
        unique_by=lambda one: one[0],
    )
)
def test_short_way_believes_as_prompts_do(found):
    """Only the last believed value can be compared: in between, a value is reported when it changes."""
    points = [point(-ago, used, reset, source) for ago, used, reset, source in sorted(found, reverse=True)]
    shown = None
    for number, one in enumerate(points, start=1):
        latest = {known.source: known for known in points[:number]}
        samples = [
            Sample(known.window, "", known.used, known.resets_at, known.as_of, known.source)
            for known in latest.values()
        ]
        best = merge.believe(samples, one.as_of)["five_hour"]
        *_, shown = cycles.believed(points[:number])
        assert shown.used == best.used_percentage
        assert cycles.same_cycle(shown.resets_at, best.resets_at)


def told(*points, length=LENGTH):
    """Return (start, end, early, peak, limit) of each cycle, times from NOW on."""
    return [
        (
            one.started_at - NOW,
            None if one.ended_at is None else one.ended_at - NOW,
            one.early,
            one.peak,
            None if one.limit_at is None else one.limit_at - NOW,
        )
        for one in cycles.cycles(cycles.believed(points), length, NOW)
    ]


CYCLES = {
    "nothing": ([], []),
    "one that runs": ([point(-600, 10, 7_200)], [(-10_800, None, False, 10, None)]),
    "one that is over": ([point(-9_000, 10)], [(-21_600, -3_600, False, 10, None)]),
    "two in a row": (
        [point(-9_000, 10), point(-8_000, 60), point(-3_000, 5, 14_400)],
        [(-21_600, -3_600, False, 60, None), (-3_600, None, False, 5, None)],
    ),
    "more use in the next one": (
        [point(-9_000, 10), point(-3_000, 50, 14_400)],
        [(-21_600, -3_600, False, 10, None), (-3_600, None, False, 50, None)],
    ),
    "one that hit its limit twice": (
        [point(-9_000, 99), point(-8_000, 100), point(-7_000, 98), point(-6_000, 101)],
        [(-21_600, -3_600, False, 101, -8_000)],
    ),
    "one that the vendor ended early": (
        [point(-9_000, 80, 3_600), point(-6_000, 2, 12_000)],
        [(-14_400, -6_000, True, 80, None), (-6_000, None, False, 2, None)],
    ),
    "one whose reset moved while it ran": (
        [point(-9_000, 20, -1_200), point(-8_000, 30, -600)],
        [(-18_600, -600, False, 30, None)],
    ),
    "a window that nobody used, whose reset moves along": (
        [point(-9_000, 0, 9_000), point(-8_000, 0, 10_000), point(-7_000, 4, 11_000), point(-6_000, 7, 11_000)],
        [(-7_000, None, False, 7, None)],
    ),
    "one that ended and is not in use": (
        [point(-9_000, 80), point(-1_000, 0, None)],
        [(-21_600, -3_600, False, 80, None), (-1_000, None, False, 0, None)],
    ),
    "one without a reset": ([point(-9_000, 20, None)], [(-9_000, None, False, 20, None)]),
    "a correction within one": (
        [point(-9_000, 20), point(-8_000, 15)],
        [(-21_600, -3_600, False, 20, None)],
    ),
}


@pytest.mark.parametrize(("points", "expected"), CYCLES.values(), ids=CYCLES)
def test_the_cycles_of(points, expected):
    assert told(*points) == expected


def test_no_length_begins_with_first_use():
    assert told(point(-9_000, 0), point(-8_000, 3), length=None) == [(-8_000, -3_600, False, 3, None)]
