"""What the snippets of bash and fish compute against Python's own: the text at any time, and the files of any login."""

import os
import random
import time
from urllib.parse import unquote_to_bytes

import pytest

from statusline.hot import paths
from statusline.hot import prompt_file as hot_prompt_file
from support import computing_shells
from support.computing_shells import NEVER
from support.prompt_files import claude, codex, laddered, pieces, sample, shown, texts, write

R = hot_prompt_file.MARK


@pytest.fixture(params=computing_shells.ALL, ids=lambda each: each.name)
def shell(request, require, environ, tmp_path):
    """Return one shell after the other, to run scripts with the snippet loaded."""
    return request.param.opened(require(request.param.name), environ, tmp_path)


def moment(epoch, zone="UTC"):
    """Return the hole of a moment as the compiler writes it."""
    return f"d{epoch},%a %H:%M,{zone},{time.strftime('%a %H:%M', time.gmtime(epoch))}"


def random_file(chance, odd):
    """Return a prompt file of three variants with holes near now, and now, and the columns there are."""
    now = chance.randrange(1_700_000_000, 1_900_000_000)

    def epoch():
        distance = (0, 1, 59, 60, 61, chance.randrange(3_700), chance.randrange(180_000), chance.randrange(9_000_000))
        return now + chance.choice((1, -1)) * chance.choice(distance)

    def hole():
        first, last = chance.choice(("", epoch())), chance.choice(("", epoch()))
        return R + chance.choice(
            (f"w{first},{last}", f"w{first},{last}", f"t{epoch()}", f"a{epoch()}", f"w{first}", "w", moment(epoch()))
        )

    most = chance.sample(range(1, 60), 3)
    ladder = [(width, *(chance.choice((hole(), hole(), chance.choice(odd))) for _ in range(14))) for width in most]
    return laddered(*ladder, now=now - 100, refresh_after=NEVER), now, chance.choice(("", *range(1, 60)))


def expected(text, now, width):
    """Return Python's plain and painted text; painted only where the file says in bash's way what a colour is."""
    painted = pieces(text, width or None)
    plain = [piece for piece in painted if piece[:1] != "\x01"]
    return hot_prompt_file.fill(plain, now), hot_prompt_file.fill(painted, now)


def test_random_files_equal_python(shell):
    chance = random.Random(11)
    cases = [random_file(chance, shell.kind.odd) for _ in range(500)]
    answers = shell.answers(cases)
    assert sum(answer.until < NEVER for answer in answers) > 400
    for (text, now, width), answer in zip(cases, answers, strict=True):
        assert answer.texts == expected(text, now, width)
        assert now < answer.until <= now + shell.kind.longest
        assert expected(text, answer.until - 1, width) == answer.texts
        for moment, later in answer.later:
            assert later == expected(text, moment, width)


def test_compiled_files_equal_plain(shell):
    chance = random.Random(5)
    cases, plain = [], []
    for _ in range(10):
        now = chance.randrange(1_700_000_000, 1_900_000_000)
        windows = [
            sample(name, label, chance.uniform(0, 110), now + chance.randrange(700_000), now - chance.randrange(9_000))
            for name, label in (("five_hour", "5h"), ("seven_day", "7d"))
        ]
        files = texts(claude(*windows), codex(*windows[:1]), now=now)
        moments = [(now + chance.randrange(750_000), chance.choice(("", *range(1, 60)))) for _ in range(50)]
        cases += [(files[shell.kind.name], *moment) for moment in moments]
        plain += [shown(files["plain"], moment, width or None) for moment, width in moments]
    assert [answer.texts[0] for answer in shell.answers(cases)] == plain


