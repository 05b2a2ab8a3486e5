import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.config import Config, Window, default_toml, parse, presets
from statusline.errors import ConfigError

MINE = """\
# mine
offline = true  # no network

# who I am
[http]
user_agent = "me"
"""
CONFIGS = {
    "nothing": "",
    "comments and another table": MINE,
    "every default": default_toml(),
    "a byte order mark and Windows line ends": '\ufeff[window.seven_day]\r\nlabel = "w"\r\n',
    "inline and dotted keys": 'window = { format = "a" }\nclaude.format = "b" # c\n',
    "tables out of order": '[http]\n[window.seven_day]\nlabel = "x"\n[claude]\n[window]\nshort = "a"',
    "a window by dotted keys": "window.seven_day.label = 'x'\n[http]\n",
    "a comment above a key of a preset": '[window]\n# my own\nformat = "a"\n',
    "accounts": 'ascii = true\n[[accounts]]\nprovider = "claude"\nlabel = "w"\nfolder = "/x"\n',
    "a text of several lines": 'separator = """\\\n | \\\n"""\nwindows = [\n  "five_hour", # one\n]\n',
}


@pytest.mark.parametrize("name", presets.NAMES)
def test_preset_is_a_valid_config(name):
    assert presets.config(name) is not None
    assert presets.text(name).startswith(f"# {name}: ")
    assert presets.about(name).endswith(".")


def test_the_preset_called_default_says_nothing():
    assert presets.config("default") == Config()


@pytest.mark.parametrize("written", CONFIGS.values(), ids=CONFIGS)
@pytest.mark.parametrize("name", presets.NAMES)
def test_preset_changes_only_its_keys(name, written):
    before, after = parse(written, "c"), parse(presets.put(name, written, "c"), "c")
    alone = presets.config(name)
    for config in (before, after):
        assert config.offline == (config.http.user_agent == "me")
    assert (after.accounts, after.http, after.windows) == (before.accounts, before.http, before.windows)
    assert after.window.named == before.window.named
    assert (after.format, after.separator, after.gauge, after.ascii) == (
        *(alone.format, alone.separator, alone.gauge, alone.ascii),
    )
    assert (after.window.format, after.window.short, after.window.tiny) == (
        *(alone.window.format, alone.window.short, alone.window.tiny),
    )
    assert (after.claude_line, after.claude.format, after.codex.format) == (
        *(alone.claude_line, alone.claude.format, alone.codex.format),
    )


@pytest.mark.parametrize("written", CONFIGS.values(), ids=CONFIGS)
@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_that_is_there_changes_nothing(name, written):
    once = presets.put(name, written, "c")
    assert presets.put(name, once, "c") == once


@given(st.sampled_from(sorted(CONFIGS)), st.lists(st.sampled_from(presets.NAMES), min_size=1, max_size=6))
def test_after_any_presets_the_last_one_counts(config, names):
    text = CONFIGS[config]
    for name in names:
        text = presets.put(name, text, "c")
    assert parse(text, "c") == parse(presets.put(names[-1], CONFIGS[config], "c"), "c")


def test_new_keys_above_comments_stay():
    assert presets.put("ascii", MINE, "c") == (
        'separator = " | "\ngauge = "ascii"\ngauge_width = 5\nascii = true\n\n'
        + MINE
        + "\n[window]\nformat = '[$label](label) \\[[$gauge](own)\\] [$used](own)"
        "( $resets)( [-> full in $runs_out_in](own))'\n"
    )


def test_back_to_default_restores_config():
    for name in presets.NAMES:
        assert presets.put("default", presets.put(name, MINE, "c"), "c") == MINE


def test_back_to_default_of_every_key():
    for name in presets.NAMES:
        assert presets.put("default", presets.put(name, default_toml(), "c"), "c") == default_toml()


def test_commented_key_gets_its_default():
    text = presets.put("default", CONFIGS["a comment above a key of a preset"], "c")
    assert text.startswith("[window]\n# my own\nformat = ")
    assert parse(text, "c") == Config()


def test_a_window_of_ones_own_stays():
    config = parse(presets.put("full", CONFIGS["tables out of order"], "c"), "c")
    assert config.window.named == (("seven_day", Window(label="x")),)


def test_broken_config_is_refused():
    with pytest.raises(ConfigError, match=r'config\.toml line 1: unknown key "ofline"; did you mean "offline"\?'):
        presets.put("full", "ofline = true", "config.toml")


def test_preset_with_lines_reads_back():
    assert presets.config("full").claude_line.format.startswith("$accounts\n$model(")


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_can_be_copied_from_any_terminal(name):
    assert presets.text(name).isascii()
