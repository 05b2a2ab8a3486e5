import dataclasses
import os
from pathlib import Path

import pytest

from statusline.config import Config, Http, NamedAccount, Thresholds, load, parse, windows
from statusline.errors import ConfigError

SEE = "remove it, or see `statusline config show --default` for the valid keys."
NAMES = "must be a list of names in quotes, between [ and ]."
ADDRESS = 'must be only an address such as "https://host.example" (http:// only for this machine).'
WINDOWS = ", ".join(windows.WINDOWS)

NO_COLOUR = (
    '"yelow" in the style "yelow" is not a colour or an attribute. Use black, red, green, yellow, blue, purple, cyan,'
    " white, bright-…, 0-255, #rrggbb, bg:…, or bold, dim, italic, underline, blink, inverted, hidden,"
    " strikethrough, none."
)
ACCOUNT = '[[accounts]]\nprovider = "claude"\nlabel = "work"\nfolder = "~/.claude-work"'
PROBLEMS = {
    "a key with a typo": ("\n\nofline = true", ['3: unknown key "ofline"; did you mean "offline"?']),
    "a key in capitals": ("OFFLINE = true", ['1: unknown key "OFFLINE"; did you mean "offline"?']),
    "a key with a dash": ("stale-after = 9", ['1: unknown key "stale-after"; did you mean "stale_after"?']),
    "a key like no other": ("zzz = 1", [f'1: unknown key "zzz"; {SEE}']),
    "a key of a table": (
        "[claude]\nenabld = false",
        ['2: unknown key "claude.enabld"; did you mean "claude.enabled"?'],
    ),
    "a key that slipped into a table": (
        "[codex]\noffline = true",
        ['2: unknown key "codex.offline"; "offline" belongs above the first [table].'],
    ),
    "a table with a typo": ("[cluade]\nenabled = true", ['1: unknown key "cluade"; did you mean "claude"?']),
    "a dotted key": ("claude.symbl = 'C'", ['1: unknown key "claude.symbl"; did you mean "claude.symbol"?']),
    "an inline table": ("claude = { symbl = 'C' }", ['1: unknown key "claude.symbl"; did you mean "claude.symbol"?']),
    "a key that acts on a terminal": ('"\\u001b[31m" = 1', [f'1: unknown key "\\u001B[31m"; {SEE}']),
    "a key of a thousand letters": ("k" * 1000 + " = 1", [f'1: unknown key "{"k" * 60}…"; {SEE}']),
    "a text for a switch": ('offline = "yes"', ["1: offline must be true or false."]),
    "a number for a switch": ("ascii = 1", ["1: ascii must be true or false."]),
    "a table for a switch": ("[offline]", ["1: offline must be true or false."]),
    "a switch for a number": ("refresh_every = true", ["1: refresh_every must be a whole number from 1 to 86400."]),
    "a fraction": ("stale_after = 900.5", ["1: stale_after must be a whole number from 1 to 2592000."]),
    "not a number": ("[thresholds]\nwarning = nan", ["2: thresholds.warning must be a whole number from 0 to 100."]),
    "infinity": ("show_others_from = inf", ["1: show_others_from must be a whole number from 0 to 100."]),
    "a date": ("stale_after = 2026-11-21", ["1: stale_after must be a whole number from 1 to 2592000."]),
    "zero seconds": ("refresh_every = 0", ["1: refresh_every must be a whole number from 1 to 86400."]),
    "more than a day": ("refresh_every = 86401", ["1: refresh_every must be a whole number from 1 to 86400."]),
    "a negative percentage": ("show_others_from = -1", ["1: show_others_from must be a whole number from 0 to 100."]),
    "over 100 %": ("thresholds.critical = 101", ["1: thresholds.critical must be a whole number from 0 to 100."]),
    "a number of two thousand digits": (
        "[thresholds]\nwarning = 0x" + "f" * 1900,
        ["2: thresholds.warning must be a whole number from 0 to 100."],
    ),
    "warning above critical": (
        "[thresholds]\ncritical = 70\nwarning = 80",
        ["3: thresholds.warning would put warning (80) above critical (70); change one of the two."],
    ),
    "critical below the default warning": (
        "[thresholds]\ncritical = 50",
        ["2: thresholds.critical would put warning (60) above critical (50); change one of the two."],
    ),
    "a number for a text": ("separator = 1", ["1: separator must be text in quotes."]),
    "an escape character": (
        '[styles]\n\nnormal = "a\\u001b"',
        ["3: styles.normal must not contain the control character U+001B; remove it."],
    ),
    "a line break": (
        'separator = """\na\nb"""',
        ["1: separator must not contain the control character U+000A; remove it."],
    ),
    "a line separator": (
        'separator = "\u2028"',
        ["1: separator must not contain the control character U+2028; remove it."],
    ),
    "a text that turns the line around": (
        "[claude]\nsymbol = '\u202e'",
        ["2: claude.symbol must not contain the control character U+202E; remove it."],
    ),
    "a text that is too long": (
        f'claude.symbol = "{"x" * 201}"',
        ["1: claude.symbol must not be longer than 200 characters."],
    ),
    "a colour that does not exist": (
        '[styles]\nwarning = "yelow"',
        ["2: styles.warning is not a valid style: " + NO_COLOUR],
    ),
    "a style that is no text": ("[styles]\nlabel = ['dim']", ["2: styles.label must be text in quotes."]),
    "an unknown window": (
        'windows = [\n  "five_hour",\n  "seven_dya",\n]',
        ['3: windows names the unknown window "seven_dya"; did you mean "seven_day"?'],
    ),
    "a window like no other": ('windows = ["x"]', [f'1: windows names the unknown window "x"; available: {WINDOWS}.']),
    "one window, not a list": ('windows = "five_hour"', [f"1: windows {NAMES}"]),
    "a number among the windows": ('windows = ["five_hour", 7]', [f"1: windows {NAMES}"]),
    "a window twice": ('windows = ["five_hour", "five_hour"]', ["1: windows must not name anything twice."]),
    "an unknown source": (
        '[claude]\nsources = ["claude_outh"]',
        ['2: claude.sources names the unknown source "claude_outh"; did you mean "claude_oauth"?'],
    ),
    "the other provider's source": (
        '[codex]\nsources = ["claude_statusline"]',
        [('2: codex.sources names the unknown source "claude_statusline"; did you mean "codex_statusline"?')],
    ),
    "a value for a table": ("claude = true", ["1: claude must be a table; write [claude] and its keys below."]),
    "a list of tables": ("[[codex]]", ["1: codex must be a table; write [codex] and its keys below."]),
    "an http address elsewhere": ("[claude]\nbase_url = 'http://host.example'", [f"2: claude.base_url {ADDRESS}"]),
    "a name that only looks like this machine": (
        "[claude]\nbase_url = 'http://127.0.0.1.host.example'",
        [f"2: claude.base_url {ADDRESS}"],
    ),
    "an address with a password": (
        "[codex]\nbase_url = 'https://me:pw@host.example'",
        [f"2: codex.base_url {ADDRESS}"],
    ),
    "no address": ("[codex]\nbase_url = 'chatgpt.com'", [f"2: codex.base_url {ADDRESS}"]),
    "an impossible port": ("[codex]\nbase_url = 'https://host.example:99999'", [f"2: codex.base_url {ADDRESS}"]),
    "an empty address for Claude": ("[claude]\nbase_url = ''", [f"2: claude.base_url {ADDRESS}"]),
    "a user agent that is no header": (
        "[http]\nuser_agent = 'Zoë'",
        ["2: http.user_agent must be plain ASCII without spaces around it."],
    ),
    "an account with a typo": (
        f'{ACCOUNT}\n\n[[accounts]]\nprovider = "codex"\nlabl = "b"\nfolder = "~/b"',
        [
            "6: accounts lacks label; add it.",
            '8: unknown key "accounts.labl"; did you mean "accounts.label"?',
        ],
    ),
    "an empty account": ("[[accounts]]", ["1: accounts lacks provider and label and folder; add them."]),
    "one table for the accounts": (
        "[accounts]",
        ["1: accounts must be tables; write [[accounts]] and its keys below."],
    ),
    "a name for the accounts": (
        'accounts = ["work"]',
        ["1: accounts must be tables; write [[accounts]] and its keys below."],
    ),
    "a label twice but for its case": (
        f'{ACCOUNT}\n[[accounts]]\nprovider = "codex"\nlabel = "Work"\nfolder = "~/b"',
        ['7: accounts.label must not be "Work", which another table has.'],
    ),
    "an account in an inline table": (
        (
            'accounts = [\n  { provider = "claude", label = "a", folder = "/a" },\n'
            '  { provider = "claude", label = "b", folder = "b" },\n]'
        ),
        ['3: accounts.folder must be an absolute path, or begin with "~/".'],
    ),
    "an account of wrong types": (
        "[[accounts]]\nprovider = true\nlabel = 1\nfolder = ['~/a']",
        [
            '2: accounts.provider must be "claude" or "codex".',
            "3: accounts.label must be text in quotes.",
            "4: accounts.folder must be text in quotes.",
        ],
    ),
    "an account of wrong words": (
        '[[accounts]]\nprovider = "gemini"\nlabel = "-a"\nfolder = "work"',
        [
            '2: accounts.provider must be "claude" or "codex".',
            "3: accounts.label must not begin with - or a dot.",
            '4: accounts.folder must be an absolute path, or begin with "~/".',
        ],
    ),
    "a label of 25 characters": (
        f'[[accounts]]\nprovider = "claude"\nlabel = "{"x" * 25}"\nfolder = "/a"',
        ["3: accounts.label must be 1 to 24 characters without spaces around them."],
    ),
    "a label of nothing": (
        '[[accounts]]\nprovider = "claude"\nlabel = ""\nfolder = "/a"',
        ["3: accounts.label must be 1 to 24 characters without spaces around them."],
    ),
    "more accounts than anybody has": (
        "".join(f'[[accounts]]\nprovider = "claude"\nlabel = "a{n}"\nfolder = "/a"\n' for n in range(21)),
        ["1: accounts must not be more than 20 tables."],
    ),
    "everything at once, by line": (
        'ofline = 1\nascii = 0\n\n[thresholds]\nwarning = "60"\n\n[claude]\nsources = ["x", 1]',
        [
            '1: unknown key "ofline"; did you mean "offline"?',
            "2: ascii must be true or false.",
            "5: thresholds.warning must be a whole number from 0 to 100.",
            f"8: claude.sources {NAMES}",
            (
                '8: claude.sources names the unknown source "x"; '
                "available: claude_statusline, claude_state_file, claude_client, claude_oauth, claude_web, "
                "claude_transcripts."
            ),
        ],
    ),
}

