import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pexpect
import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from statusline.demo import looks, page, renders, stage, workplace
from statusline.errors import StatuslineError, StorageError
from statusline.hot import show
from support import machine
from support.moments import timeless

FIXTURES = Path(__file__).parents[1] / "fixtures" / "claude"
COMMAND = [sys.executable, "-P", "-m", "statusline", "demo"]
WIDTHS = {"narrow": 40, "usual": 80, "wide": 200}

FIRST_SCREEN = {
    "the stand-in": "A stand-in for both vendors answers on http://127.0.0.1:",
    "first prompt": "The first prompt said “…” after",
    "both asked": "asked /api/oauth/usage (200) and /backend-api/wham/usage (200)",
    "claude": "7d 88% Day →15h40m · Opus 5.5",
    "prompt": "~/widgets ❯ █ C 5h 42% · 7d 71% · X 5h 12% · 7d 88% tmux",
    "tmux": "widgets 0:code* 1:logs C 5h 42% · 7d 71% · X 5h 12% · 7d 88% 14:05",
    "a preset": "ascii C 5h [##|--] 42% 2h11m | 7d [###|-] 71% Day",
}
STATES = {
    "Claude Code with all": "widgets · +156 -23",
    "Codex with all": "GPT-6.2-Sol",
    "40 columns": "40 columns C 5h 42% · 7d 71% · X 5h 12% · 7d 88%",
    "20 columns": "20 columns C 7d 71% · X 7d 88%",
    "8 columns": "8 columns X 7d 88%",
    "stale": "7d 71% Day Time (22m ago) Answered 22 minutes ago, hangs up now",
    "stale, why": "broke off. Check the network",
    "rate limited": "7d 88% Day Time → full in Span Claude's server answers 429",
    "rate limited, forced": "even `refresh --force` keeps to its pause (requests: 0).",
    "expired": "(22m ago, run claude once) The token is neither renewed nor sent (requests: 0).",
    "expired, why": "has expired. Run `claude`: it renews its login.",
    "past reset": "X 5h – · 7d 88% Day Time → full in Span The five hours ended after the last answer",
    "offline": "offline C 5h 42% 2h1",
    "offline, no request": "`offline = true` (requests: 0)",
    "not signed in": "(nothing) Prompts and bars stay empty",
    "not signed in, why": "“statusline: Nobody is signed in to Claude Code or Codex here. Run `claude` or",
    "next": "Now yours: `statusline`;",
}
RAW = {
    "tmux": "#[dim]C 5h#[default] ",
    "bash": r"^A\e[2m^BC 5h",
    "zsh": r"%{\e[2m%}C 5h",
    "json": '"schema":',
    "prometheus": 'statusline_used_ratio{provider="claude',
}
LIGHT = "38;5;124"  # the colour of a critical limit in the light theme
SCREEN, LINES = 24, 68  # half of what it was before looks came first


def surroundings(folder):
    """Return an environment whose HOME and TMPDIR are new and empty."""
    home, temporary = folder / "home", folder / "tmp"
    home.mkdir()
    temporary.mkdir()
    return {**machine.child_environment(home, folder / "own"), "TMPDIR": str(temporary)}


def leftovers(environ):
    """Return the files in the demo's TMPDIR and HOME, and the processes that still have that TMPDIR for a place."""
    files = [path for name in ("TMPDIR", "HOME") for path in Path(environ[name]).rglob("*")]
    return files + [path for path in Path("/proc").glob("[0-9]*/environ") if at_home_in(environ["TMPDIR"], path)]


def at_home_in(folder, path):
    try:
        return folder.encode() in path.read_bytes() and path.parent.name != str(os.getpid())
    except OSError:
        return False


def gone(environ, within=3):
    """Wait for the last process of a demo to end; return what is left then."""
    until = time.monotonic() + within
    while (left := leftovers(environ)) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def words(text):
    """Return text in one line, with words in place of moments and of how long a limit still lasts."""
    return re.sub(r"(?<=full in )\d+h\d\dm", "Span", timeless(" ".join(text.split())))


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(width, id=name, marks=[pytest.mark.slow] * (name == "wide")) for name, width in WIDTHS.items()
    ],
)
def piped(request, tmp_path_factory):
    """Run it into a pipe for a user who has settings of everything."""
    folder = tmp_path_factory.mktemp("piped")
    environ, own = surroundings(folder), settings(folder / "mine")
    before = contents(folder / "mine")
    done = machine.run_statusline(["demo"], {**environ, **own, "COLUMNS": str(request.param)})
    after = contents(folder / "mine")
    return SimpleNamespace(
        done=done, environ=environ, width=request.param, left=gone(environ), settings=(before, after)
    )


