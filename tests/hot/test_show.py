import ast
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

import statusline as package
from statusline.hot import paths, show, spawn
from support import machine
from support.prompt_files import NOW, claude, codex, sample, texts, write

FAST = str(Path(package.__file__).parent / "fast.py")
DOCUMENT = (Path(__file__).parents[1] / "fixtures/claude/statusline-stdin-after-first-response.json").read_bytes()

PARSED = {
    "nothing": ([], "auto"),
    "show": (["show"], "auto"),
    "long": (["--format", "tmux"], "tmux"),
    "long with =": (["show", "--format=json"], "json"),
    "short": (["-f", "claude"], "claude"),
    "short, glued": (["-fplain"], "plain"),
    "unknown format": (["--format", "nonsense"], None),
    "missing value": (["--format"], None),
    "empty value": (["--format="], None),
    "short with =": (["-f=plain"], None),
    "too much": (["--format", "plain", "x"], None),
    "help": (["--help"], None),
    "a command": (["refresh"], None),
    "show with help": (["show", "--help"], None),
}


@pytest.mark.parametrize(("arguments", "format_"), PARSED.values(), ids=PARSED)
def test_plain_arguments_else_click(arguments, format_):
    assert show.parse(arguments) == format_


def fast(environ, *arguments, **options):
    options.setdefault("stdin", subprocess.DEVNULL) if "input" not in options else None
    command = [sys.executable, "-IS", FAST, *arguments]
    return subprocess.run(command, env=environ, capture_output=True, timeout=30, check=False, **options)


@pytest.fixture
def quiet(environ):
    """Return an environment in which a render starts nothing."""
    return {**environ, "STATUSLINE_NO_REFRESH": "1"}


def fresh(environ):
    now = int(time.time())
    shift = now - NOW
    import dataclasses

    def moved(account):
        samples = tuple(
            dataclasses.replace(one, as_of=one.as_of + shift, resets_at=one.resets_at + shift + 30)
            for one in account.samples
        )
        return dataclasses.replace(account, samples=samples)

    return write(environ, moved(claude()), moved(codex()), now=now)


EXPECTED = {
    "plain": "C 5h 42% 2h11m · 7d 18% {week} · X 5h 12% 3h40m\n",
    "ansi": "\x1b[2mC 5h\x1b[0m 42% 2h11m · \x1b[2m7d\x1b[0m 18% {week} · \x1b[2mX 5h\x1b[0m 12% 3h40m\n",
    "tmux": "#[dim]C 5h#[default] 42% 2h11m · #[dim]7d#[default] 18% {week} · #[dim]X 5h#[default] 12% 3h40m\n",
}


def moment(seconds):
    """Return when a week ends, so many seconds from now."""
    return time.strftime("%a %H:%M", time.localtime(int(time.time()) + seconds))


def expected(format_):
    return EXPECTED[format_].format(week=moment(345_600 + 30))


@pytest.mark.parametrize("format_", EXPECTED)
def test_a_fresh_cache_is_printed_in_every_format(quiet, statusline, format_):
    before = expected(format_)  # a minute may begin meanwhile
    fresh(quiet)
    done = fast(quiet, "--format", format_)
    assert done.stdout.decode() in (before, expected(format_))
    assert (done.stderr, done.returncode) == (b"", 0)


def test_the_same_by_the_command_people_type(environ, statusline):
    fresh(environ)
    assert statusline("-f", "tmux").stdout == expected("tmux")
    assert statusline().stdout == expected("plain")


def test_without_cache_a_placeholder(quiet):
    assert fast(quiet, "--format", "plain").stdout.decode() == "…\n"
    document = json.loads(fast(quiet, "--format", "json").stdout)
    assert document["status"] == "pending"
    assert [account["status"] for account in document["accounts"]] == ["pending", "pending"]


