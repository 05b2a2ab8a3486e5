"""The bash snippet against Python: the same texts at the same times, and the same files for each login."""

import os
import random
import shlex
import time

import pytest

from statusline.hot import paths, prompt_file
from support.bash_session import SHOW, recorder, run, snippet
from support.prompt_files import claude, codex, laddered, pieces, sample, shown, texts, write

U, R = prompt_file.UNIT, prompt_file.MARK
NEVER = 9_999_999_999


@pytest.fixture
def bash(require):
    return require("bash")


def random_file(chance):
    """Return a prompt file of three rungs with holes near now, and now, and the columns there are."""
    now = chance.randrange(1_700_000_000, 1_900_000_000)

    def epoch():
        distance = (0, 1, 59, 60, 61, chance.randrange(3_700), chance.randrange(180_000), chance.randrange(9_000_000))
        return now + chance.choice((1, -1)) * chance.choice(distance)

    def hole():
        first, last = chance.choice(("", epoch())), chance.choice(("", epoch()))
        return R + chance.choice(
            (f"w{first},{last}", f"w{first},{last}", f"t{epoch()}", f"a{epoch()}", f"w{first}", "w")
        )

    most = chance.sample(range(1, 60), 3)
    odd = ("5h ", "42%", "%s%n", "\\n\\$(x)", "$HOME", "é–", "", "\x01\x1b[1;31m\x02", "\x01\x1b[0m\x02", "* ?", "&")
    ladder = [(width, *(chance.choice((hole(), hole(), chance.choice(odd))) for _ in range(14))) for width in most]
    return laddered(*ladder, now=now - 100, refresh_after=9_999_999_999), now, chance.choice(("", *range(1, 60)))


def answers(bash, environ, folder, cases):
    """Return bash's (plain, painted, when) for each (prompt file, now, width).

    At once, in the last second they hold, and in the first second they do not.
    """
    (folder / "cases").write_text("".join(f"{text}\0{now}\0{width}\0" for text, now, width in cases))
    loop = f"""
        set -fE
        trap 'echo trapped' ERR
        mkdir -p "$STATUSLINE_CACHE_DIR/logins/default"
        _statusline_environment= _statusline_relative= STATUSLINE_NO_REFRESH=1
        while IFS= read -r -d '' text && IFS= read -r -d '' now && IFS= read -r -d '' STATUSLINE_WIDTH; do
            printf %s "$text" >"$STATUSLINE_CACHE_DIR/logins/default/bash.prompt"
            for moment in "$now" last first; do
                [[ $moment != last ]] || moment=$((_statusline_filled_until - 1))
                [[ $moment != first ]] || moment=$_statusline_filled_until
                _statusline_update "$moment"
                printf '%s\\n' "$STATUSLINE_SEGMENT" "$STATUSLINE_PROMPT" "$moment"
            done
        done <{shlex.quote(str(folder / "cases"))}"""
    lines = run(bash, snippet("/bin/true") + loop, {**environ, "TERM": "xterm"}, folder)
    triples = list(zip(lines[::3], lines[1::3], map(int, lines[2::3]), strict=True))
    return list(zip(triples[::3], triples[1::3], triples[2::3], strict=True))


def expected(text, now, width):
    painted = pieces(text, width or None)
    return prompt_file.fill([piece for piece in painted if piece[:1] != "\x01"], now), prompt_file.fill(painted, now)


def test_its_texts_equal_python_s_for_500_random_files_and_hold_as_long_as_it_says(bash, environ, tmp_path):
    chance = random.Random(11)
    cases = [random_file(chance) for _ in range(500)]
    found = answers(bash, environ, tmp_path, cases)
    assert sum(after[2] < NEVER for _, _, after in found) > 400
    for (text, now, width), (at_once, last, after) in zip(cases, found, strict=True):
        assert at_once == (*expected(text, now, width), now)
        assert last[:2] == at_once[:2] == expected(text, last[2], width)
        assert after[2] == last[2] + 1 > now
        assert after[2] == NEVER or after[:2] == expected(text, after[2], width)


def test_its_texts_equal_the_plain_target_s_for_compiled_files_at_500_random_times(bash, environ, tmp_path):
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
        cases += [(files["bash"], *moment) for moment in moments]
        plain += [shown(files["plain"], moment, width or None) for moment, width in moments]
    assert [at_once[0] for at_once, _, _ in answers(bash, environ, tmp_path, cases)] == plain


