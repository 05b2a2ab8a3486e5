"""A refresh notes what is projected for a reset, and a cycle that was seen to its end scores it."""

import pytest

from statusline.config.working_time import EVERYTHING
from statusline.limits.model import Account, Record, Sample
from statusline.state import forecasting, forecasts, samples

NOW = 1_795_235_400
HOUR, DAY, WEEK, LENGTH = 3_600, 86_400, 604_800, 18_000
ME, MINUTE = "claude:0123456789abcdef", 60
RESET = NOW + HOUR


@pytest.fixture
def history(tmp_path):
    with samples.opened(str(tmp_path)) as opened:
        yield opened


def see(history, used, at, resets_at=RESET, *, window="five_hour", length=LENGTH, account=ME, **more):
    """Let a refresh at a moment find a number, first seen at that moment."""
    sample = Sample(window, "5h", used, resets_at, at, "claude_oauth", length, **more)
    history.record(account, [sample])
    forecasting.note(history, Record({account: Account(account, "claude", samples=(sample,))}), EVERYTHING, at)


def scored(history, now=RESET, window="five_hour"):
    return forecasts.scored(history, ME, window, 0, now)


def test_a_cycle_is_scored_when_it_ends(history):
    see(history, 40, NOW)
    see(history, 42, NOW + 5 * MINUTE)  # once for each lead
    see(history, 55, RESET - MINUTE)
    assert scored(history, RESET - 1) == []
    (forecast,) = scored(history)
    assert (forecast.lead, forecast.used, forecast.projected, forecast.average) == (HOUR, 40, 50, 50)
    assert (forecast.actual, forecast.full_at, forecast.runs_out_at) == (55, None, None)


def test_an_unchanged_number_was_seen_too(history):
    see(history, 40, NOW)
    see(history, 40, RESET - MINUTE)
    assert [forecast.actual for forecast in scored(history)] == [40]


def test_each_lead_has_its_own(history):
    for ago in (3 * HOUR, HOUR, 0):
        see(history, 60 - ago / HOUR, RESET - ago)
    assert [(forecast.lead, forecast.used) for forecast in scored(history)] == [(HOUR, 59), (3 * HOUR, 57)]


def test_an_end_that_nobody_saw_stays_unknown(history):
    see(history, 40, NOW)
    see(history, 42, RESET - 16 * MINUTE)
    see(history, 1, RESET + HOUR, RESET + LENGTH)
    assert scored(history, RESET + HOUR) == []


def test_a_cycle_seen_full_is_known_to_its_end(history):
    see(history, 90, NOW)
    see(history, 100, NOW + 10 * MINUTE)
    (forecast,) = scored(history)
    assert (forecast.actual, forecast.full_at, forecast.runs_out_at) == (100, NOW + 600, NOW + 1_600)


def test_a_full_window_forecasts_nothing(history):
    see(history, 100, NOW)
    assert scored(history) == []


MOVED = {
    "later": RESET + 2 * HOUR,
    "earlier": RESET - 40 * MINUTE,
    "to a new cycle": NOW + 10 * MINUTE + LENGTH,
}


@pytest.mark.parametrize("resets_at", MOVED.values(), ids=MOVED)
def test_a_reset_that_moves_scores_nothing(history, resets_at):
    see(history, 99, NOW)
    see(history, 100, NOW + 5 * MINUTE)
    see(history, 3, NOW + 10 * MINUTE, resets_at)
    assert scored(history) == []


def test_the_next_cycle_leaves_the_last_alone(history):
    see(history, 40, NOW)
    see(history, 41, RESET - MINUTE, RESET - 30)  # a reset that jitters
    see(history, 3, RESET + HOUR, RESET + LENGTH)
    assert [forecast.actual for forecast in scored(history, RESET + HOUR)] == [41]


def test_another_account_says_nothing_of_this_one(history):
    see(history, 40, NOW)
    see(history, 77, RESET - MINUTE, account="claude:ffffffffffffffff")
    assert scored(history) == []


def test_an_estimate_is_no_official_end(history):
    see(history, 40, NOW)
    see(history, 60, RESET - MINUTE, confidence="estimate")
    assert scored(history) == []


def whole_cycles(history, count):
    """Let the projections of so many cycles of five hours be 10 points too high."""
    for number in range(count):
        reset = RESET - (number + 1) * 6 * HOUR
        see(history, 40, reset - HOUR, reset)
        see(history, 40, reset - MINUTE, reset)


def test_the_error_is_known_after_five_cycles(history):
    whole_cycles(history, 4)
    assert forecasts.error(history, ME, "five_hour", HOUR, NOW) is None
    whole_cycles(history, 5)
    assert forecasts.error(history, ME, "five_hour", HOUR, NOW) == pytest.approx(10)
    assert forecasts.error(history, ME, "five_hour", 4 * HOUR, NOW) is None


def test_rows_are_bounded(history):
    whole_cycles(history, 9)
    count = "SELECT count(*) FROM forecasts"
    assert history.connection.execute(count).fetchone() == (9,)
    history.prune(NOW, 1)
    assert history.connection.execute(count).fetchone() == (4,)


def test_an_earlier_file_has_no_error_yet(tmp_path):
    with samples.opened(str(tmp_path)) as history:
        history.connection.execute("DROP TABLE forecasts")
    assert forecasts.of_windows(str(tmp_path), [(ME, "five_hour")], NOW) == {}