SYNTAX = {
    "no value": ("a = ", "1, column 4: not a valid value;"),
    "an unquoted text": ("\nseparator = dot", "2, column 13: not a valid value;"),
    "a Python constant": ("offline = True", "1, column 11: not a valid value;"),
    "an open text": ('separator = "x\nascii = true', "1, column 15: a character that is not allowed here;"),
    "an open text at the end": ('separator = "x', "1, column 15: a text is not closed;"),
    "an open list": ('windows = ["five_hour"\noffline = true\n', "2, column 1: a list is not closed;"),
    "an open list at the end": ('windows = [\n"five_hour",\n\n\n', "2, column 13: not a valid value;"),
    "an open table line": ("[claude\nenabled = true", "1, column 8: a [table] line is not closed;"),
    "an open list of tables": ("[[claude]\n", "1, column 9: a [table] line is not closed;"),
    "an open inline table": ("http = {\n", "1, column 9: a key that cannot be read;"),
    "two values": ("offline = true false", "1, column 16: something follows the value;"),
    "no equals sign": ("offline", "1, column 8: no = after a key;"),
    "no key": ("= true", "1, column 1: neither a key nor a [table];"),
    "a key twice": ("ascii = true\nascii = true\n", "2, column 13: a key that already has a value;"),
    "a key twice in one line": ("http = {a=1,a=2}", "1, column 16: a key that already has a value;"),
    "a table twice": ("[http]\n[http]\n", "2, column 6: a [table] that already exists;"),
    "a backslash": (r'separator = "\ "', "1, column 16: a backslash alone;"),
    "half a surrogate": (r'separator = "\ud800"', "1, column 20: an invalid escape;"),
    "after a byte order mark": ("\ufeff= true", "1, column 1: neither a key nor a [table];"),
    "after Windows line ends": ("ascii = true\r\n= true\r\n", "2, column 1: neither a key nor a [table];"),
}

