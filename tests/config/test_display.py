import json

import pytest

from statusline.config import Config, Target, Thresholds, Window, parse
from statusline.config.display import WindowDefaults
from statusline.config.levels import THEMES
from statusline.errors import ConfigError

PROBLEMS = {
    "a format with an open bracket": (
        '[window]\nformat = "[$label"',
        (
            "line 2: window.format is not a valid format:\n"
            "  [$label\n"
            "  ^\n"
            "  This [ is not closed. End it with ], or write \\[ for it."
        ),
    ),
    "an unknown variable behind wide characters": (
        'format = "日本 $acounts"',
        (
            "line 1: format is not a valid format:\n"
            "  日本 $acounts\n"
            "        ^\n"
            "  There is no variable $acounts here. Did you mean $accounts?"
        ),
    ),
    "a variable in a separator": (
        'separator = " $sep "',
        (
            "line 1: separator is not a valid format:\n"
            "   $sep \n    ^\n  There is no variable $sep here. Available here: none."
        ),
    ),
    "a field of a session in tmux": (
        '\n[target.tmux]\nformat = "$model"',
        (
            "line 3: target.tmux.format is not a valid format:\n  $model\n   ^\n"
            "  There is no variable $model here. Available here: $accounts, $claude, $codex, $sep, $cost_today,"
            " $cost_week."
        ),
    ),
    "the second line of Claude's format": (
        '[claude_line]\nformat = """\n$accounts\n$modl"""',
        (
            "line 2: claude_line.format is not a valid format:\n  $modl\n   ^\n"
            "  There is no variable $modl here. Did you mean $model?"
        ),
    ),
    "a second line elsewhere": (
        'format = "$claude\\n$codex"',
        "line 1: format must not contain the control character U+000A; remove it.",
    ),
    "an escape character in a format": (
        'claude_line.format = "\\u001b"',
        "line 1: claude_line.format must not contain the control character U+001B; remove it.",
    ),
    "a format that is too long": (
        f'format = "{"x" * 1501}"',
        "line 1: format must not be longer than 1500 characters.",
    ),
    "a format that is no text": ("window.tiny = 1", "line 1: window.tiny must be text in quotes."),
    "a window's style with a wrong word": (
        '[window.seven_day]\nstyle = "bold levl"',
        (
            "line 2: window.seven_day.style is not a valid style:\n  bold levl\n       ^\n"
            "  Not a colour, an attribute or the name of a style. Did you mean level?"
        ),
    ),
    "a window with a typo": (
        '[window.sevn_day]\nlabel = "w"',
        'line 1: unknown key "window.sevn_day"; did you mean "window.seven_day"?',
    ),
    "a key of a window with a typo": (
        '[window."seven_day:fable"]\nlable = "w"',
        'line 2: unknown key "window.seven_day:fable.lable"; did you mean "window.seven_day:fable.label"?',
    ),
    "a window that is no table": (
        '\nwindow."seven_day:fable" = "w"',
        'line 2: window.seven_day:fable must be a table; write [window."seven_day:fable"] and its keys below.',
    ),
    "a name that is the reader's own": (
        "[window]\nnamed = 1",
        (
            'line 2: unknown key "window.named";'
            " remove it, or see `statusline config show --default` for the valid keys."
        ),
    ),
    "a name that acts on a terminal": (
        '[window."\\u001b"]',
        (
            'line 1: unknown key "window.\\u001B";'
            " remove it, or see `statusline config show --default` for the valid keys."
        ),
    ),
    "half of a window's thresholds": (
        "[window.seven_day]\nthresholds = { warning = 3 }",
        "line 2: window.seven_day.thresholds lacks critical; add it.",
    ),
    "crossed thresholds of a window": (
        "[window.seven_day.thresholds]\ncritical = 10\nwarning = 90",
        (
            "line 3: window.seven_day.thresholds.warning would put warning (90) above critical (10);"
            " change one of the two."
        ),
    ),
    "thresholds that are no table": (
        "[window.seven_day]\nthresholds = 3",
        "line 2: window.seven_day.thresholds must be a table; write [window.seven_day.thresholds] and its keys below.",
    ),
    "a priority that is a fraction": (
        "[window.seven_day]\npriority = 1.5",
        "line 2: window.seven_day.priority must be a whole number from -1000 to 1000.",
    ),
    "a target with a typo": (
        "[target.tmx]\nwidth = 1",
        'line 1: unknown key "target.tmx"; did you mean "target.tmux"?',
    ),
    "colours that there are not": (
        "[target.tmux]\ncolors = 256",
        'line 2: target.tmux.colors must be "auto", "none", "16", "256" or "truecolor".',
    ),
    "a theme that there is not": (
        'theme = "red"',
        f"line 1: theme must be {', '.join(map(json.dumps, THEMES[:-1]))} or {json.dumps(THEMES[-1])}.",
    ),
    "a gauge without columns": ("gauge_width = 0", "line 1: gauge_width must be a whole number from 1 to 40."),
}


