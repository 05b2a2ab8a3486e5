"""What the fish snippet computes against Python's own: the text at any time, and the files of any login."""

import os
import random
import time
from urllib.parse import unquote_to_bytes

import pytest

from statusline.hot import paths, prompt_file
from support.fish_session import quoted, recorder, run, snippet
from support.prompt_files import claude, codex, laddered, sample, shown, texts, write

U, R = prompt_file.UNIT, prompt_file.MARK


@pytest.fixture
def fish(require):
    return require("fish")


@pytest.fixture
def program(tmp_path):
    return recorder(tmp_path)[0]


def random_file(chance):
    """Return a prompt file of three rungs with holes near now, and now, and the columns there are."""
    now = chance.randrange(1_700_000_000, 1_900_000_000)

    def epoch():
        return now + chance.choice((1, -1)) * chance.choice(
            (0, 1, 59, 60, chance.randrange(3_700), chance.randrange(180_000), chance.randrange(9_000_000))
        )

    def hole():
        kind = chance.choice("wwwta")
        return (
            f"{R}w{chance.choice(('', epoch()))},{chance.choice(('', epoch()))}"
            if kind == "w"
            else f"{R}{kind}{epoch()}"
        )

    def piece():
        return chance.choice((hole(), hole(), f"{R}w", "5h ", ",7", "-n", "w3,4", "é \\1 $2 ", ""))

    ladder = [(width, *(piece() for _ in range(12))) for width in chance.sample(range(1, 60), 3)]
    return laddered(*ladder, now=now), now, chance.randrange(1, 60)


def filled(fish, environ, folder, cases):
    """Return (text, the second until which it holds) of each (prompt file, now, width), as fish has them."""
    bodies = ((text.partition("\n")[2].removesuffix(prompt_file.END), now, width) for text, now, width in cases)
    (folder / "cases").write_text("".join(f"{body}\0{now}\0{width}\0" for body, now, width in bodies))
    loop = f"""
        set -g _statusline_after 9999999999
        set -lx IFS \\n
        while builtin read --null --local body; and builtin read --null --local now
            builtin read --null --global STATUSLINE_WIDTH
            _statusline_fit $body
            _statusline_choose $_statusline_body $now 0
            _statusline_fill $now 0
            string join -- \\n $STATUSLINE_SEGMENT
            math "min($_statusline_until, $_statusline_read_until)"
        end <{quoted(folder / "cases")}"""
    lines = run(fish, snippet(recorder(folder)[0]) + loop, environ, folder)
    return list(zip(lines[::2], map(int, lines[1::2]), strict=True))


def test_its_text_equals_python_s_for_500_random_files_and_holds_as_long_as_it_says(fish, environ, tmp_path):
    chance = random.Random(3)
    cases = [random_file(chance) for _ in range(500)]
    found = filled(fish, environ, tmp_path, cases)
    assert [text for text, _ in found] == [shown(*case) for case in cases]
    for (file, now, width), (text, until) in zip(cases, found, strict=True):
        assert now < until <= now + 60
        assert shown(file, until - 1, width) == text


def test_its_text_equals_python_s_for_compiled_files_at_500_random_times(fish, environ, tmp_path):
    chance = random.Random(7)
    cases, expected = [], []
    for _ in range(10):
        now = chance.randrange(1_700_000_000, 1_900_000_000)
        windows = [
            sample(
                window, label, chance.uniform(0, 110), now + chance.randrange(700_000), now - chance.randrange(9_000)
            )
            for window, label in (("five_hour", "5h"), ("seven_day", "7d"))
        ]
        files = texts(claude(*windows), codex(*windows[:1]), now=now)
        moments = [(now + chance.randrange(750_000), chance.randrange(1, 60)) for _ in range(50)]
        cases += [(files["fish"], *moment) for moment in moments]
        expected += [shown(files["plain"], *moment) for moment in moments]
    assert [text for text, _ in filled(fish, environ, tmp_path, cases)] == expected