VALUES = {
    "the floor of refresh_every": ("refresh_every = 5", Config(refresh_every=180)),
    "the ends of the thresholds": (
        "[thresholds]\nwarning = 0\ncritical = 100",
        Config(thresholds=Thresholds(warning=0, critical=100)),
    ),
    "windows of one model and of other lengths": (
        'windows = ["seven_day:fable", "five_hour:codex_bengalfox", "window_7200"]',
        Config(windows=("seven_day:fable", "five_hour:codex_bengalfox", "window_7200")),
    ),
    "no windows": ("windows = []", Config(windows=())),
    "a symbol from a private area and an emoji of several characters": (
        'separator = "\ue0b0"\n[http]\nuser_agent = "me/1 (x)"\n[claude]\nsymbol = "👩\u200d💻"',
        Config(
            separator="\ue0b0",
            http=Http(user_agent="me/1 (x)"),
            claude=dataclasses.replace(Config().claude, symbol="👩\u200d💻"),
        ),
    ),
    "addresses on this machine": (
        "claude.base_url = 'http://127.0.0.1:8080/x'\ncodex.base_url = 'http://[::1]:1'",
        Config(
            claude=dataclasses.replace(Config().claude, base_url="http://127.0.0.1:8080/x"),
            codex=dataclasses.replace(Config().codex, base_url="http://[::1]:1"),
        ),
    ),
    "another order of sources": (
        'claude.sources = ["claude_oauth", "claude_statusline"]',
        Config(claude=dataclasses.replace(Config().claude, sources=("claude_oauth", "claude_statusline"))),
    ),
    "a byte order mark and Windows line ends": (
        "\ufeffoffline = true\r\n\r\n[http]\r\nuser_agent = 'x'\r\n",
        Config(offline=True, http=Http(user_agent="x")),
    ),
    "two accounts": (
        f'{ACCOUNT}\n[[accounts]]\nprovider = "codex"\nlabel = "büro"\nfolder = "/srv/codex"',
        Config(
            accounts=(NamedAccount("claude", "work", "~/.claude-work"), NamedAccount("codex", "büro", "/srv/codex"))
        ),
    ),
    "a sub-table under a header": ("[ claude ] # mine\n 'label' = \"work\"\n", None),
}