@pytest.mark.parametrize(("text", "problem"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_names_its_line_and_its_place(text, problem):
    with pytest.raises(ConfigError) as caught:
        parse(text, "c")
    assert str(caught.value) == f"c {problem}"


def test_format_problems_in_order():
    with pytest.raises(ConfigError) as caught:
        parse('[window]\nformat = "[x"\ntiny = "$usd"\n[claude]\nformat = ")"', "c")
    starts = [line for line in str(caught.value).split("\n") if line.startswith("c line")]
    assert starts == [
        "c line 2: window.format is not a valid format:",
        "c line 3: window.tiny is not a valid format:",
        "c line 5: claude.format is not a valid format:",
    ]


def test_forms_of_all_until_its_own():
    config = parse(
        (
            """
            [thresholds]
            warning = 50
            [window]
            tiny = "$used"
            [window.seven_day]
            label = "week"
            format = "$label"
            style = "own"
            thresholds = { warning = 70, critical = 90 }
            priority = 3
            [window."seven_day:fable"]
            disabled = true
            """
        ),
        "c",
    )
    short = WindowDefaults().short
    assert config.window_of("seven_day") == Window(
        "week", "$label", short, "$used", "own", thresholds=Thresholds(70, 90), priority=3
    )
    assert config.window_of("seven_day:fable").disabled
    assert config.window_of("five_hour") == Window(
        format=config.window.format, short=short, tiny="$used", thresholds=Thresholds(50, 85)
    )


def test_target_format_of_all_until_its_own():
    config = parse(
        'format = "$codex"\nclaude_line.format = "$model"\ntarget.tmux.width = 40\ntarget.zsh.format = "$claude"',
        "c",
    )
    assert config.target_of("tmux") == Target("$codex", "auto", 40)
    assert config.target_of("zsh").format == "$claude"
    assert config.target_of("claude").format == "$model"


def test_claude_target_has_lines_and_session():
    config = parse('[target.claude]\nformat = "$accounts\\n$model"', "c")
    assert config.target_of("claude").format == "$accounts\n$model"


def test_format_on_several_lines():
    config = parse("[claude_line]\r\nformat = '''\r\n$accounts\r\n$model'''", "c")
    assert config.claude_line.format == "$accounts\n$model"


@pytest.mark.parametrize(
    "text",
    [
        "window = { five_hour = { label = 'x' } }",
        "window.five_hour.label = 'x'",
        "[window.five_hour]\nlabel = 'x'",
        "[window]\nfive_hour = { label = 'x' }",
    ],
)
def test_named_table_in_any_toml_form(text):
    assert parse(text, "c").window_of("five_hour").label == "x"


def test_a_config_can_be_the_key_of_a_table():
    assert {parse("[window.five_hour]", "c"): 1} != {Config(): 1}
