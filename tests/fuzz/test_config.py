"""The config and what people write in it: formats, styles, moments. Held, or refused with a sentence and a place."""

import json

import pytest
from hypothesis import strategies as st

from statusline.config import Config, default_toml, effective_toml, parse, variables
from statusline.config.checks import unsafe
from statusline.errors import ConfigError
from statusline.format import grammar, style
from statusline.history import timespec
from statusline.state.last_good_config import load_or_last_good
from support import pipeline
from support.mutation import misshapen, mutated
from support.own_files import RECORD
from support.prompt_files import NOW
from support.tried import tried

DEFAULT = default_toml().encode()
UNCOMMENTED = b"\n".join(line.removeprefix(b"# ") if b" = " in line else line for line in DEFAULT.splitlines())
WORDS = [b"[", b"]", b"[[", b"=", b"''' \n", b'"""', b"\\u0000", b"1979-05-27T07:32:00Z", b"0x9", b"nan", b"1e999"]
WORDS += [b"a.b.c.d = 1\n", b"[window.five_hour]\n", b'format = "$"\n', b"true", b"-1", b"9" * 5_000, b"[" * 900]


def is_said(error):
    """Tell whether an error says what is wrong and what to do, in a few lines without anything that acts."""
    told = str(error)
    return 10 < len(told) < 20_000 and not any(map(unsafe, told.replace("\n", "")))


def drawn_or_refused(text):
    """Assert that a config is refused in a sentence, or that a record can be shown by it."""
    config, error = tried(ConfigError, parse, text, "config.toml")
    if error is None:
        pipeline.assert_shown(RECORD, config)
    assert error is None or is_said(error)


def test_damaged_config_holds_or_is_refused(fuzz):
    def holds(data):
        config, error = tried(ConfigError, parse, data.decode("utf-8", "replace"), "config.toml")
        assert is_said(error) if error else parse(effective_toml(config), "config.toml") == config

    fuzz(holds, mutated(DEFAULT, UNCOMMENTED, words=WORDS), weight=2)


def toml(value):
    """Return a value as TOML writes it; what it has no word for as a text."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value if value is not None else "").replace("NaN", "nan").replace("Infinity", "inf")


SETTINGS = {
    "format": "$accounts",
    "refresh_every": 300,
    "remaining": True,
    "windows": ["five_hour", "seven_day"],
    "thresholds": {"warning": 50, "critical": 80},
    "window": {"format": "$label $used", "five_hour": {"priority": 1, "disabled": False}},
    "claude": {"symbol": "C", "format": "$symbol $windows"},
    "claude_line": {"format": "$claude( $model)"},
    "pace": {"week_days": 5, "working_hours": "09:00-17:00"},
    "accounts": [{"label": "work", "provider": "claude", "folder": "~/.claude-work"}],
    "alerts": {"enabled": True, "command": ["/bin/true"]},
    "target": {"tmux": {"width": 40}},
}


def test_changed_settings_hold_unchanged():
    parse("\n".join(f"{key} = {toml(value)}" for key, value in SETTINGS.items()), "config.toml")


def test_other_settings_are_refused_or_drawn(fuzz):
    def holds(settings):
        text = "\n".join(f"{key} = {toml(value)}" for key, value in settings.items())
        drawn_or_refused(text)

    fuzz(holds, misshapen(SETTINGS).filter(lambda value: isinstance(value, dict)), weight=3)


def test_no_text_is_refused_last_good_goes_on(fuzz, tmp_path):
    path, state = tmp_path / "config.toml", tmp_path / "state"

    def holds(data):
        path.write_text("remaining = true\n")
        assert load_or_last_good(str(path), str(state))[1] is None
        path.write_bytes(data)
        config, error = load_or_last_good(str(path), str(state))
        assert error is None or (is_said(error) and config.remaining)

    fuzz(holds, st.binary(max_size=60) | mutated(DEFAULT, words=WORDS), weight=4)


FORMATS = [Config().format, Config().claude_line.format, Config().window.format, r"([$a](bold red)) ${used}\$"]
TOKENS = st.sampled_from([*"$[](){}\\ \n", "$used", "${label}", "](bold)", "](fg:#fff", "世", "\x1b", "\x1f", "\x1e."])


@pytest.mark.parametrize("names", [variables.WINDOW, variables.PROVIDER, variables.CLAUDE_LINE, variables.NONE])
def test_a_format_is_read_or_refused_at_its_place(fuzz, names):
    def holds(text):
        _, error = tried(ConfigError, grammar.parse, text, names)
        assert error is None or (is_said(error) and "^" in str(error))

    damaged = mutated(*(text.encode() for text in FORMATS)).map(lambda data: data.decode("utf-8", "replace"))
    fuzz(holds, damaged | st.lists(TOKENS, max_size=60).map("".join) | st.text())


def test_a_format_that_holds_can_be_drawn(fuzz):
    def holds(windows, accounts, line):
        text = f"format = {json.dumps(accounts)}\n[window]\nformat = {json.dumps(windows)}\n"
        drawn_or_refused(f"{text}[claude_line]\nformat = {json.dumps(line)}\n")

    def formats(*names):
        parts = st.sampled_from([*(f"${name}" for name in names), " ", "a", "\\[", "世", "%", "#", "`", "'", "\n"])
        nested = st.recursive(
            parts,
            lambda inner: (
                st.lists(inner, max_size=3)
                .map("".join)
                .flatmap(lambda text: st.sampled_from([f"({text})", f"[{text}](bold)", f"[{text}](level)", text]))
            ),
            max_leaves=8,
        )
        return st.lists(nested, max_size=4).map("".join)

    fuzz(
        holds,
        formats(*variables.WINDOW),
        formats(*variables.SEGMENT),
        formats(*variables.CLAUDE_LINE),
        weight=4,
    )


def test_a_style_is_read_or_refused(fuzz):
    def holds(text):
        _, error = tried(ConfigError, style.parse, text)
        assert error is None or is_said(error)

    words = st.sampled_from(
        ["bold", "red", "fg:", "bg:#12345", "bg:#fff", "256", "-1", "none", "\x1b[31m", " ", "\n", "9" * 5_000]
    )
    fuzz(holds, st.lists(words, max_size=6).map(" ".join) | st.text())


def test_a_moment_is_in_the_past_or_refused(fuzz):
    def holds(text):
        moment, error = tried(ValueError, timespec.moment, text, NOW)
        assert str(error).endswith(".") if error else 0 <= moment <= NOW

    parts = st.sampled_from([*"0123456789", *"mhdw", "-", ":", "T", "Z", "+14:00", "9999", "0001-01-01", "٣", " "])
    fuzz(holds, st.lists(parts, max_size=12).map("".join) | st.text())
