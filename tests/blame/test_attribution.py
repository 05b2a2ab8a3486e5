import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.blame import attribution, intervals, scale
from statusline.blame.scale import Joined
from statusline.history.cycles import Cycle
from statusline.hot.text import whole
from statusline.state.samples import Point

START, DAY = 1_795_219_200, 86_400
WEEK = 7 * DAY


def cycle(*used):
    """Return a cycle whose number was these values, an hour apart."""
    points = tuple(
        Point("claude:1", "five_hour", START + 3_600 * (hour + 1), "s", float(value), None, "official")
        for hour, value in enumerate(used)
    )
    return Cycle(points, START, START + WEEK, None, early=False, peak=max(used), limit_at=None)


def rises(*used):
    return [(each.after - START, each.until - START, each.points) for each in intervals.of_cycle(cycle(*used))]


def test_first_interval_begins_with_the_cycle():
    assert rises(2, 2, 5) == [(-1, 3_600, 2), (3_600, 10_800, 3)]


def test_what_is_taken_back_was_never_used():
    assert rises(4, 9, 6, 8) == [(-1, 3_600, 4), (3_600, 7_200, 2), (7_200, 14_400, 2)]


def test_reset_within_a_cycle_forgets_all_before():
    assert rises(30, 0, 2) == [(-1, 10_800, 2)]


numbers = st.lists(st.integers(0, 1_000).map(lambda tenths: tenths / 10), min_size=1, max_size=12)
parts = st.dictionaries(st.sampled_from("abc"), st.floats(0, 50), max_size=3)


@given(numbers, st.data(), st.floats(0.01, 20), st.sampled_from([1.0, 0.1]))
def test_all_shares_are_the_official_number(used, data, per_unit, step):
    steps = list(intervals.of_cycle(cycle(*used)))
    weights = [data.draw(parts) for _ in steps]
    shares = attribution.split(steps, weights, per_unit, step)
    values = [*shares.points.values(), shares.elsewhere, shares.before]
    assert min(values) >= -1e-9
    for total in (round(1_000 * used[-1]), whole(used[-1])):
        unit = total / used[-1] if used[-1] else 1
        shown = attribution.apportioned({number: max(0, unit * value) for number, value in enumerate(values)}, total)
        assert sum(shown.values()) == total
        assert all(abs(shown[number] - unit * value) < 1.001 for number, value in enumerate(values))


def split(*weights, used=(10, 20, 30), per_unit=1.0, step=1.0):
    shares = attribution.split(list(intervals.of_cycle(cycle(*used))), weights, per_unit, step)
    return shares.points, shares.elsewhere, shares.before


def test_what_no_call_explains_was_elsewhere():
    assert split({"a": 10}, {"a": 2, "b": 2}, {}) == ({"a": 12, "b": 2}, 16, 0)


def test_calls_explain_no_more_than_the_number():
    assert split({"a": 40}, {"a": 10}, {"a": 10}) == ({"a": 30}, 0, 0)


def test_before_the_first_number_is_a_part_of_its_own():
    assert split({"a": 4}, {"a": 10}, {"b": 10}) == ({"a": 14, "b": 10}, 0, 6)


def test_call_whose_step_comes_later_has_it():
    assert split({"a": 10.9}, {}, used=(10, 11)) == ({"a": pytest.approx(10.9)}, pytest.approx(0.1), 0)


def joined(count, ratio=2.0, points=5.0, start=START, every=3_600):
    return [Joined(n, start + n * every, start + (n + 1) * every, points, points / ratio) for n in range(count)]


def test_scale_takes_eight_intervals_and_twenty_points():
    assert scale.find("list", "dollar", joined(7)) is None
    assert scale.missing(joined(7)).endswith("; seen so far: 7 and 35")
    assert scale.find("list", "dollar", joined(8, points=2.0)) is None
    assert scale.find("list", "dollar", joined(8)).per_unit == pytest.approx(2)


def test_use_elsewhere_does_not_pull_the_scale_up():
    others = [Joined(n, 0, START + n, 5.0, 5.0 / (3 + n)) for n in range(7)]
    assert scale.find("list", "dollar", joined(10) + others).per_unit == pytest.approx(2)


def test_scale_of_another_plan_begins_anew():
    later = joined(10, ratio=0.5, start=START + 3 * DAY)
    found = scale.find("list", "dollar", joined(30) + later)
    assert (found.per_unit, found.since) == (pytest.approx(0.5), later[0].after + 1)
