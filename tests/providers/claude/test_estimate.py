import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.limits.model import ESTIMATE, Sample
from statusline.providers.claude import estimate
from statusline.state.samples import Point

NOW = 1_795_235_413
MINUTE, HOUR, DAY = 60, 3600, 86_400
RESET = NOW + 2 * HOUR
LAST_RESET = NOW - 40 * MINUTE
AGES_AGO = NOW - 8 * DAY


def burn(*burnt, known_from=AGES_AGO):
    """Return a Burn of (seconds ago, tokens)."""
    return estimate.Burn([(NOW - ago, tokens) for ago, tokens in burnt], known_from)


def points(*seen, resets_at=LAST_RESET - 5 * HOUR):
    """Return the history of (seconds ago, used)."""
    return [Point("me", "five_hour", NOW - ago, "claude_oauth", used, resets_at, "official") for ago, used in seen]


def official(used, ago, resets_at=RESET, window="five_hour"):
    return Sample(window, "?", used, resets_at, NOW - ago, "claude_oauth", 18_000)


# Ten hours ago: 1000 tokens a minute, and a percentage point for each 500.
TOKENS = [(10 * HOUR - m * MINUTE, 1000) for m in range(1, 11)]
SEEN = points(*((10 * HOUR - m * MINUTE, 10 + 2 * m) for m in range(11)))
SCALE = 0.002


def known(last, *since, window="five_hour", past=SEEN, known_from=AGES_AGO, ceiling=0):
    return estimate.Basis(window, last, past, burn(*TOKENS, *since, known_from=known_from), ceiling)


def test_burnt_excludes_first_includes_last():
    found = burn((30, 1), (20, 2), (20, 4), (10, 8))
    assert found.between(NOW - 30, NOW - 20) == 6
    assert found.between(NOW - 31, NOW) == 15
    assert found.between(NOW, NOW) == 0
    assert found.first(NOW - 30) == NOW - 20
    assert found.first(NOW - 10) is None


def test_the_scale_is_points_per_token():
    assert estimate.scale(SEEN, burn(*TOKENS)) == SCALE


SCALES = {
    "two pairs": (points((300, 10), (200, 13), (100, 16)), [(250, 1000), (150, 1000)], None),
    "three pairs": (
        points((400, 10), (300, 12), (200, 14), (100, 16)),
        [(350, 1000), (250, 1000), (150, 1000)],
        0.002,
    ),
    "three pairs that hardly move": (
        points((400, 10), (300, 11), (200, 12), (100, 13)),
        [(350, 1000), (250, 1000), (150, 1000)],
        None,
    ),
    "small steps are taken together": (
        points(*((1000 - 100 * i, 10 + i / 2) for i in range(11))),
        [(950 - 100 * i, 500) for i in range(10)],
        0.001,
    ),
    "one pair with most of it burnt elsewhere": (
        points((400, 10), (300, 40), (200, 42), (100, 44)),
        [(350, 1000), (250, 1000), (150, 1000)],
        0.002,
    ),
    "nothing burnt here": (points((400, 10), (300, 12), (200, 14), (100, 16)), [], None),
    "a value that falls has reset": (
        points((500, 50), (400, 10), (300, 12), (200, 14), (100, 16)),
        [(450, 9000), (350, 1000), (250, 1000), (150, 1000)],
        0.002,
    ),
    "nothing is learned at the limit": (
        points((500, 92), (400, 94), (300, 96), (200, 98), (100, 100)),
        [(450, 1000), (350, 1000), (250, 1000), (150, 90_000)],
        0.002,
    ),
    "heavier pairs count more": (
        points((400, 10), (300, 11), (200, 12), (100, 16)),
        [(350, 100), (250, 100), (150, 2000)],
        0.002,
    ),
}


@pytest.mark.parametrize(("seen", "burnt", "expected"), SCALES.values(), ids=SCALES)
def test_a_scale_needs_enough_to_go_by(seen, burnt, expected):
    assert estimate.scale(seen, burn(*burnt)) == (None if expected is None else pytest.approx(expected))


def test_no_pair_across_cycles():
    seen = [
        point._replace(resets_at=RESET + cycle * 5 * HOUR)
        for cycle, point in enumerate(points((400, 10), (300, 20), (200, 30), (100, 40)))
    ]
    assert estimate.scale(seen, burn((350, 1), (250, 1), (150, 1))) is None


def test_before_known_transcripts_no_lesson():
    assert estimate.scale(SEEN, burn(*TOKENS, known_from=NOW - 10 * HOUR + 9 * MINUTE)) is None


