"""What Claude Code says on stdin, and the folders that it names: damaged, made up, or made by somebody with a plan."""

import itertools
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import strategies as st

import statusline as package
from statusline.hot import claude_line, git_branch, paths, session_document, session_fields
from statusline.hot import spool as hot_spool
from statusline.hot.prompt_file import MARK
from statusline.hot.text import without_colour
from support import prompt_files
from support.mutation import encoded, misshapen, mutated
from support.prompt_files import NOW
from support.vendor_documents import FIXTURES

FAST = str(Path(package.__file__).parent / "fast.py")
REAL = [path.read_bytes() for path in sorted((FIXTURES / "claude").glob("statusline-stdin-*.json"))]
DOCUMENTS = [session_document.parse(data) for data in REAL]
WORDS = [
    b"NaN",
    b"-Infinity",
    b'"\\ud800"',
    b'"\\u001b]0;x\\u0007"',
    b"1e999",
    b'{"a":' * 50,
    b'"cwd":"/",',
    b"[" * 2_000,
]
# The controls of a terminal, tmux and zsh; one that is left of the line is its own colours.
CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x202E)]


def harmless(line):
    """Tell whether nothing but our own colours could act on a terminal."""
    return not any(control in without_colour(line).replace("\n", "") for control in CONTROLS)


@pytest.fixture
def environ(environ):
    """Return an environment with fresh prompt files, in which a render starts nothing."""
    now = int(time.time())
    accounts, formats = (prompt_files.claude(), prompt_files.codex()), prompt_files.OF_CLAUDE
    prompt_files.write(environ, *accounts, now=now, refresh_after=now + 3_600, formats=formats)
    return {**environ, "STATUSLINE_NO_REFRESH": "1", "COLUMNS": "160"}


def test_any_document_gives_a_harmless_line(fuzz, environ):
    def holds(said):
        assert session_document.parse(encoded(said)) == {} or isinstance(said, dict)
        said = session_document.parse(encoded(said))
        line, found, _, _ = claude_line.render(said, environ, NOW)
        assert found
        assert line.strip()
        assert harmless(line)
        line.encode()

    fuzz(holds, misshapen(*DOCUMENTS))


FIELDS = (*session_fields.TOKENS, *(name for name in session_fields.FIELDS if name != "dir"))
EVERY_FIELD = [*FIELDS, "dir home 0", "dir repo 2"]
LINKS = {"FORCE_HYPERLINK": "1", "HOME": "/home"}


def test_any_bytes_are_a_document_or_none(fuzz):
    def holds(data):
        said = session_document.parse(data)
        windows = session_document.windows(said, NOW)
        assert all(0 <= used <= 100 and resets_at > NOW for used, resets_at in windows.values())
        assert all(
            len(text) <= session_document.TEXT_LIMIT and harmless(text)
            for text in session_document.fields(said).values()
        )
        for text in session_fields.fields(said, EVERY_FIELD, LINKS, NOW).values():
            assert len(without_colour(text)) <= 2 * session_document.TEXT_LIMIT
            assert harmless(text.removeprefix(f"{MARK}t"))

    fuzz(holds, mutated(*REAL, words=WORDS))


KEPT = (".prompt", ".line")  # of every session: what is compiled, and what is settled of it for a shell


def test_session_name_reaches_no_other_file(fuzz, environ):
    folder = paths.login_dir(environ)

    def holds(session, transcript):
        observed, _ = hot_spool.observe(folder, session, transcript, {"five_hour": (42.0, NOW + 60)}, NOW)
        hot_spool.keep_line(folder, session, "line")
        assert hot_spool.last_line(folder, session) in ("line", "")
        assert all(seen <= NOW for seen in observed.values())
        assert {path.name for path in Path(folder).parent.iterdir()} == {"default"}
        assert not [path for path in Path(folder).iterdir() if path.suffix not in KEPT and path.name != "spool"]

    names = st.text(max_size=30) | st.sampled_from(
        ["..", ".", "../../x", "/etc/x", "a\0b", "\ud800", "x" * 300, "\udcff"]
    )
    fuzz(holds, names, names)


def test_a_damaged_spool_file_says_nothing(fuzz):
    seed = (
        b"spool 1\x1ffive_hour\x1f42.4\x1f1800000060\x1f1800000000\x1fseven_day\x1f18.5\x1f1800000060\x1f1800000000\n"
    )

    def holds(data):
        for used, resets_at, observed_at in hot_spool.load(data).values():
            assert isinstance(used, float)
            assert isinstance(resets_at + observed_at, int)

    fuzz(holds, mutated(seed, words=[b"\x1f", b"nan", b"1e999", b"inf"]))


# A document that a process reads


