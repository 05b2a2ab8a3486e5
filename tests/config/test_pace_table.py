import pytest

from statusline.config import Config, default_toml, parse
from statusline.config.working_time import Pacing
from statusline.errors import ConfigError

HELD = {
    "nothing": ("", Pacing(7, "")),
    "five days": ("[pace]\nweek_days = 5", Pacing(5, "")),
    "an office": ('[pace]\nweek_days = 5\nworking_hours = "09:00-18:00"', Pacing(5, "09:00-18:00")),
    "a night": ('[pace]\nworking_hours = "22:00-06:00"', Pacing(7, "22:00-06:00")),
}


@pytest.mark.parametrize(("text", "expected"), HELD.values(), ids=HELD)
def test_the_part_of_a_week_that_counts(text, expected):
    assert parse(text, "config.toml").pace == expected


HOURS = 'pace.working_hours must be hours such as "09:00-18:00", or "" for the whole day.'
REFUSED = {
    "four days": ("week_days = 4", "pace.week_days must be a whole number from 5 to 7."),
    "hours in words": ('working_hours = "nine to five"', HOURS),
    "hours without minutes": ('working_hours = "9-17"', HOURS),
    "no hours at all": ('working_hours = "09:00-09:00"', HOURS),
    "an hour no day has": ('working_hours = "09:00-25:00"', HOURS),
    "a number": ("working_hours = 9", "pace.working_hours must be text in quotes."),
}


@pytest.mark.parametrize(("row", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_told_with_its_line(row, problem):
    with pytest.raises(ConfigError) as refused:
        parse(f"[pace]\n{row}", "config.toml")
    assert str(refused.value) == f"config.toml line 2: {problem}"


def test_the_defaults_are_printed_and_read_back():
    assert "\nweek_days = 7\n" in default_toml()
    assert parse(default_toml(), "default.toml").pace == Config().pace