def test_claude_document_shows_its_numbers(quiet):
    said = json.loads(DOCUMENT)
    said["rate_limits"]["five_hour"]["resets_at"] = int(time.time()) + 7_890
    said["rate_limits"]["seven_day"]["resets_at"] = int(time.time()) + 345_700
    done = fast({**quiet, "NO_COLOR": "1"}, "--format", "claude", input=json.dumps(said).encode())
    week = moment(345_700)
    assert done.stdout.decode() == f"C 5h 42% 2h11m · 7d 18% {week} · Opus 5.5 · ctx 2% · $0.04 · proj\n"


def test_codex_token_has_numbers_of_its_own(quiet):
    with_token = {**quiet, "CODEX_ACCESS_TOKEN": "at-1"}
    write(quiet, codex(sample(used=12, resets_at=None)), now=int(time.time()))
    assert fast(with_token, "-f", "plain").stdout.decode() == "…\n"
    write(with_token, codex(sample(used=77, resets_at=None)), now=int(time.time()))
    shown = [fast(environ, "-f", "plain").stdout.decode() for environ in (quiet, with_token)]
    assert shown == ["X 5h 12%\n", "X 5h 77%\n"]


def test_unreadable_document_shows_last_line(quiet):
    said = json.loads(DOCUMENT)
    good = fast(quiet, "--format", "claude", input=DOCUMENT).stdout
    again = {**quiet, "CLAUDE_CODE_SESSION_ID": said["session_id"]}
    assert fast(again, "--format", "claude", input=DOCUMENT[:500]).stdout == good
    assert fast(quiet, "--format", "claude", input=b"").stdout.decode() == "…\n"


def test_signed_out_prints_nothing_says_why(environ):
    write(environ, now=int(time.time()))
    assert fast(environ, "--format", "plain").stdout == b""
    status, text = machine.at_a_terminal([sys.executable, "-IS", FAST], environ)
    assert status == 0
    words = b" ".join(text.split())
    assert words.startswith(b"statusline: Nobody is signed in")
    assert b"`claude` or `codex login`" in words


@pytest.mark.parametrize("format_", show.FORMATS)
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"statusline 9\x1f", b"statusline 1\x1f" * 10 + b"\n\x1e?\x1f\x1e."]
)
def test_a_corrupt_prompt_file_is_no_prompt_file(quiet, format_, content):
    folder = fresh(quiet)
    (folder / f"{format_}.prompt").write_bytes(content)
    done = fast(quiet, "--format", format_)
    assert (done.returncode, done.stderr) == (0, b"")
    assert ("…" in done.stdout.decode()) or json.loads(done.stdout)["status"] == "pending"


def test_no_home_still_prints_and_exits_0(quiet):
    for changes in ({"HOME": "", "STATUSLINE_CACHE_DIR": "/proc/nothing"}, {"STATUSLINE_CACHE_DIR": "/dev/null/x"}):
        environ = {**quiet, **changes}
        del environ["STATUSLINE_NO_REFRESH"]
        done = fast(environ, "--format", "plain")
        assert (done.stdout.decode(), done.stderr, done.returncode) == ("…\n", b"", 0)


def test_a_closed_output_is_not_a_traceback(quiet):
    fresh(quiet)
    done = subprocess.run(
        ["/bin/sh", "-c", f"'{sys.executable}' -IS '{FAST}' -f plain >&-"], env=quiet, capture_output=True, check=False
    )
    assert done.stderr == b""


def test_wrong_arguments_get_clicks_error(statusline):
    done = statusline("--format", "nonsense")
    assert done.returncode == 2
    assert "nonsense" in done.stderr
    assert "Usage" in done.stderr


def test_help_is_click_s_and_names_every_command(statusline):
    done = statusline("--help")
    assert done.returncode == 0
    from statusline.cli import COMMANDS

    assert all(name in done.stdout for name in COMMANDS)