def settings(mine):
    """Write a user's settings into a folder; return the variables that name them, and a proxy that is dead."""
    for name in ("claude", "codex"):
        (mine / name).mkdir(parents=True)
    (mine / "claude" / ".credentials.json").write_text('{"claudeAiOauth": {"accessToken": "sk-ant-oat01-MINE"}}')
    (mine / "codex" / "config.toml").write_text('chatgpt_base_url = "http://127.0.0.1:9"\n')
    (mine / "config.toml").write_text('offline = true\n[claude]\nsymbol = "MINE"\n')
    return dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9") | {
        "CLAUDE_CONFIG_DIR": str(mine / "claude"),
        "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-MINE",
        "CODEX_HOME": str(mine / "codex"),
        "STATUSLINE_CONFIG": str(mine / "config.toml"),
        "STATUSLINE_CACHE_DIR": str(mine / "cache"),
        "STATUSLINE_STATE_DIR": str(mine / "state"),
        "STATUSLINE_NO_REFRESH": "1",
        "XDG_CACHE_HOME": str(mine / "xdg"),
        "REQUESTS_CA_BUNDLE": str(mine / "no-such-file"),
    }


def contents(folder):
    """Return path -> bytes of the files below folder, None of folders."""
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def test_it_ends_well_and_says_nothing_on_stderr(piped):
    assert (piped.done.returncode, piped.done.stderr) == (0, "")


def test_looks_come_first_then_the_states(piped):
    lines = piped.done.stdout.splitlines()
    if piped.width == WIDTHS["usual"]:
        first = words("\n".join(lines[:SCREEN]))
        assert [name for name, sentence in FIRST_SCREEN.items() if sentence not in first] == []
    assert [name for name, sentence in STATES.items() if sentence not in words(piped.done.stdout)] == []


def test_it_is_short_without_raw_texts(piped):
    assert len(piped.done.stdout.splitlines()) <= LINES or piped.width < page.ROOMY
    assert [name for name, text in RAW.items() if text in piped.done.stdout] == []


def test_no_line_too_wide_or_blank_ended(piped):
    lines = piped.done.stdout.splitlines()
    assert max(map(cell_len, lines)) <= min(piped.width, page.WIDEST)
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_pipe_gets_no_colours(piped):
    assert "\x1b" not in piped.done.stdout


def test_no_file_and_no_process_is_left(piped):
    assert piped.left == []


def test_user_settings_are_left_alone(piped):
    before, after = piped.settings
    assert "MINE" not in piped.done.stdout
    assert after == before


POOR = {"NO_COLOR": "1", "PYTHONIOENCODING": "ascii"}


@pytest.mark.parametrize(("extra", "coloured"), [({}, True), (POOR, False)], ids=["as usual", "no colours, ASCII"])
def test_terminal_gets_true_colours(tmp_path, extra, coloured):
    child = in_a_terminal({**surroundings(tmp_path), **extra}, "--targets")
    child.expect_exact("Now yours")
    shown = child.before
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, "Traceback" in shown) == (0, False)
    assert "C 5h 42% 2h1" in shown or coloured
    assert bool(re.search("\x1b\\[1;31m88%", shown)) is coloured
    assert bool(re.search("\x1b\\[(?:[0-9;]*;)?[34][0-9]", shown)) is coloured
    assert LIGHT not in shown
    assert [name for name, text in RAW.items() if text not in "".join(shown.splitlines())] == []
    assert [target for target in show.FORMATS if not re.search(rf"{target}\b(?s:.*?)[0-9.]+ ms", shown)] == []


