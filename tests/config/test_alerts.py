import pytest

from statusline.config import Config, default_toml, effective_toml, parse
from statusline.errors import ConfigError

TABLE = """[alerts]
enabled = true
thresholds = [90, 50]
command = ["~/bin/tell-me", "a b", ""]

[alerts.five_hour]
thresholds = [95]

[alerts."seven_day:fable"]
disabled = true
"""


def test_own_thresholds_or_those_of_all():
    alerts = parse(TABLE, "config.toml").alerts
    assert alerts.thresholds_of("seven_day") == (50, 90)
    assert alerts.thresholds_of("five_hour") == (95,)
    assert alerts.thresholds_of("seven_day:fable") == (50, 90)
    assert [alerts.silent(name) for name in ("five_hour", "seven_day:fable")] == [False, True]


def test_what_is_written_reads_back():
    config = parse(TABLE, "config.toml")
    assert parse(effective_toml(config), "effective.toml") == config
    assert parse(default_toml(), "default.toml") == Config()
    assert not Config().alerts.enabled


PERCENTS = "must be a list of whole numbers from 1 to 100, between [ and ]."
WORDS = "must be a list of texts: the program and its arguments, each in quotes, between [ and ]."
PROGRAM = 'must begin with a program: its name in PATH, an absolute path, or one that begins with "~/".'
REFUSED = {
    "a threshold of nothing": ("thresholds = [0]", f"thresholds {PERCENTS}"),
    "a threshold above all": ("thresholds = [101]", f"thresholds {PERCENTS}"),
    "a truth": ("thresholds = [true]", f"thresholds {PERCENTS}"),
    "one threshold": ("thresholds = 80", f"thresholds {PERCENTS}"),
    "a threshold twice": ("thresholds = [80, 80]", "thresholds must name each percentage once, and 20 at most."),
    "a shell's line": ('command = "tell-me | cat"', f"command {WORDS}"),
    "a number as an argument": ('command = ["tell-me", 1]', f"command {WORDS}"),
    "a program of the current folder": ('command = ["./tell-me"]', f"command {PROGRAM}"),
    "a program without a name": ('command = [""]', f"command {PROGRAM}"),
    "a control character": (
        'command = ["a\\u0007"]',
        "command must not contain the control character U+0007; remove it.",
    ),
    "a channel that is none": (
        'channels = ["fax"]',
        'channels must be a list, between [ and ], of these: "desktop", "tmux", "bell".',
    ),
    "a channel twice": ('channels = ["bell", "bell"]', "channels must not name anything twice."),
    "a command without time": ("command_seconds = 0", "command_seconds must be a whole number from 1 to 60."),
}


@pytest.mark.parametrize(("row", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_told_with_its_line(row, problem):
    with pytest.raises(ConfigError) as refused:
        parse(f"[alerts]\n{row}", "config.toml")
    assert str(refused.value) == f"config.toml line 2: alerts.{problem}"


def test_unknown_key_names_the_nearest():
    with pytest.raises(ConfigError) as refused:
        parse("[alerts]\n[alerts.five_hours]\n", "config.toml")
    assert str(refused.value) == 'config.toml line 2: unknown key "alerts.five_hours"; did you mean "alerts.five_hour"?'