NO_FOLDERS = {"STATUSLINE_CACHE_DIR": b"", "STATUSLINE_CONFIG": b""}
LOGINS = {
    "none": {},
    "a folder": {"CLAUDE_CONFIG_DIR": b"/home/me/.claude-work"},
    "two folders": {"CLAUDE_CONFIG_DIR": b"/a b/~c", "CODEX_HOME": b"/x/$(y)*&"},
    "percent signs": {"CODEX_HOME": b"/x/%41"},
    "more than 60 bytes": {"CODEX_HOME": b"/" + b"long/" * 20 + b"end"},
    "61 bytes in two-byte letters": {"CODEX_HOME": b"/" + "ö".encode() * 30},
    "relative": {"CLAUDE_CONFIG_DIR": b"work/claude", "CODEX_HOME": b"./-n"},
    "letters beyond ASCII": {"CLAUDE_CONFIG_DIR": "/höme/日本?".encode()},
    "control characters": {"CLAUDE_CONFIG_DIR": b"/a\nb\x1fc\x7f\\", "CODEX_HOME": "/\u2028[*\x85".encode()},
    "bytes that are no text": {"CODEX_HOME": b"/\xff\xc3(?\x80x"},
    "storage": {"CLAUDE_SECURESTORAGE_CONFIG_DIR": b"/store"},
    "storage set but empty": {"CLAUDE_SECURESTORAGE_CONFIG_DIR": b""},
    "empty means unset": {
        "CLAUDE_CONFIG_DIR": b"",
        "CODEX_HOME": b"",
        "CLAUDE_CODE_OAUTH_TOKEN": b"",
        "CODEX_ACCESS_TOKEN": b"",
    },
    "a token": {"CLAUDE_CODE_OAUTH_TOKEN": b"sk-ant-oat01-" + b"AbZ09_-" * 13},
    "a token of any bytes": {"CLAUDE_CODE_OAUTH_TOKEN": bytes(range(1, 256))},
    "a token of Codex": {"CODEX_ACCESS_TOKEN": b"at-" + bytes(range(1, 256))},
    "a token of each": {"CLAUDE_CODE_OAUTH_TOKEN": b"t", "CODEX_ACCESS_TOKEN": b"t"},
    "a token and a folder of Codex": {"CODEX_ACCESS_TOKEN": b"at-1", "CODEX_HOME": b"/x"},
    "all five": {
        "CLAUDE_CONFIG_DIR": b"/c",
        "CLAUDE_SECURESTORAGE_CONFIG_DIR": b"/s",
        "CLAUDE_CODE_OAUTH_TOKEN": b"t",
        "CODEX_HOME": b"/x",
        "CODEX_ACCESS_TOKEN": b"at-2",
    },
    "another cache and config": {"STATUSLINE_CACHE_DIR": b"cache here", "STATUSLINE_CONFIG": b"my.toml"},
    "the usual folders": NO_FOLDERS,
    "a home with slashes": NO_FOLDERS | {"HOME": b"/tmp/none//"},
    "XDG": NO_FOLDERS | {"XDG_CACHE_HOME": b"/x/c", "XDG_CONFIG_HOME": b"/f"},
    "XDG, with a slash at the end": NO_FOLDERS | {"XDG_CONFIG_HOME": b"/f/"},
    "relative XDG": NO_FOLDERS | {"XDG_CACHE_HOME": b"c", "XDG_CONFIG_HOME": b"f"},
}


def logins_of(shell):
    return {name: variables for name, variables in LOGINS.items() if name not in shell.kind.unlike}


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_it_finds_the_files_of_each_login(shell, tmp_path, monkeypatch, locale):
    monkeypatch.chdir(tmp_path)
    logins = logins_of(shell)
    environs = {name: shell.environ | decoded(variables) for name, variables in logins.items()}
    lines = iter(shell.each(logins.values(), shell.kind.locate, locale))
    located = {name: [os.fsdecode(unquote_to_bytes(next(lines))) for _ in range(2)] for name in logins}
    assert located == {name: [paths.login_dir(each), paths.config_file(each)] for name, each in environs.items()}


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_it_shows_the_numbers_of_each_login(shell, tmp_path, monkeypatch, locale):
    monkeypatch.chdir(tmp_path)
    shown = {name: login for name, login in logins_of(shell).items() if not set(login) & set(NO_FOLDERS)}
    numbers = dict(zip(shown, range(10, 99), strict=False))
    last = {}  # two names may mean the same login: it has the numbers that were written last
    for name, variables in shown.items():
        environ = shell.environ | decoded(variables)
        write(environ, claude(sample(used=numbers[name], resets_at=None)), now=int(time.time()))
        last[paths.login_dir(environ)] = f"C 5h {numbers[name]}%"
    lines = dict(zip(shown, shell.each(shown.values(), shell.kind.show, locale), strict=True))
    assert lines == {name: last[paths.login_dir(shell.environ | decoded(login))] for name, login in shown.items()}


def decoded(variables):
    return {name: os.fsdecode(value) for name, value in variables.items()}


def test_equal_named_folders_differ(shell):
    write({**shell.environ, "CODEX_HOME": "/a?b"}, claude(), now=int(time.time()))
    first, second = shell.each([{"CODEX_HOME": b"/a b"}, {"CODEX_HOME": b"/a?b"}], shell.kind.show)
    assert (first, second[:9]) == ("…", "C 5h 42% ")


def test_relative_folder_is_another_login(shell, tmp_path):
    (tmp_path / "there").mkdir()
    write({**shell.environ, "CODEX_HOME": f"{tmp_path}/there/codex"}, claude(), now=int(time.time()))
    twice = f"{shell.kind.show}\ncd there\n{shell.kind.show}"
    first, second = shell.each([{"CODEX_HOME": b"codex"}], twice)
    assert (first, second[:9]) == ("…", "C 5h 42% ")


def test_unexported_variable_is_nothing(shell):
    write(shell.environ, claude(), now=int(time.time()))
    lines = shell.run(f"{shell.kind.private('CODEX_HOME', '/elsewhere')}\n{shell.kind.show}")
    assert lines[0].startswith("C 5h 42% ")
