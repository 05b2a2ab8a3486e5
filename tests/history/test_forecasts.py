"""The table of past errors: by lead, and whether a limit that was to be full was."""

from statusline.history import forecasts
from statusline.limits.forecast import Error, Full, Score

ERRORS = (Error(6.14, 0.42), Error(8.0, 2.1), Error(6.0, -6.0))


def test_a_line_for_each_lead_with_what_was_full():
    full = Full(forecast=11, happened=10, both=9, off_by=430.0)
    scores = [Score(3_600, 38, *ERRORS, full), Score(3 * 86_400, 7, *ERRORS, Full(2, 0, 0, None))]
    assert list(forecasts.lines(scores, None)) == [
        "made       cycles  forecast    average rate  unchanged   full before the reset",
        "1h before  38      6.1 (+0.4)  8.0 (+2.1)    6.0 (-6.0)  9 of 10 foreseen, 2 foreseen in vain, 7m off",
        "3d before  7       6.1 (+0.4)  8.0 (+2.1)    6.0 (-6.0)  2 foreseen in vain",
    ]


def test_without_a_full_limit_there_is_no_column_for_it():
    head, _ = forecasts.lines([Score(86_400, 5, *ERRORS, Full(0, 0, 0, None))], None)
    assert head.split("  ")[-1].strip() == "unchanged"
