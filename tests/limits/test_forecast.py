"""Forecasts are scored against what came, and ours is better than the average rate at every lead."""

import pytest

from statusline.hot.text import DAY, HOUR
from statusline.limits import forecast, pace
from statusline.limits.forecast import Forecast
from statusline.limits.model import Sample
from support import backtest, weeks

WEEK, FIVE_HOURS = weeks.WEEK, weeks.FIVE_HOURS
RESET = 1_795_244_400


@pytest.mark.parametrize(("length", "seeds"), [(WEEK, 18), (FIVE_HOURS, 3)], ids=["a week", "five hours"])
def test_ours_beats_the_average_rate(length, seeds):
    every = [cycles for _, cycles in weeks.cycles(length, seeds, weeks=12)]
    scores = backtest.scores(every, length)
    assert list(scores) == [lead for lead in forecast.LEADS if lead < length]
    worse = {lead: score for lead, score in scores.items() if score.forecast.mean >= score.average_rate.mean}
    assert worse == {}


def made(projected, actual, *, average=50.0, used=40.0, lead=HOUR, full=(None, None)):
    return Forecast(lead, RESET, used, projected, average, full[0], actual, full[1])


def test_errors_have_a_size_and_a_side():
    (score,) = forecast.scores([made(80, 90), made(60, 56)])
    assert (score.lead, score.cycles) == (HOUR, 2)
    assert (score.forecast.mean, score.forecast.bias) == (7, -3)
    assert (score.average_rate.mean, score.average_rate.bias) == (23, -23)
    assert (score.unchanged.mean, score.unchanged.bias) == (33, -33)


def test_nothing_goes_beyond_100():
    (score,) = forecast.scores([made(160, 100), made(130, 104)])
    assert score.forecast.mean == 0


def test_the_time_of_being_full_is_scored_too():
    came, in_vain, unforeseen = (RESET - 900, RESET - 600), (RESET - 900, None), (None, RESET - 60)
    (score,) = forecast.scores([made(110, 100, full=full) for full in (came, in_vain, unforeseen)])
    assert (score.full.forecast, score.full.happened, score.full.both, score.full.off_by) == (2, 2, 1, 300)


LEFT = {
    "an hour": (HOUR, FIVE_HOURS, HOUR),
    "the last second that counts for it": (2_701, FIVE_HOURS, HOUR),
    "too late for it": (2_700, FIVE_HOURS, None),
    "between two": (2 * HOUR, FIVE_HOURS, None),
    "a day of a week": (20 * HOUR, WEEK, DAY),
    "a day is a whole window": (DAY, DAY, None),
}


@pytest.mark.parametrize(("left", "length", "lead"), LEFT.values(), ids=LEFT)
def test_a_forecast_counts_for_a_lead(left, length, lead):
    assert forecast.lead(left, length) == lead


def test_few_cycles_give_no_error():
    assert forecast.mean_error([made(80, 90)] * (forecast.LEAST_SCORED - 1)) is None
    assert forecast.mean_error([made(80, 90)] * forecast.LEAST_SCORED) == 10


def of_week(used=30.0, at=RESET - 4 * DAY):
    return Sample("seven_day", "7d", used, RESET, at, "s", WEEK)


PEAKS = {
    "none": ([], None),
    "one": ([(RESET - WEEK, 50)], 50),
    "several": ([(RESET - 2 * WEEK, 70), (RESET - WEEK, 50)], 60),
    "a reset that jitters": ([(RESET - WEEK - 40, 20), (RESET - WEEK, 50)], 50),
    "one cut short": ([(RESET - WEEK - 4 * DAY, 10), (RESET - WEEK, 50)], 50),
}


@pytest.mark.parametrize(("peaks", "usual"), PEAKS.values(), ids=PEAKS)
def test_usual_is_the_mean_of_whole_cycles(peaks, usual):
    assert pace.usual(peaks, of_week()) == usual


def test_earlier_cycles_count_like_a_third_of_one():
    rate = pace.rate_of(of_week(), None, pace.EVERYTHING, usual=70)
    # three of seven days have passed at 10 points a day; 2.1 days more of 10 points a day
    assert rate.usual * DAY == pytest.approx(10)
    assert rate.usual_weight == pytest.approx(2.1 / 5.1)
    assert rate.blended * DAY == pytest.approx(10)


def test_a_recent_day_says_little_of_the_next_four():
    rate = pace.rate_of(of_week(), (RESET - 4 * DAY - 28 * HOUR, 10), pace.EVERYTHING)
    assert rate.weight == pytest.approx(0.5 * 28 / 96)


ERRORS = {None: "≈85%", 0.2: "≈85% ±1", 6.4: "≈85% ±6"}


@pytest.mark.parametrize(("error", "text"), ERRORS.items(), ids=map(str, ERRORS))
def test_a_known_error_stands_beside_the_projection(error, text):
    assert pace.projected_text(pace.Pace(60, 0, 85, None, error), RESET - HOUR) == text