MOMENTS = {
    "while the detached refresh starts": "stand-in for both vendors",
    "while looks are rendered": "Presets",
    "while a state is brought about": "not that simple",
}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_ctrl_c_ends_with_130(tmp_path, moment):
    environ = surroundings(tmp_path)
    child = in_a_terminal(environ)
    child.expect_exact(moment)
    child.sendintr()
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert "Traceback" not in child.before
    assert "Now yours" not in child.before
    assert gone(environ) == []


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["TERM", "HUP"])
def test_other_signals_leave_nothing(tmp_path, number, status):
    environ = surroundings(tmp_path)
    with subprocess.Popen(COMMAND, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        while "stand-in" not in child.stdout.readline():
            pass
        child.send_signal(number)
        _, complaint = child.communicate(timeout=30)
    assert (child.returncode, complaint) == (status, "")
    assert gone(environ) == []


def test_early_reader_is_no_complaint(tmp_path):
    environ = surroundings(tmp_path)
    with subprocess.Popen(COMMAND, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        child.stdout.readline()
        child.stdout.close()
        complaint = child.stderr.read()
    assert complaint == ""
    assert gone(environ) == []


@pytest.mark.parametrize("name", ["file", "missing/folder"])
def test_a_useless_tmpdir_is_one_sentence(tmp_path, name):
    environ = surroundings(tmp_path)
    (tmp_path / "file").touch()
    done = machine.run_statusline(["demo"], {**environ, "TMPDIR": str(tmp_path / name)})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"statusline: The demo needs a temporary folder, and {tmp_path / name} does not take")
    assert done.stderr.endswith(" Set TMPDIR to a folder that you may write to.\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_one_sentence(tmp_path):
    environ = surroundings(tmp_path)
    with Path("/dev/full").open("w") as full:
        done = machine.run_statusline(["demo"], environ, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == (
        "statusline: The demo stopped early: No space left on device."
        " It needs disk space for its output, and in TMPDIR for its files.\n"
    )
    assert gone(environ) == []


def test_without_loopback_one_sentence_says_so(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", refused)
    with pytest.raises(StatuslineError, match=r"cannot be reached on 127\.0\.0\.1: Network is unreachable"):  # noqa: SIM117 - one of them raises
        with stage.opened({"TMPDIR": str(tmp_path)}):
            pass
    assert list(tmp_path.iterdir()) == []


def test_folder_waits_for_a_writing_refresh(tmp_path):
    def refresh(login):
        time.sleep(0.3)
        (login / "late").write_text("written at the last moment")
        (login / "refresh.claim").write_text("0000000000\n")

    with workplace.temporary_folder(str(tmp_path)) as folder:
        login = folder / "machine" / "cache" / "logins" / "default"
        login.mkdir(parents=True)
        (login / "refresh.claim").write_text("1795240000\n")
        assert workplace.refreshing(folder)
        late = threading.Thread(target=refresh, args=(login,))
        late.start()
    assert list(tmp_path.iterdir()) == []
    assert not late.is_alive()


def test_folder_goes_after_a_failure_too(tmp_path):
    with pytest.raises(StorageError), workplace.temporary_folder(str(tmp_path)):
        raise StorageError("The disk is on fire.")
    assert list(tmp_path.iterdir()) == []


def test_signals_mean_the_same_afterwards():
    before = signal.getsignal(signal.SIGTERM)
    with workplace.ended_by_signals():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_machine_sees_next_to_nothing_of_ours(tmp_path):
    with stage.opened({"PATH": "/bin", "NO_COLOR": "1", "CODEX_HOME": "/x", "TMPDIR": str(tmp_path)}) as here:
        environ = here.machine("one").environ
        folder = str(here.folder / "one")
    assert environ.pop("PATH") == "/bin"
    assert set(environ) == {
        *("HOME", "CLAUDE_CONFIG_DIR", "CODEX_HOME"),
        *("STATUSLINE_CACHE_DIR", "STATUSLINE_STATE_DIR", "STATUSLINE_CONFIG"),
    }
    assert [value for value in environ.values() if not value.startswith(folder)] == []


def test_a_session_writes_what_claude_code_writes():
    real = json.loads((FIXTURES / "statusline-stdin-after-first-response.json").read_text())
    ours = json.loads(stage.session_says(1_795_242_486 - stage.FIVE_HOUR_IN))
    assert shape(ours).items() <= shape(real).items()
    assert ours["rate_limits"]["five_hour"] == {"used_percentage": 42.4, "resets_at": 1_795_242_540}


def shape(document, path=""):
    """Return path -> kind of each value; whole numbers and fractions are one kind."""
    if not isinstance(document, dict):
        return {path: "number" if type(document) in (int, float) else type(document).__name__}
    return {key: kind for name, value in document.items() for key, kind in shape(value, f"{path}/{name}").items()}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("#[fg=red]88%#[default]", "#[fg=red]88%#[default]"),
        ("%{\x1b[2m%}5h %{\x1b[22m%}42%%", r"%{\e[2m%}5h %{\e[22m%}42%%"),
        ("\x01\x1b[2m\x025h", r"^A\e[2m^B5h"),
        ("one\nsecond", "one\nsecond"),
    ],
    ids=["tmux", "zsh", "bash", "two lines"],
)
def test_what_a_target_prints_is_readable(text, shown):
    assert looks.readable(text) == shown


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (60, "plain          one two three four five six seven eight nine\n9.1 ms ×1.20   ten\n"),
        (60 - 1, "plain 9.1 ms ×1.20\n  one two three four five six seven eight nine ten\n"),
        (24, "plain 9.1 ms ×1.20\n  one two three four\n  five six seven eight\n  nine ten\n"),
    ],
    ids=["in columns", "stacked", "stacked and narrow"],
)
def test_row_in_columns_or_below_its_name(width, expected):
    out = Console(width=width, file=io.StringIO())
    page.row(out, "plain", Text("one two three four five six seven eight nine ten"), note="9.1 ms ×1.20")
    assert out.file.getvalue() == expected


def test_a_render_that_never_ends_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(renders, "LONGEST", 0.0)
    with pytest.raises(StatuslineError, match=r"^A render did not come to its end \(TimeoutError\)"):
        renders.render("plain", {"HOME": str(tmp_path), "STATUSLINE_NO_REFRESH": "1"})


def in_a_terminal(environ, *options):
    environ = {**environ, "TERM": "xterm-256color"}
    return pexpect.spawn(
        COMMAND[0], [*COMMAND[1:], *options], env=environ, encoding="utf-8", dimensions=(50, 100), timeout=30
    )
