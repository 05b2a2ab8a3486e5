"""`statusline watch` at a real terminal, against the stand-in."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline.demo.standin import Answer, claude_body
from statusline.refresh import run
from statusline.refresh.job import prepare
from statusline.state import record
from statusline.state.environment import find_environment
from support import in_process, machine, prompt_files, signed_in
from support.terminal import Terminal

WATCH = [sys.executable, "-P", "-m", "statusline", "watch"]
IN, OUT = b"\x1b[?1049h", b"\x1b[?1049l"
HIDDEN, VISIBLE = b"\x1b[?25l", b"\x1b[?25h"


def refreshed(environ, at):
    """Refresh as at another time (epoch seconds)."""
    list(run.refresh(prepare(find_environment(environ), lambda: int(at))))


@pytest.fixture
def known(environ):
    """Return an environment in which a refresh has just brought numbers of both vendors, so that none is due."""
    now = int(time.time())
    samples = [
        prompt_files.sample(used=42.4, resets_at=now + 7_890, as_of=now),
        prompt_files.sample("seven_day", "7d", 18.5, now + 345_630, now),
    ]
    accounts = (
        prompt_files.claude(*samples, next_refresh_at=now + 300),
        prompt_files.codex(
            prompt_files.sample(used=12.0, resets_at=now + 13_230, as_of=now), next_refresh_at=now + 300
        ),
    )
    here = find_environment(environ)
    prompt_files.write(environ, *accounts, now=now)
    Path(here.record).write_bytes(record.dump(prompt_files.record(*accounts)))
    return environ


@pytest.fixture
def signed(environ, standin):
    """Return an environment that is signed in to both vendors, after a real refresh."""
    signed_in.both(environ, standin)
    refreshed(environ, time.time())
    return environ


@pytest.fixture
def statusline(environ, capsys):
    """Return a function that runs `statusline` in this process, in `environ`, which a test may change before."""
    return lambda *arguments: in_process.run(arguments, environ, capsys)


@pytest.fixture
def watch(tmp_path):
    """Return a function that starts the dashboard in a terminal; it is closed in the end."""
    terminals = []

    def start(environ, columns=80, rows=24, command=WATCH):
        terminal = Terminal(command, environ, folder=tmp_path, columns=columns, rows=rows)
        terminals.append(terminal)
        return terminal

    yield start
    for terminal in terminals:
        terminal.close()


# A shell that stays in its terminal, notes its modes before and after, and who it started.
AROUND = [
    "sh",
    "-c",
    'trap : INT; stty -g >before; sh -c \'echo $$ >pid; exec "$@"\' - "$@"; echo "status $?"; stty -g >after; sleep 60',
    "-",
]


def restored(terminal, folder):
    """Tell whether the terminal is as it was: its modes, its main screen, its cursor."""
    output = terminal.output
    return (
        (folder / "after").read_text() == (folder / "before").read_text() != ""
        and output.count(IN) == output.count(OUT) > 0
        and output.rindex(OUT) > output.rindex(IN)
        and output.rindex(VISIBLE) > output.rindex(HIDDEN)
    )


def kill(number):
    return lambda _, folder: os.kill(int((folder / "pid").read_text()), number)


def typed(text):
    return lambda terminal, _: terminal.send(text)


BAR = f" 5h {'█' * 17}▒▒▒▒▒│▒▒▒▒▒▒▒{'░' * 10}   42%   resets in 2h11m · "
NARROW = " 5h █████▏│▒▒░░░   42%   2h11m"
SIZES = {
    (30, 10): ("Claude · max", NARROW),
    (80, 24): ("Claude · max  ", BAR),
    (200, 50): (f"{'Claude · max':<62}", BAR),
}


@pytest.mark.parametrize(("size", "lines"), SIZES.items(), ids=str)
def test_it_fits_every_size_and_q_leaves_it(known, watch, size, lines):
    terminal = watch(known, *size)
    terminal.wait_for("42%")
    assert terminal.lines()[0].startswith(lines[0])
    assert any(line.startswith(lines[1]) for line in terminal.lines())
    assert len(terminal.lines()) <= size[1]
    terminal.send("q")
    assert terminal.wait_for_end() == 0


def test_countdown_goes_on_in_place(known, watch):
    terminal = watch(known)
    terminal.wait_for("42%")
    seen = {terminal.lines()[0][-4:]}
    terminal.wait_until(lambda lines: seen.add(lines[0][-4:]) or len(seen) == 2, "a second goes by")
    assert terminal.output.count(IN) == 1
    assert b"\n\n\n\n" not in terminal.output


def test_it_follows_a_resize(known, watch):
    terminal = watch(known, 80, 24)
    terminal.wait_for("behind pace")
    assert terminal.lines()[1].startswith(BAR)
    terminal.resize(30)
    terminal.wait_until(lambda lines: NARROW in lines, "narrow")
    assert not any("behind pace" in line for line in terminal.lines())
    terminal.resize(140)
    terminal.wait_until(lambda lines: "Codex · pro" in lines[0], "both beside each other")


ENDS = {
    "q": (typed("q"), 0),
    "Ctrl-C": (typed("\x03"), 0),
    "Ctrl-D": (typed("\x04"), 0),
    "SIGTERM": (kill(signal.SIGTERM), 128 + signal.SIGTERM),
    "SIGHUP": (kill(signal.SIGHUP), 128 + signal.SIGHUP),
}


@pytest.mark.parametrize(("end", "status"), ENDS.values(), ids=ENDS)
def test_terminal_is_restored_at_any_end(known, watch, tmp_path, end, status):
    terminal = watch(known, command=[*AROUND, *WATCH])
    terminal.wait_for("42%")
    end(terminal, tmp_path)
    terminal.wait_for(f"status {status}")
    wait_for_file(tmp_path / "after")
    assert restored(terminal, tmp_path)


def test_terminal_is_restored_after_a_bug(known, watch, tmp_path):
    fails = (
        "from statusline.watch import frame; from statusline.__main__ import main\n"
        "frame.lines = lambda *_: 1 // 0\n"
        "main()"
    )
    terminal = watch(known, command=[*AROUND, sys.executable, "-c", fails, "watch"])
    terminal.wait_for("status 1")
    terminal.wait_for("ZeroDivisionError")
    wait_for_file(tmp_path / "after")
    assert restored(terminal, tmp_path)


def wait_for_file(path):
    deadline = time.monotonic() + 10
    while not (path.exists() and path.read_text().endswith("\n")):
        assert time.monotonic() < deadline, f"no {path}"
        time.sleep(0.02)


def test_arrows_and_a_mouse_do_nothing(known, watch):
    terminal = watch(known)
    terminal.wait_for("42%")
    terminal.send("\x1b[A\x1b[<0;5;5M\x1bOq")
    before = terminal.lines()
    terminal.wait_until(lambda lines: lines != before, "it goes on")
    assert terminal.process.poll() is None


def test_pages_open_scroll_and_close(known, watch):
    terminal = watch(known, 60, 12)
    terminal.wait_for("? help")
    terminal.send("?")
    terminal.wait_for("r  refresh: ask what may be asked now")
    terminal.wait_for("1-10 of")
    terminal.send(" ")
    terminal.wait_for("unknown, or its reset has passed")
    terminal.send("\x1b")
    terminal.wait_for(BAR[:12])
    terminal.send("e")
    terminal.wait_for("Claude · max · ok")
    terminal.wait_for("5h: 42.4% used, about 75% at reset; resets in 2h11m")
    terminal.send("q")
    terminal.wait_for(BAR[:12])
    terminal.send("h")
    terminal.wait_for("No history yet. Run `statusline refresh` to start it.")
    terminal.send("qq")
    assert terminal.wait_for_end() == 0


def test_history_page_is_a_plot(signed, watch):
    terminal = watch(signed)
    terminal.wait_for("42%")
    terminal.send("h")
    terminal.wait_for("The limit was not hit in 7 days; highest 42%.")
    terminal.wait_for("100% ┤")
    terminal.resize(40)
    terminal.wait_for("The limit was not hit in 7 days; highest")
    terminal.send("\x03")
    assert terminal.wait_for_end() == 0


def test_r_refreshes_once_and_says_when(signed, watch, standin):
    assert len(standin.requests) == 2
    terminal = watch(signed)
    terminal.wait_for("42%")
    terminal.send("rrr")
    terminal.wait_for("Claude: next request in ")
    assert len(standin.requests) == 2


def test_r_asks_what_may_be_asked(environ, standin, watch):
    signed_in.claude(environ, standin)
    refreshed(environ, time.time() - 400)
    standin.claude.answer(Answer(body=claude_body(time.time(), 77.0)))
    terminal = watch({**environ, "STATUSLINE_NO_REFRESH": "1"})
    terminal.wait_for("42%")
    terminal.send("r")
    terminal.wait_for("Claude: new numbers")
    terminal.wait_for("77%!")
    assert len(standin.requests) == 2


def test_first_look_starts_a_refresh(environ, standin, watch):
    signed_in.both(environ, standin)
    terminal = watch(environ)
    terminal.wait_for("No data yet: the first refresh takes a moment.")
    terminal.wait_for("42%")
    terminal.wait_for("Codex · pro")
    children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children")
    if children.exists():
        terminal.wait_until(lambda _: children.read_text() == "", "no child is left behind as a zombie")
    before = terminal.lines()
    terminal.wait_until(lambda lines: lines != before, "it goes on")
    assert len(standin.requests) == 2


def test_nobody_signed_in_reads_what_to_do(environ, watch):
    terminal = watch(environ)
    terminal.wait_for("Nobody is signed in to Claude Code or Codex here")
    terminal.wait_for("statusline doctor")


def test_old_numbers_marked_refusal_explained(environ, standin, watch):
    signed_in.claude(environ, standin)
    refreshed(environ, time.time() - 1_500)
    standin.claude.refuse(429)
    terminal = watch(environ)
    terminal.wait_for("Claude · max                rate limited · 25m ago by API · next refresh in ")
    terminal.wait_for("seen 25m ago")
    terminal.wait_for(" ! ")
    terminal.wait_for("Next try in ")


def test_stopped_shell_gets_its_terminal(known, watch, require):
    bash = require("bash")
    terminal = watch({**known, "PS1": "ready> "}, command=[bash, "--norc", "--noprofile", "-i"])
    terminal.wait_for("ready>")
    terminal.enter(" ".join(WATCH))
    terminal.wait_for("42%")
    terminal.send("\x1a")
    terminal.wait_for("Stopped")
    assert terminal.output.count(OUT) == 1
    terminal.enter("echo $((6 * 7))7")
    terminal.wait_for("427")
    terminal.enter("fg")
    terminal.wait_until(lambda _: terminal.output.count(IN) == 2, "it is back")
    terminal.wait_for("Claude · max")
    terminal.send("q")
    terminal.wait_until(lambda _: terminal.output.count(OUT) == 2, "it is over")
    terminal.enter("echo status $?")
    terminal.wait_for_line("status 0")


def test_once_prints_one_frame_and_leaves(known, statusline):
    done = statusline("watch", "--once")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr, lines[0][:14]) == (0, "", "Claude · max  ")
    assert lines[1].startswith(BAR)
    assert "\x1b" not in done.stdout
    assert not any("q quit" in line for line in lines)


def test_without_a_terminal_it_is_once_too(known, statusline):
    assert statusline("watch").stdout.startswith("Claude · max  ")


def test_once_is_as_wide_as_it_is_given(known, statusline):
    known["COLUMNS"] = "30"
    lines = statusline("watch", "--once").stdout.splitlines()
    assert max(map(len, lines)) <= 30
    assert NARROW in lines


@pytest.mark.parametrize(
    ("changes", "colourful"),
    [({"CLICOLOR_FORCE": "1"}, True), ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False), ({}, False)],
    ids=["forced", "forced and not wanted", "a pipe"],
)
def test_pipe_gets_colours_only_if_asked(known, statusline, changes, colourful):
    known |= changes
    assert ("\x1b[" in statusline("watch", "--once").stdout) == colourful


def test_poor_terminal_gets_one_frame(known, watch):
    terminal = watch({**known, "TERM": "dumb"})
    assert terminal.wait_for_end() == 0
    assert terminal.lines()[0].startswith("Claude · max  ")
    assert b"\x1b" not in terminal.output


def test_without_colour_the_frame_says_the_same(known, watch):
    terminal = watch({**known, "NO_COLOR": "1"})
    terminal.wait_for("q quit")
    assert b"\x1b[3" not in terminal.output
    assert b"\x1b[1;3" not in terminal.output


def test_poor_locale_gets_ascii(known, watch):
    terminal = watch({**known, "PYTHONIOENCODING": "ascii", "LANG": "C"})
    terminal.wait_for("42%")
    assert terminal.lines()[0].startswith("Claude | max  ")
    assert terminal.output.isascii()


def test_a_terminal_that_is_gone_ends_it(known, watch):
    terminal = watch(known)
    terminal.wait_for("42%")
    os.close(terminal._master)
    terminal._master = os.open(os.devnull, os.O_RDWR)
    assert terminal.process.wait(10) == -signal.SIGHUP


def test_a_broken_pipe_is_no_failure_of_ours(known):
    done = subprocess.run(
        f"{' '.join(WATCH)} --once | true", shell=True, env=known, capture_output=True, check=False, timeout=60
    )
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_unwritable_is_a_sentence(known):
    with Path("/dev/full").open("wb") as full:
        done = machine.run_statusline(
            ["watch", "--once"], known, capture_output=False, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 1
    assert done.stderr.startswith("statusline: The output cannot be written: No space left on device.")


def test_names_are_hidden_where_wanted(signed, statusline):
    signed_in.configure(signed, '[[accounts]]\nprovider = "claude"\nlabel = "work"\nfolder = "~/elsewhere"\n')
    credentials = Path(signed["HOME"]) / ".claude/.credentials.json"
    credentials.write_text("{")
    refreshed(signed, time.time() + 60)
    assert str(credentials) in statusline("watch", "--once").stdout.replace("\n   ", "")
    hidden = statusline("watch", "--once", "--privacy", "redacted").stdout
    assert signed["HOME"] not in hidden.replace("\n   ", "")
    assert "Claude · max" in hidden


def test_nothing_is_written_anywhere_by_looking(signed, statusline):
    def files():
        folder = Path(signed["STATUSLINE_CACHE_DIR"]).parent
        found = [path for path in folder.rglob("*") if path.is_file()]
        return {path: path.stat().st_mtime_ns for path in found}

    before = files()
    assert statusline("watch", "--once").returncode == 0
    assert files() == before