NO_FOLDERS = {"STATUSLINE_CACHE_DIR": b"", "STATUSLINE_CONFIG": b""}
LOGINS = {
    "none": {},
    "a folder": {"CLAUDE_CONFIG_DIR": b"/home/me/.claude-work"},
    "two folders": {"CLAUDE_CONFIG_DIR": b"/a b/~c", "CODEX_HOME": b"/x/$(y)*&"},
    "more than 60 bytes": {"CODEX_HOME": b"/" + b"long/" * 20 + b"end"},
    "61 bytes in two-byte letters": {"CODEX_HOME": b"/" + "ö".encode() * 30},
    "relative": {"CLAUDE_CONFIG_DIR": b"work/claude", "CODEX_HOME": b"./-n"},
    "letters beyond ASCII": {"CLAUDE_CONFIG_DIR": "/höme/日本?".encode()},
    "control characters": {"CLAUDE_CONFIG_DIR": b"/a\nb\x1fc\x7f\\", "CODEX_HOME": "/\u2028[*\x85".encode()},
    "bytes that are no text": {"CODEX_HOME": b"/\xff\xc3(?\x80x"},
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
    "the usual folders": NO_FOLDERS,
    "a home with slashes": NO_FOLDERS | {"HOME": b"/tmp/none//"},
    "XDG": NO_FOLDERS | {"XDG_CACHE_HOME": b"/x/c", "XDG_CONFIG_HOME": b"/f/"},
    "relative XDG": NO_FOLDERS | {"XDG_CACHE_HOME": b"c", "XDG_CONFIG_HOME": b"f"},
}
SHOWN = [name for name, variables in LOGINS.items() if not set(variables) & set(NO_FOLDERS)]


def signed_in(environ, name, locale):
    return environ | {"LC_ALL": locale} | {key: os.fsdecode(value) for key, value in LOGINS[name].items()}


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
@pytest.mark.parametrize("name", LOGINS)
def test_it_finds_the_files_of_each_login_as_python_does(bash, environ, tmp_path, monkeypatch, name, locale):
    monkeypatch.chdir(tmp_path)
    environ = signed_in(environ, name, locale)
    script = f"{snippet('/bin/true')}\nSTATUSLINE_NO_REFRESH=1\n_statusline_begin\n"
    found = run(bash, script + 'printf \'%s\\n\' "$_statusline_folder" "$_statusline_config"', environ, tmp_path)
    assert found == [paths.login_dir(environ), paths.config_file(environ)]


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
@pytest.mark.parametrize("name", SHOWN)
def test_it_shows_the_numbers_of_a_login(bash, environ, tmp_path, monkeypatch, name, locale):
    monkeypatch.chdir(tmp_path)
    environ = signed_in(environ, name, locale)
    write(environ, claude(), now=int(time.time()))
    loaded = snippet(recorder(tmp_path)[0])
    assert run(bash, f"{loaded}\n{SHOW}", environ, tmp_path)[0].startswith("C 5h 42% ")


def test_two_logins_whose_folders_have_the_same_name_are_told_apart(bash, environ, tmp_path):
    write({**environ, "CODEX_HOME": "/a?b"}, claude(), now=int(time.time()))
    switch = "export CODEX_HOME='/a?b'; _statusline_prompt; echo \"$STATUSLINE_SEGMENT\""
    script = f"{snippet(recorder(tmp_path)[0])}\nexport CODEX_HOME='/a b'\n{SHOW}\n{switch}"
    first, second = run(bash, script, environ, tmp_path)
    assert (first, second[:9]) == ("…", "C 5h 42% ")


def test_a_relative_folder_is_another_login_in_another_current_folder(bash, environ, tmp_path):
    (tmp_path / "there").mkdir()
    environ["CODEX_HOME"] = "codex"
    write({**environ, "CODEX_HOME": f"{tmp_path}/there/codex"}, claude(), now=int(time.time()))
    script = f'{snippet(recorder(tmp_path)[0])}\n{SHOW}\ncd there\n_statusline_prompt\necho "$STATUSLINE_SEGMENT"'
    first, second = run(bash, script, environ, tmp_path)
    assert (first, second[:9]) == ("…", "C 5h 42% ")


def test_a_variable_that_is_not_exported_counts_for_nothing(bash, environ, tmp_path):
    write(environ, claude(), now=int(time.time()))
    script = f"{snippet(recorder(tmp_path)[0])}\nCODEX_HOME=/elsewhere\n{SHOW}"
    assert run(bash, script, environ, tmp_path)[0].startswith("C 5h 42% ")
