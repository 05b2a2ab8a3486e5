"""The readers in zsh, bash and fish against damaged prompt files: no complaint, nothing run, nothing that hangs."""

import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import strategies as st

from statusline.hot import paths
from support import bash_session, fish_session, prompt_files, zsh_session
from support.mutation import mutated
from support.prompt_files import NOW

RS, US = b"\x1e", b"\x1f"
# What an arithmetic expansion would run, if it were handed over unread.
CODE = [b"a[$(touch x)]", b"$(touch x)", b"`touch x`", b"x=1", b"x++", b"1/0", b"8#9", b"9" * 40, b"-1", b"1;touch x"]
HOLES = [RS + hole + code for hole in (b"t", b"a", b"w", b"w,", b"f", b"n", b"") for code in CODE]
WORDS = [*HOLES, *(US + hole for hole in HOLES), RS, US, RS + b".", b"\n", b"*", b"~", b"%n", b"\\", b"\xff", b"\0"]
SECONDS = 20


def in_zsh(environ, folder):
    path = zsh_session.snippet(folder)
    return ["-f", "-c", f"source {path}; _statusline_precmd {NOW}; print -r -- $STATUSLINE_SEGMENT"]


def in_bash(environ, folder):
    path = folder / "script.bash"
    path.write_text(
        f"{bash_session.snippet('/bin/true')}\n_statusline_update {NOW}\nprintf '%s\\n' \"$STATUSLINE_SEGMENT\"\n"
    )
    return [path]


def in_fish(environ, folder):
    path = folder / "script.fish"
    path.write_text(f"{fish_session.snippet('/bin/true')}\n_statusline_update\nbuiltin echo $STATUSLINE_SEGMENT\n")
    return [path]


SHELLS = {"zsh": in_zsh, "bash": in_bash, "fish": in_fish}


@pytest.fixture
def read(require, environ, tmp_path):
    """Return a function that lets a shell read a prompt file with data in it; it gives what came out on both sides."""

    def run(name, data, **variables):
        folder = Path(paths.login_dir(environ))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.prompt").write_bytes(data)
        done = subprocess.run(
            [require(name), *SHELLS[name](environ, tmp_path)],
            env={"TERM": "xterm-256color", **environ, "STATUSLINE_NO_REFRESH": "1", **variables},
            cwd=tmp_path,
            capture_output=True,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert not (tmp_path / "x").exists()
        return done.returncode, done.stdout, done.stderr

    return run


def text(name, now=NOW):
    return prompt_files.texts(prompt_files.claude(), prompt_files.codex(), now=now)[name].encode()


@pytest.mark.parametrize("name", SHELLS)
def test_a_whole_file_is_read(read, name):
    code, out, err = read(name, text(name, int(time.time())))
    assert (code, err) == (0, b"")
    assert b"5h" in out


@pytest.mark.parametrize("name", SHELLS)
def test_damaged_file_runs_nothing(fuzz, read, name):
    def holds(data, columns):
        _, _, err = read(name, data, STATUSLINE_WIDTH=columns)
        assert err == b""

    seeds = [text(name), text(name, int(time.time()))]
    widths = st.sampled_from(["", "0", "30", "-1", "a[$(touch x)]", "9" * 40])
    fuzz(holds, mutated(*seeds, words=WORDS), widths, weight=12)


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("code", [CODE[0], CODE[5], CODE[7]], ids=["a command", "a division by zero", "a huge number"])
@pytest.mark.parametrize("hole", [b"t", b"a", b"w", b"w,"], ids=lambda hole: hole.decode())
def test_hole_content_is_never_evaluated(read, name, hole, code):
    head = text(name, int(time.time())).partition(b"\n")[0]
    body = US.join([RS + b"f9", b"before", RS + hole + code, b"after", RS + b"."])
    _, _, err = read(name, head + b"\n" + body)
    assert err == b""


@pytest.mark.parametrize("name", SHELLS)
def test_a_hole_in_the_middle_of_a_piece_is_none(read, name):
    head = text(name, int(time.time())).partition(b"\n")[0]
    body = US.join([RS + b"f9", b"before" + RS + b"ta[$(touch x)] after", RS + b"."])
    _, _, err = read(name, head + b"\n" + body)
    assert err == b""


FULL = {
    "fragments": US * 250_000,
    "clocks": (RS + b"t1" + US) * 60_000,
    "variants": b"\n".join([RS + b"f1"] * 80_000),
    "as many fragments as are read": US * 32_000,
}


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("body", FULL.values(), ids=FULL)
def test_a_file_full_of_holes_comes_to_an_end(read, name, body):
    head = text(name, int(time.time())).partition(b"\n")[0]
    _, _, err = read(name, head + b"\n" + RS + b"f9" + US + body + US + RS + b".")
    assert err == b""