def refusal(text, name="config.toml"):
    with pytest.raises(ConfigError) as caught:
        parse(text, name)
    return str(caught.value)


@pytest.mark.parametrize(("text", "problems"), PROBLEMS.values(), ids=PROBLEMS)
def test_problems_name_line_and_remedy(text, problems):
    assert refusal(text).split("\n") == [f"config.toml line {problem}" for problem in problems]


@pytest.mark.parametrize(("text", "beginning"), SYNTAX.values(), ids=SYNTAX)
def test_syntax_error_has_line_and_remedy(text, beginning):
    message = refusal(text)
    assert message.startswith(f"config.toml line {beginning}")
    assert message.endswith(".")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a=" + "[" * 1500 + "]" * 400, "c contains a value that is nested too deeply or too long. Remove it."),
        ("a = 1" + "0" * 1900, "c line 1: unknown key"),
        ("a" + ".a" * 5000 + " = 1", "c line 1: longer than 2000 characters. Break it."),
        ("\n" + "#" * 2001, "c line 2: longer than 2000 characters. Break it."),
    ],
    ids=["nesting", "a long number", "a key that would take hours", "a line"],
)
def test_exhausting_texts_are_refused(text, message):
    assert refusal(text, "c").startswith(message)


def test_a_thousand_problems_are_cut_short():
    lines = refusal("\n".join(f"key{number} = 1" for number in range(1000)), "c").split("\n")
    assert len(lines) == 51
    assert lines[-1] == "c: 950 more problems; fix these first."


def test_no_refusal_repeats_a_secret():
    text = """
        claude = { base_url = 'https://sk-secret@host.example', symbol = 5, label = ['sk-secret'] }
        http.user_agent = 'sk-secret́'
        offline = 'sk-secret'
    """
    assert "sk-secret" not in refusal(text)


@pytest.mark.parametrize(("text", "config"), VALUES.values(), ids=VALUES)
def test_written_counts_rest_is_default(text, config):
    expected = config or dataclasses.replace(Config(), claude=dataclasses.replace(Config().claude, label="work"))
    assert parse(text, "config.toml") == expected


def test_an_empty_text_is_the_default_config():
    assert parse("", "config.toml") == Config()


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_a_missing_file_is_the_default_config(tmp_path):
    assert load(str(tmp_path / "config.toml")) == Config()


def test_a_file_is_read_as_utf_8(tmp_path):
    assert load(write(tmp_path / "c", 'separator = " · "\noffline = true')) == Config(offline=True)


def test_an_empty_device_is_the_default_config():
    assert load(os.devnull) == Config()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"offline = true\n# caf\xe9\n", "{} line 2: not UTF-8 text. Save the file as UTF-8."),
        ("offline = true".encode("utf-16"), "{} line 1: not UTF-8 text. Save the file as UTF-8."),
        (b"#\n" * (1 << 19) + b"\n", "{} is larger than 1 MiB. Leave only settings in it."),
        (b"\nofline = true", '{} line 2: unknown key "ofline"; did you mean "offline"?'),
    ],
    ids=["latin-1", "utf-16", "too large", "a problem"],
)
def test_no_config_is_refused_by_name(tmp_path, content, message):
    path = write(tmp_path / "config.toml", content)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == message.format(path)


def test_a_file_of_exactly_1_mib_is_read(tmp_path):
    assert load(write(tmp_path / "c", b"#\n" * (1 << 19))) == Config()


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (os.mkdir, "cannot be read: Is a directory. Make it a file that you can read."),
        (os.mkfifo, "is not a regular file. Replace it by a regular file."),
        (lambda path: Path(path).symlink_to(path), "cannot be read: Too many levels of symbolic links."),
    ],
    ids=["a folder", "a pipe that nobody writes to", "a link to itself"],
)
def test_no_file_is_refused_without_waiting(tmp_path, make, problem):
    path = str(tmp_path / "config.toml")
    make(path)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path} {problem}"[:-1])


def test_a_name_with_a_null_byte_is_refused():
    with pytest.raises(ConfigError, match="its name is not a path"):
        load("a\0b")