@pytest.fixture
def fast(environ):
    """Return a function that gives data to the real process in pieces ; stdin stays open unless close is said.

    It returns the exit status, what it complained about, and whether there was a line that does no harm.
    """

    def run(*pieces, pause=0.0, close=False, variables=()):
        child = subprocess.Popen(
            [sys.executable, "-IS", FAST, "--format", "claude"],
            env={**environ, **dict(variables)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        with child:
            feed(child, pieces, pause)
            if close:
                child.stdin.close()
            line, complaint = child.stdout.read().decode(), child.stderr.read()
            return child.wait(), complaint, bool(line.strip()) and harmless(line)

    def feed(child, pieces, pause):
        try:
            for piece in pieces:
                child.stdin.write(piece)
                child.stdin.flush()
                if pause and select.select([child.stdout], [], [], pause)[0]:
                    return
        except BrokenPipeError:
            pass

    return run


GOOD = (0, b"", True)
FED = {
    "cut": ([REAL[0][:200]], {"close": True}),
    "nothing at all": ([b""], {"close": True}),
    "cut and held open": ([REAL[0][:200]], {}),
    "nothing and held open": ([b""], {}),
    "a byte a second": ([bytes([byte]) for byte in REAL[0][:4]], {"pause": 1.0}),
    "a byte at a time": ([bytes([byte]) for byte in REAL[0]], {}),
    "ten megabytes": ([b'{"cwd": "' + b"x" * 10_000_000 + b'"}'], {"close": True}),
    "ten megabytes and held open": ([b'{"cwd": "' + b"x" * 10_000_000], {}),
    "deep": ([b'{"a":' * 400_000 + b"1" + b"}" * 400_000], {"close": True}),
    "a byte order mark and bad UTF-8": ([b"\xef\xbb\xbf" + REAL[0].replace(b"Opus", b"\xff\xc0\xaf")], {"close": True}),
    "many times over": ([REAL[0]] * 400, {"close": True}),
    "a lone surrogate": ([b'{"session_id": "\\ud800", "session_name": "\\udfff\\u0007", "cwd": "/\\udc80"}'], {}),
}


@pytest.mark.parametrize(("pieces", "options"), FED.values(), ids=FED)
def test_process_prints_a_line_and_exits_0(fast, pieces, options):
    assert fast(*pieces, **options) == GOOD


NASTY = ("#[fg=red]#(touch x)", "$(touch x)`touch x`", "%{%F{red}%n")


@pytest.mark.parametrize("name", NASTY)
def test_names_are_shown_and_never_run(fast, environ, tmp_path, name):
    folder = tmp_path / name
    (folder / ".git").mkdir(parents=True)
    (folder / ".git/HEAD").write_text(f"ref: refs/heads/{name}\x1b]0;x\x07\n")
    document = {"cwd": str(folder), "session_name": name, "model": {"display_name": name + "\x1b[2J"}}
    line, *_ = claude_line.render(document, environ, NOW)
    assert name in line
    assert harmless(line)
    assert fast(encoded(document), close=True) == GOOD
    assert not (tmp_path / "x").exists()


# Folders of an attacker


def loop(git):
    git.symlink_to(git)


def pointers_in_a_circle(git):
    git.write_text(f"gitdir: {git}")


def pipe_as_head(git):
    git.mkdir()
    os.mkfifo(git / "HEAD")


def endless_head(git):
    git.mkdir()
    (git / "HEAD").symlink_to("/dev/zero")


def huge_head(git):
    git.mkdir()
    (git / "HEAD").write_text("ref: refs/heads/" + "x" * 5_000_000)


def head_is_a_folder(git):
    (git / "HEAD").mkdir(parents=True)


def pointer_with_a_nul(git):
    git.write_text("gitdir: /\0/x")


def pointer_to_a_pipe(git):
    os.mkfifo(git.parent / "HEAD")
    git.write_text(f"gitdir: {git.parent}")


ATTACKS = (
    loop,
    pointers_in_a_circle,
    pipe_as_head,
    endless_head,
    huge_head,
    head_is_a_folder,
    pointer_with_a_nul,
    pointer_to_a_pipe,
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_trap_in_git_has_no_branch(tmp_path, attack):
    attack(tmp_path / ".git")
    started = time.process_time()
    assert git_branch.branch(str(tmp_path)) == ""
    assert time.process_time() - started < 1


def test_any_head_gives_a_line_of_text(fuzz, tmp_path):
    head, said = tmp_path / ".git/HEAD", {"cwd": str(tmp_path)}
    head.parent.mkdir()

    def holds(data):
        head.write_bytes(data)
        assert harmless(session_document.clean(git_branch.branch(session_document.folder(said))))

    seeds = (b"ref: refs/heads/main\n", b"0123456789abcdef0123456789abcdef01234567\n", b"gitdir: ../x\n")
    fuzz(holds, mutated(*seeds, words=[b"\x1b[31m", b"ref: ", b"\xe2\x80\xae"]))


FOLDERS = {
    "megabytes of slashes": "/" * 1_000_000,
    "megabytes of folders": "/a" * 1_000_000,
    "relative": "a/b",
    "a lone surrogate": "/\ud800",
    "a nul": "/\0",
    "nothing": "",
}


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_a_folder_that_cannot_be_has_no_branch(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    started = time.process_time()
    assert git_branch.branch(folder) == ""
    assert time.process_time() - started < 1


def test_hundred_folders_deep_ends(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/far")
    deep = tmp_path.joinpath(*itertools.repeat("d", 100))
    assert git_branch.branch(str(deep)) == ""


@pytest.mark.parametrize("kept", [b"", b" \n", b"\0", b"\xff\xfe", b"x" * 300_000], ids=lambda kept: repr(kept[:4]))
def test_damaged_last_line_keeps_the_row(environ, kept):
    environ["CLAUDE_CODE_SESSION_ID"] = "session"
    spool = Path(paths.login_dir(environ), "spool")
    spool.mkdir()
    (spool / "session.last").write_bytes(kept)
    assert claude_line.render({}, environ, NOW)[0].strip(" \n\0")