STANDARD = {
    "__main__", "_abc", "_codecs", "_frozen_importlib", "_frozen_importlib_external", "_imp", "_io", "_json", "_signal",
    "_thread", "_warnings", "_weakref", "abc", "builtins", "codecs", "encodings", "encodings.aliases",
    "encodings.ascii", "encodings.utf_8", "errno", "fcntl", "gc", "io", "marshal", "posix", "pwd", "sys", "time",
    "winreg", "zipimport",
}  # fmt: skip
OURS = {"statusline"} | {
    "statusline.hot" + name for name in ("", ".launch", ".show", ".prompt_file", ".paths", ".system", ".text")
}
STARTS = {"statusline.hot.spawn", "statusline.hot.own_folder"}
CLAUDE = OURS | {
    "statusline.hot.claude_line",
    "statusline.hot.claude_resolver",
    "statusline.hot.own_folder",
    "statusline.hot.session_document",
    "statusline.hot.spool",
}
SPY = f"""
import posix, sys
sys.argv = [{FAST!r}, *sys.argv[1:]]
leave = posix._exit
def spy(status):
    posix.write(2, repr(sorted(sys.modules)).encode())
    leave(status)
posix._exit = spy
source = open({FAST!r}).read()
exec(compile(source, {FAST!r}, "exec"), {{"__name__": "__main__", "__file__": {FAST!r}}})
"""


def modules(environ, *arguments, **options):
    spy = Path(environ["HOME"]) / "spy.py"  # a file: `python -c` of 3.13 imports linecache
    spy.write_text(SPY)
    done = subprocess.run(
        [sys.executable, "-IS", str(spy), *arguments],
        env=environ,
        capture_output=True,
        check=True,
        timeout=30,
        **options,
    )
    return set(ast.literal_eval(done.stderr.decode()))


def test_fresh_render_imports_only_the_list(environ):
    fresh(environ)
    for format_ in ("plain", "tmux", "json"):
        assert modules(environ, "--format", format_, stdin=subprocess.DEVNULL) - STANDARD == OURS


def test_stale_render_adds_the_refresh_start(environ):
    assert modules(environ, "--format", "plain", stdin=subprocess.DEVNULL) - STANDARD == OURS | STARTS


def test_claude_s_render_adds_only_its_document(quiet):
    fresh(quiet)
    found = modules(quiet, "--format", "claude", input=DOCUMENT)
    assert found - STANDARD - {"statusline.hot.spawn"} == CLAUDE


def test_launcher_refuses_foreign_arguments(quiet):
    done = fast(quiet, "doctor")
    assert (done.stdout, done.returncode) == (b"", 0)
    assert done.stderr.count(b"\n") == 1


def test_stale_text_read_before_a_refresh_starts_none(environ):
    folder = write(environ, claude(), now=int(time.time()), refresh_after=1)
    _, stale, *_ = show.segment("plain", environ, int(time.time()))
    write(environ, claude(), now=int(time.time()))
    assert show.start(str(folder), "refresh", environ, int(time.time()), stale[0]) is False
    assert spawn.claim(f"{folder}/refresh.claim", int(time.time()), spawn.CLAIM_LIFE) is True  # nobody holds it


def test_a_refresh_is_due_by_the_clock(environ):
    header = texts(claude())["plain"].partition("\n")[0].split("\x1f")
    assert not show.stale(header, NOW + 299)
    assert show.stale(header, NOW + 300)
    assert show.stale(header, NOW - 6)


@pytest.mark.parametrize(("stamp", "started"), [("0", []), ("another config's", ["recompile"])])
def test_an_edited_config_is_compiled_at_once(environ, monkeypatch, stamp, started):
    header = texts(claude(), stamp=stamp)["plain"].partition("\n")[0].split("\x1f")
    children = []
    monkeypatch.setattr(show, "start", lambda _folder, what, *_: children.append(what))
    show.follow_up((header, []), "folder", spooled=False, environ=environ, now=NOW)
    assert children == started


def test_a_refresh_put_off_for_years_is_due(environ):
    header = texts(claude())["plain"].partition("\n")[0].split("\x1f")
    header[4] = paths.config_stamp(environ)
    assert not show.stale(header, NOW)
    header[2] = "99999999999"
    assert show.stale(header, NOW)
