"""Single values of vendors' documents."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.providers.parsing import values

NOW = 1_795_236_000  # 2026-11-21 04:40:00 UTC

PERCENTAGES = {
    "a whole number": (42, 42.0),
    "one decimal": (42.4, 42.4),
    "float noise": (56.99999999999999, 57.0),
    "half a percent is not fifty": (0.5, 0.5),
    "zero": (0, 0.0),
    "a numeric string": ("42.4", 42.4),
    "a string with spaces": (" 7 ", 7.0),
    "over a hundred": (107.31, 100.0),
    "the most that can be meant": (1000, 100.0),
    "an epoch": (NOW, None),
    "just too much": (1000.1, None),
    "negative": (-0.1, None),
    "a boolean": (True, None),
    "null": (None, None),
    "text": ("soon", None),
    "an empty string": ("", None),
    "a sign of percent": ("42%", None),
    "an underscore": ("4_2", None),
    "not a number": (math.nan, None),
    "endless": (math.inf, None),
    "an endless string": ("inf", None),
    "longer than a float": (10**400, None),
    "a long string": ("0" * 100, None),
    "a list": ([42], None),
    "an object": ({"value": 42}, None),
}


@pytest.mark.parametrize(("written", "read"), PERCENTAGES.values(), ids=PERCENTAGES)
def test_percentage_has_one_decimal_or_none(written, read):
    assert values.percent(written) == read


TIMES = {
    "seconds": (1_795_245_199, 1_795_245_199),
    "a fraction": (1_795_245_199.6, 1_795_245_200),
    "milliseconds": (1_795_245_199_400, 1_795_245_199),
    "a numeric string": ("1795245199", 1_795_245_199),
    "ISO with an offset": ("2026-11-21T06:59:19+00:00", 1_795_244_359),
    "ISO with Z": ("2026-11-21T06:59:19Z", 1_795_244_359),
    "ISO of another zone": ("2026-11-21T07:59:19+01:00", 1_795_244_359),
    "ISO with nanoseconds": ("2026-11-21T06:59:19.123456789Z", 1_795_244_359),
    "ISO without a zone is UTC": ("2026-11-21T06:59:19", 1_795_244_359),
    "ISO with a space": ("2026-11-21 06:59:19Z", 1_795_244_359),
    "just before a minute": ("2026-11-21T06:59:59.943648+00:00", 1_795_244_400),
    "just after a minute": ("2026-11-21T07:00:00.500000+00:00", 1_795_244_400),
    "more than two seconds after a minute": ("2026-11-21T07:00:02.600000Z", 1_795_244_403),
    "a whole number is exact": (1_795_244_399, 1_795_244_399),
    "a number with a fraction": (1_795_244_402.6, 1_795_244_403),
    "in the past": ("2026-07-21T23:29:59.538465+00:00", 1_784_676_600),
    "the first second of 2020": (1_577_836_800, 1_577_836_800),
    "before 2020": (1_577_836_799, None),
    "a year ahead": (NOW + 366 * 86_400, NOW + 366 * 86_400),
    "more than a year ahead": (NOW + 366 * 86_400 + 1, None),
    "2100": ("2100-01-01T00:00:00Z", None),
    "zero": (0, None),
    "a percentage": (42.4, None),
    "null": (None, None),
    "a boolean": (True, None),
    "text": ("soon", None),
    "a date alone": ("2026-11-21", None),
    "no such hour": ("2026-11-21T25:00:00Z", None),
    "the first year": ("0001-01-01T00:00:00+14:00", None),
    "the last year": ("9999-12-31T23:59:59-14:00", None),
    "endless": (math.inf, None),
    "longer than a float": (10**400, None),
    "a list": (["2026-11-21T06:59:19Z"], None),
}


@pytest.mark.parametrize(("written", "read"), TIMES.values(), ids=TIMES)
def test_time_is_near_the_clock_or_none(written, read):
    assert values.epoch(written, NOW) == read


TEXTS = {
    "plain": ("Fable", "Fable"),
    "spaces around and within": ("  GPT  5.3\t\n", "GPT 5.3"),
    "an escape sequence": ("\x1b[31mred\x07", "[31mred"),
    "a line break": ("a\nb", "a b"),
    "an override of direction": ("abc\u202ecba", "abccba"),
    "a zero width space": ("a\u200bb", "ab"),
    "half a surrogate pair": ("a\ud800b", "ab"),
    "beyond ASCII": ("größer 模型", "größer 模型"),
    "too long": ("x" * 30, "x" * 24),
    "cut at a space": ("x" * 23 + " y", "x" * 23),
    "empty": ("", None),
    "nothing but controls": ("\x00\x01\u2066", None),
    "a number": (7, None),
    "null": (None, None),
}


@pytest.mark.parametrize(("written", "read"), TEXTS.values(), ids=TEXTS)
def test_text_is_one_short_line(written, read):
    assert values.text(written) == read


SLUGS = {
    "lower case": ("Fable", "fable"),
    "kept characters": ("gpt-5.3_x", "gpt-5.3_x"),
    "others": ("Opus 4.5 (1M)", "opus-4.5-1m"),
    "a path": ("../../etc", "..-..-etc"),
    "nothing left": ("模型", "c98e118e"),
}


@pytest.mark.parametrize(("written", "read"), SLUGS.values(), ids=SLUGS)
def test_a_slug_is_fit_for_the_name_of_a_window(written, read):
    assert values.slug(written) == read


@given(st.text())
def test_a_text_can_always_be_written_as_one_line(value):
    read = values.text(value)
    assert read is None or (0 < len(read) <= 24 and read.encode() and read.splitlines() == [read])


@given(st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.none()))
def test_no_value_breaks_a_reader(value):
    percentage, time = values.percent(value), values.epoch(value, NOW)
    assert percentage is None or 0 <= percentage <= 100
    assert time is None or values.EARLIEST - 2 <= time <= NOW + values.FURTHEST_AHEAD + 2


def test_nothing_used_has_no_sign():
    assert str(values.percent(-0.0)) == str(values.percent("-0")) == "0.0"
