"""What the snippets of bash and fish compute against Python's own: the text at any time, and the files of any login."""

import os
import random
import time
from urllib.parse import unquote_to_bytes

import pytest

from statusline.hot import paths
from support import computing_shells
from support.computing_shells import NEVER
from support.prompt_cases import LOGINS, NO_FOLDERS, decoded, expected, random_file
from support.prompt_files import claude, codex, sample, shown, texts, write

FORMATS = ("plain", "bash", "fish")  # of the shells here


@pytest.fixture(params=computing_shells.ALL, ids=lambda each: each.name)
def shell(request, require, environ, tmp_path):
    """Return one shell after the other, to run scripts with the snippet loaded."""
    return request.param.opened(require(request.param.name), environ, tmp_path)


def test_random_files_equal_python(shell):
    chance = random.Random(11)
    cases = [random_file(chance, shell.kind.odd) for _ in range(250)]
    answers = shell.answers(cases)
    assert sum(answer.until < NEVER for answer in answers) > 200
    for (text, now, width), answer in zip(cases, answers, strict=True):
        assert answer.texts == expected(text, now, width)
        assert now < answer.until <= now + shell.kind.longest
        assert expected(text, answer.until - 1, width) == answer.texts
        for moment, later in answer.later:
            assert later == expected(text, moment, width)


def test_compiled_files_equal_plain(shell):
    chance = random.Random(5)
    cases, plain = [], []
    for _ in range(5):
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
        write(environ, claude(sample(used=numbers[name], resets_at=None)), now=int(time.time()), formats=FORMATS)
        last[paths.login_dir(environ)] = f"C 5h {numbers[name]}%"
    lines = dict(zip(shown, shell.each(shown.values(), shell.kind.show, locale), strict=True))
    assert lines == {name: last[paths.login_dir(shell.environ | decoded(login))] for name, login in shown.items()}


def test_equal_named_folders_differ(shell):
    write({**shell.environ, "CODEX_HOME": "/a?b"}, claude(), now=int(time.time()), formats=FORMATS)
    first, second = shell.each([{"CODEX_HOME": b"/a b"}, {"CODEX_HOME": b"/a?b"}], shell.kind.show)
    assert (first, second[:9]) == ("…", "C 5h 42% ")


def test_relative_folder_is_another_login(shell, tmp_path):
    (tmp_path / "there").mkdir()
    write({**shell.environ, "CODEX_HOME": f"{tmp_path}/there/codex"}, claude(), now=int(time.time()), formats=FORMATS)
    twice = f"{shell.kind.show}\ncd there\n{shell.kind.show}"
    first, second = shell.each([{"CODEX_HOME": b"codex"}], twice)
    assert (first, second[:9]) == ("…", "C 5h 42% ")


def test_unexported_variable_is_nothing(shell):
    write(shell.environ, claude(), now=int(time.time()), formats=FORMATS)
    lines = shell.run(f"{shell.kind.private('CODEX_HOME', '/elsewhere')}\n{shell.kind.show}")
    assert lines[0].startswith("C 5h 42% ")
