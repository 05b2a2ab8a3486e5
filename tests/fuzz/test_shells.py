"""The readers in zsh, bash and fish against damaged settled files: no complaint, nothing run, nothing that hangs."""

import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import strategies as st

from statusline.hot import paths
from statusline.render import settled
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
        f"{bash_session.snippet('/bin/true')}\nunset EPOCHSECONDS; EPOCHSECONDS={NOW}\n_statusline_prompt\n"
        "printf '%s\\n' \"$STATUSLINE_SEGMENT\"\n"
    )
    return [path]


def in_fish(environ, folder):
    path = folder / "script.fish"
    path.write_text(f"{fish_session.snippet('/bin/true')}\n_statusline_update\nbuiltin echo $STATUSLINE_SEGMENT\n")
    return [path]


SHELLS = {"zsh": in_zsh, "bash": in_bash, "fish": in_fish}


@pytest.fixture
def read(require, environ, tmp_path):
    """Return a function that lets a shell read a settled file with data in it; it gives what came out on both sides.

    prompt: the prompt file beside it.
    """

    def run(name, data, prompt=None, **variables):
        folder = Path(paths.login_dir(environ))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.prompt").write_bytes(text(name, int(time.time())) if prompt is None else prompt)
        (folder / f"{name}{settled.SUFFIX}").write_bytes(data)
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


def settled_text(name, now=NOW):
    return settled.of_target(name, text(name, now).decode()).encode()


def one_line(name, clocks, *texts):
    """Return a settled file of one state with one variant."""
    first = settled_text(name, int(time.time())).partition(b"\n")[0]
    if name == "zsh":
        line = US + US.join([b"9", b"10000", b"", clocks, *(text for text in texts for _ in range(2)), b"\n"])
        index = US.join([b"", b"%06d", b"9999999999,0,0,%d," % len(line), b"\n"])
        return first + b"\n" + index % (len(first) + 1 + len(index) + 2) + line
    line = US + US.join([clocks, *(text for text in texts for _ in range(2)), b"\n"])
    state = US.join([RS + b"u", b"9,%d,2" % len(line), b"\n"])
    return first + b"\n" + state + line + US + b"\n"


@pytest.mark.parametrize("name", SHELLS)
def test_a_whole_file_is_read(read, name):
    code, out, err = read(name, settled_text(name, int(time.time())))
    assert (code, err) == (0, b"")
    assert b"5h" in out


@pytest.mark.parametrize("name", SHELLS)
def test_a_file_made_by_hand_is_read(read, name):
    now = time.time() if name == "fish" else NOW  # the others are told the time
    code, out, err = read(name, one_line(name, b"t%d" % (now + 90), b"before ", b" after"))
    assert (code, err) == (0, b"")
    assert b"before 1m after" in out


@pytest.mark.parametrize("name", SHELLS)
def test_damaged_file_runs_nothing(fuzz, read, name):
    def holds(data, columns):
        _, _, err = read(name, data, STATUSLINE_WIDTH=columns)
        assert err == b""

    seeds = [settled_text(name), settled_text(name, int(time.time()))]
    widths = st.sampled_from(["", "0", "30", "-1", "a[$(touch x)]", "9" * 40])
    fuzz(holds, mutated(*seeds, words=WORDS), widths, weight=12)


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("code", [CODE[0], CODE[5], CODE[7]], ids=["a command", "a division by zero", "a huge number"])
@pytest.mark.parametrize("hole", [b"t", b"a", b"d"], ids=lambda hole: hole.decode())
def test_hole_content_is_never_evaluated(read, name, hole, code):
    _, _, err = read(name, one_line(name, hole + code, b"before", b"after"))
    assert err == b""


GS = b"\x1d"
FULL = {
    "texts": (b"", [b"x"] * 60_000),
    "clocks": (GS.join([b"t1"] * 60_000), [b"x"]),
}


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize(("clocks", "texts"), FULL.values(), ids=FULL)
def test_a_file_full_of_holes_comes_to_an_end(read, name, clocks, texts):
    _, _, err = read(name, one_line(name, clocks, *texts))
    assert err == b""


@pytest.mark.parametrize("name", SHELLS)
def test_a_damaged_prompt_file_runs_nothing(fuzz, read, name):
    def holds(data):
        _, _, err = read(name, settled_text(name, int(time.time())), data)
        assert err == b""

    fuzz(holds, mutated(text(name, int(time.time())), words=WORDS), weight=6)