LOGINS = {
    "none": {},
    "a folder": {"CLAUDE_CONFIG_DIR": b"/home/me/.claude-work"},
    "two folders": {"CLAUDE_CONFIG_DIR": b"/a b/~c", "CODEX_HOME": b"/x/%41"},
    "more than 60 bytes": {"CODEX_HOME": b"/" + b"long/" * 20 + b"end"},
    "61 bytes in two-byte letters": {"CODEX_HOME": b"/" + "ö".encode() * 30},
    "relative": {"CLAUDE_CONFIG_DIR": b"work/claude", "CODEX_HOME": b"./-n"},
    "letters beyond ASCII": {"CLAUDE_CONFIG_DIR": "/höme/日本".encode()},
    "control characters": {"CLAUDE_CONFIG_DIR": b"/a\nb\x1fc\x7f", "CODEX_HOME": "/\u2028".encode()},
    "storage": {"CLAUDE_SECURESTORAGE_CONFIG_DIR": b"/store"},
    "storage set but empty": {"CLAUDE_SECURESTORAGE_CONFIG_DIR": b""},
    "empty means unset": {"CLAUDE_CONFIG_DIR": b"", "CODEX_HOME": b"", "CLAUDE_CODE_OAUTH_TOKEN": b""},
    "a token": {"CLAUDE_CODE_OAUTH_TOKEN": b"sk-ant-oat01-" + b"AbZ09_-" * 13},
    "a token of any bytes": {"CLAUDE_CODE_OAUTH_TOKEN": bytes(range(1, 256))},
    "all four": {
        "CLAUDE_CONFIG_DIR": b"/c",
        "CLAUDE_SECURESTORAGE_CONFIG_DIR": b"/s",
        "CLAUDE_CODE_OAUTH_TOKEN": b"t",
        "CODEX_HOME": b"/x",
    },
    "another cache and config": {"STATUSLINE_CACHE_DIR": b"cache here", "STATUSLINE_CONFIG": b"my.toml"},
    "XDG": {
        "STATUSLINE_CACHE_DIR": b"",
        "XDG_CACHE_HOME": b"/xdg/c",
        "STATUSLINE_CONFIG": b"",
        "XDG_CONFIG_HOME": b"/xdg/f",
    },
    "relative XDG": {
        "STATUSLINE_CACHE_DIR": b"",
        "XDG_CACHE_HOME": b"c",
        "STATUSLINE_CONFIG": b"",
        "XDG_CONFIG_HOME": b"f",
    },
    "the usual folders": {"STATUSLINE_CACHE_DIR": b"", "STATUSLINE_CONFIG": b""},
}


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_it_finds_the_files_of_each_login_as_python_does(fish, environ, tmp_path, program, monkeypatch, locale):
    monkeypatch.chdir(tmp_path)
    environ["LC_ALL"] = locale
    lines, expected = [snippet(program).encode()], []
    for variables in LOGINS.values():
        given = {**environ, **{name: os.fsdecode(value) for name, value in variables.items()}}
        lines.append(b"set -l IFS \\n\nset -e _statusline_folder")
        for name, value in variables.items():
            lines.append(b"set -gx %s ''%s" % (name.encode(), b"".join(b"\\X%02x" % byte for byte in value)))
        lines.append(b"_statusline_locate\nstring escape --style=url -- $_statusline_folder $_statusline_config")
        for name in variables:
            lines.append(b"set -e %s" % name.encode())
            if name in environ:
                lines.append(b"set -gx %s %s" % (name.encode(), quoted(environ[name]).encode()))
        expected += [paths.login_dir(given), paths.config_file(given)]
    found = [os.fsdecode(unquote_to_bytes(line)) for line in run(fish, b"\n".join(lines), environ, tmp_path)]
    assert found == expected


SHOWN_LOGINS = ("none", "relative", "letters beyond ASCII", "control characters", "a token", "all four")


@pytest.mark.parametrize("name", SHOWN_LOGINS)
def test_it_shows_the_numbers_of_a_login(fish, environ, tmp_path, program, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    environ |= {variable: os.fsdecode(value) for variable, value in LOGINS[name].items()}
    write(environ, claude(), now=int(time.time()))
    shown = run(fish, f"{snippet(program)}\n_statusline_update\necho $STATUSLINE_SEGMENT", environ, tmp_path)
    assert shown[0].startswith("C 5h 42% ")


def test_a_variable_that_is_not_exported_counts_for_nothing(fish, environ, tmp_path, program):
    write(environ, claude(), now=int(time.time()))
    script = f"{snippet(program)}\nset -g CODEX_HOME /elsewhere\n_statusline_update\necho $STATUSLINE_SEGMENT"
    assert run(fish, script, environ, tmp_path)[0].startswith("C 5h 42% ")