ESTIMATES = {
    "the last value and what was burnt since": (
        known(official(42, HOUR), (HOUR, 5000), (1800, 5000), (60, 2500)),
        (57, RESET, NOW - HOUR),
    ),
    "nothing burnt since": (known(official(42, HOUR)), (42, RESET, NOW - HOUR)),
    "never more than everything": (known(official(90, HOUR), (60, 50_000)), (100, RESET, NOW - HOUR)),
    "no scale": (known(official(42, HOUR), (60, 5000), past=[]), None),
    "an official sample without a number": (known(official(None, HOUR), (60, 5000)), None),
    "a value from before the transcripts are known": (
        known(official(42, 5 * HOUR), (60, 5000), past=SEEN, known_from=NOW - 5 * HOUR + 1),
        None,
    ),
    "the five hours after": (
        known(official(97, HOUR, LAST_RESET), (41 * MINUTE, 9999), (30 * MINUTE, 5000), (60, 2500)),
        (15, NOW - 30 * MINUTE + 5 * HOUR, None),
    ),
    "five hours that begin with the reset": (
        known(official(97, HOUR, LAST_RESET), (40 * MINUTE, 5000)),
        (10, LAST_RESET + 5 * HOUR, None),
    ),
    "nothing burnt after the reset": (known(official(97, HOUR, LAST_RESET), (41 * MINUTE, 9999)), None),
    "the five hours after the five hours after": (
        known(official(97, 9 * HOUR, NOW - 8 * HOUR), (7 * HOUR, 9999), (3 * HOUR, 9999), (HOUR, 1000)),
        (2, NOW + 4 * HOUR, None),
    ),
    "five hours that have ended since": (
        known(official(97, 9 * HOUR, NOW - 8 * HOUR), (7 * HOUR, 9999), (3 * HOUR, 9999)),
        None,
    ),
    "five hours that had not begun": (
        known(official(0, HOUR, None), (HOUR, 9999), (30 * MINUTE, 5000)),
        (10, NOW - 30 * MINUTE + 5 * HOUR, None),
    ),
    "the week after": (
        known(
            official(80, 2 * DAY, NOW - 9 * HOUR, "seven_day"),
            (9 * HOUR + 1, 9999),
            (9 * HOUR, 5000),
            window="seven_day",
        ),
        (10, NOW - 9 * HOUR + 7 * DAY, None),
    ),
    "a quiet week after": (
        known(official(80, 2 * DAY, NOW - 9 * HOUR, "seven_day"), (9 * HOUR + 1, 9999), window="seven_day"),
        None,
    ),
    "never an official value, no ceiling": (known(None, (60, 5000)), None),
    "never an official value, a ceiling": (
        estimate.Basis("five_hour", None, [], burn((9 * HOUR, 9999), (3 * HOUR, 20_000), (60, 5000)), 100_000),
        (25, NOW + 2 * HOUR, None),
    ),
    "never an official value, a ceiling for the week": (
        estimate.Basis("seven_day", None, [], burn((7 * DAY + 1, 9999), (7 * DAY, 20_000), (60, 5000)), 100_000),
        (25, None, None),
    ),
    "a ceiling and nothing burnt": (estimate.Basis("five_hour", None, [], burn(), 100_000), None),
    "a ceiling and half of the transcripts": (
        estimate.Basis("seven_day", None, [], burn((60, 5000), known_from=NOW - 7 * DAY + 1), 100_000),
        None,
    ),
}


@pytest.mark.parametrize(("given_", "expected"), ESTIMATES.values(), ids=ESTIMATES)
def test_an_estimate_is(given_, expected):
    found = estimate.estimate(given_, "claude_transcripts", NOW)
    if expected is None:
        assert found is None
        return
    used, resets_at, since = expected
    label, length = {"five_hour": ("5h", 18_000), "seven_day": ("7d", 604_800)}[given_.window]
    assert found.used_percentage == pytest.approx(used)
    assert found == Sample(
        given_.window, label, found.used_percentage, resets_at, NOW, "claude_transcripts", length, ESTIMATE, since
    )


USABLE = {
    "fresh": (official(42, 899), True),
    "old": (official(42, 900), False),
    "past its reset": (official(42, 10, NOW), False),
    "not started": (official(0, 10, None), True),
    "without a number": (official(None, 10), False),
    "none": (None, False),
}


@pytest.mark.parametrize(("last", "usable"), USABLE.values(), ids=USABLE)
def test_an_official_sample_is_good_enough(last, usable):
    assert estimate.is_usable(last, NOW, 900) is usable


def test_last_official_of_this_window():
    guess = Sample("five_hour", "5h", 57, RESET, NOW, "claude_transcripts", 18_000, ESTIMATE, NOW - HOUR)
    samples = [official(42, HOUR), official(40, 2 * HOUR), official(7, 5, window="seven_day"), guess]
    assert estimate.last_official(samples, "five_hour", NOW) == official(42, HOUR)
    assert estimate.last_official([guess], "five_hour", NOW) is None


@given(
    st.lists(st.tuples(st.integers(0, 5 * HOUR), st.integers(1, 10_000)), max_size=20),
    st.integers(0, 1000).map(lambda tenths: tenths / 10),
    st.integers(0, 3 * HOUR),
)
def test_estimate_is_above_the_last_value(burnt, used, ago):
    burnt = sorted(burnt, reverse=True)
    found = estimate.estimate(known(official(used, ago), *burnt), "s", NOW)
    assert used <= found.used_percentage <= 100
    more = estimate.estimate(known(official(used, ago), *burnt, (0, 500)), "s", NOW)
    assert more.used_percentage == pytest.approx(min(100, found.used_percentage + (1 if ago else 0)), abs=0.101)
