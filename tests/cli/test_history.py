import subprocess
import sys
import time
from pathlib import Path

import pytest

import statusline as package
from statusline.history import cycles
from statusline.limits.model import Account, LoginState, Record, Sample, SignedIn
from statusline.state import files, record, samples, sqlite
from statusline.state.environment import find_environment
from support import signed_in
from support.prompt_files import claude, write
from support.terminal import Terminal

DAY, HOUR = 86_400, 3_600
ME, OTHER, CODEX = "claude:00112233445566ff", "claude:ffeeddccbbaa9988", "codex:aabbccddeeff0011"
HEAD = "start             end               peak  limit hit"


@pytest.fixture
def now():
    """Return the real time: the command has no other."""
    return int(time.time())


@pytest.fixture
def known(environ, now):
    """Record a Claude account that is signed in here and was seen a moment ago, and a Codex account."""
    here = find_environment(environ)
    seen = (
        Sample("five_hour", "5h", 42.0, now + HOUR, now, "claude_oauth", 18_000),
        Sample("seven_day:fable", "Fable", 7.0, now + DAY, now, "claude_oauth", 604_800),
    )
    accounts = {ME: Account(ME, "claude", samples=seen), CODEX: Account(CODEX, "codex", label="job")}
    logins = {here.key: LoginState(here.login, {"claude": SignedIn(ME, 0), "codex": SignedIn(CODEX, 0)})}
    files.write_atomic(here.record, record.dump(Record(accounts, logins)))
    return here


@pytest.fixture
def seen(environ, now):
    """Return a function that puts (seconds ago, used, reset in seconds, source) into the history."""

    def put(*points, account=ME, window="five_hour"):
        with samples.opened(environ["STATUSLINE_STATE_DIR"]) as past:
            for ago, used, reset, *source in points:
                name = source[0] if source else "claude_oauth"
                past.record(account, [Sample(window, "", used, now + reset, now - ago, name)])

    return put


def part_of_day(moment):
    moment = time.gmtime(moment)
    return f"{time.strftime('%A', moment)} {('night', 'morning', 'afternoon', 'evening')[moment.tm_hour // 6]}"


def stamp(moment):
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(moment))


def test_table_has_cycles_peaks_and_hits(known, seen, statusline, now):
    seen((9 * HOUR, 10, -4 * HOUR), (8 * HOUR, 100, -4 * HOUR), (3 * HOUR, 20, HOUR), (60, 41.7, HOUR))
    done = statusline("history")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "claude · 5h",
        f"The limit was hit once in 7 days on {part_of_day(now - 8 * HOUR)}, for 4h00m.",
        HEAD,
        f"{stamp(now - 9 * HOUR)}  {stamp(now - 4 * HOUR)}  100%  {stamp(now - 8 * HOUR)}",
        f"{stamp(now - 4 * HOUR)}  running            41%  –",
    ]


def test_earlier_cycle_is_whole(known, seen, statusline, now):
    seen((4 * HOUR, 100, HOUR), (2 * HOUR, 99, HOUR))
    line = statusline("history", "--since", "1h").stdout.splitlines()[-1]
    assert line == f"{stamp(now - 4 * HOUR)}  running  100%  {stamp(now - 4 * HOUR)}"


def test_equal_sources_make_one_cycle(known, seen, statusline):
    seen((600, 20, HOUR), (590, 20, HOUR, "claude_statusline"), (580, 20, HOUR + 30, "claude_web"), (60, 21, HOUR))
    assert [line.split()[-2:] for line in statusline("history").stdout.splitlines()[3:]] == [["21%", "–"]]


@pytest.fixture
def several(known, seen):
    """Put a point into four windows and return their titles."""
    pairs = [(ME, "five_hour"), (ME, "seven_day:fable"), (OTHER, "five_hour"), (CODEX, "five_hour")]
    for account, window in pairs:
        seen((60, 20, HOUR), account=account, window=window)
    return ["claude · 5h", "claude · Fable", "claude ffeedd · 5h", "codex job · 5h"]


def titles(done):
    return [line for line in done.stdout.splitlines() if " · " in line]


CHOICES = {
    "all": ([], [0, 1, 2, 3]),
    "a window by the word for it": (["--window", "5h"], [0, 2, 3]),
    "a window by its name": (["-w", "seven_day:fable"], [1]),
    "two windows": (["-w", "5h", "-w", "Fable"], [0, 1, 2, 3]),
    "a provider": (["--provider", "codex"], [3]),
    "an account by its label": (["--account", "job"], [3]),
    "an account by its key": (["--account", ME], [0, 1]),
    "an account by the beginning of its key": (["--account", "ffeedd"], [2]),
    "all of it": (["--provider", "claude", "-a", ME, "-w", "5h"], [0]),
}


@pytest.mark.parametrize(("arguments", "expected"), CHOICES.values(), ids=CHOICES)
def test_what_is_asked_for_is_shown(several, statusline, arguments, expected):
    assert titles(statusline("history", *arguments)) == [several[number] for number in expected]


REFUSED = {
    "no time": (["--since", "soon"], '"soon" is not a valid time. Use 24h, 7d, 2w, or a date such as 2026-11-01.'),
    "the future": (["--since", "2999-01-01"], '"2999-01-01" is in the future.'),
    "no window": (["-w", "6h"], 'The history has no window "6h". It has: 5h, Fable.'),
    "no account": (["-a", "play"], f'The history has no account "play". It has: {ME}, {OTHER}, job.'),
    "no account of the provider": (["-a", "job", "--provider", "claude"], 'The history has no account "job".'),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED)
def test_impossible_question_is_a_sentence(several, statusline, arguments, sentence):
    done = statusline("history", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_without_history_it_says_how(environ, statusline):
    done = statusline("history")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "statusline: No history yet. Run `statusline refresh` to start it.\n"
    assert not Path(environ["STATUSLINE_STATE_DIR"]).exists()


def test_no_history_names_the_setting(environ, statusline):
    signed_in.configure(environ, "history_days = 0\n")
    assert statusline("history").stderr == (
        f"statusline: The history is off: history_days is 0 in {environ['STATUSLINE_CONFIG']}."
        " Set it to 400, for example.\n"
    )


def test_an_empty_history_is_none_yet(environ, statusline):
    with samples.opened(environ["STATUSLINE_STATE_DIR"]):
        pass
    done = statusline("history")
    assert (done.stdout, done.stderr) == ("", "statusline: No history yet. Run `statusline refresh` to start it.\n")


def test_nothing_happened_says_look_back(known, seen, statusline, now):
    seen((20 * DAY, 40, -19 * DAY))
    assert statusline("history").stdout == f"No use recorded since {stamp(now - 7 * DAY)}. Try --since 30d.\n"
    assert "  40%  –" in statusline("history", "--since", "30d").stdout


def folder_in_its_place(path):
    path.mkdir(parents=True)


def file_as_its_folder(path):
    path.parent.write_text("")


def link_to_itself(path):
    path.parent.mkdir()
    path.symlink_to(path)


OBSTACLES = {
    folder_in_its_place: "is not a regular file. Move it away.",
    file_as_its_folder: "Move that file away, or set STATUSLINE_CACHE_DIR and STATUSLINE_STATE_DIR to other folders.",
    link_to_itself: "is not a regular file. Move it away.",
}


@pytest.mark.parametrize(("obstacle", "sentence"), OBSTACLES.items(), ids=lambda one: getattr(one, "__name__", ""))
@pytest.mark.parametrize("command", [["history"], ["export", "-f", "csv"]], ids=["history", "export"])
def test_unreadable_history_is_a_sentence(environ, statusline, command, obstacle, sentence):
    obstacle(Path(environ["STATUSLINE_STATE_DIR"], "history.sqlite3"))
    done = statusline(*command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("statusline: ")
    assert done.stderr.rstrip().endswith(sentence)
    assert done.stderr.count("\n") == 1


def test_damaged_history_starts_fresh(environ, known, seen, statusline):
    seen((60, 20, HOUR))
    path = Path(environ["STATUSLINE_STATE_DIR"], "history.sqlite3")
    path.write_bytes(b"not a database at all " * 400)
    done = statusline("history")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"statusline: {path} was damaged; it is now {path}.corrupt-1. The next refresh begins a fresh one.\n"
    )
    assert "No history yet." in statusline("history").stderr


def test_reading_leaves_the_file_as_it_was(environ, known, seen, statusline):
    seen((60, 20, HOUR))
    folder = Path(environ["STATUSLINE_STATE_DIR"])
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert statusline("history").stdout.count("\n") == 4
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


def screen(environ, folder, *arguments, columns=60, **more):
    command = [sys.executable, "-P", "-m", "statusline", "history", *arguments]
    with Terminal(command, {**environ, **more}, folder=folder, columns=columns, rows=40) as terminal:
        terminal.wait_for_end()
        return terminal.lines(), terminal.output


def test_terminal_has_curve_above_table(environ, known, seen, tmp_path, now):
    seen((20 * HOUR, 50, -16 * HOUR), (18 * HOUR, 100, -16 * HOUR))
    lines, output = screen(environ, tmp_path, "--since", "24h")
    assert lines[0] == "claude · 5h"
    assert " ".join(lines[1:3]).startswith("The limit was hit once in 1 day on ")
    assert lines[3].startswith("100% ┤")
    assert lines[10].startswith("  0% ┤")
    ends = [stamp(at - DAY).split() + stamp(at).split() for at in range(now, int(time.time()) + 1)]
    assert lines[13].split() in ends
    assert lines[12].split() == ["✕", "↻"]
    assert lines[14] == "      ↻ reset  ✕ limit hit"
    assert lines[15].split() == ["start", "end", "peak", "limit", "hit"]
    assert b"\x1b[1m" in output


def test_long_page_goes_to_the_pager(environ, known, seen, tmp_path, now):
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged; exec cat\n")
    pager.chmod(0o755)
    for day in range(40):
        seen((day * 4 * HOUR + 1, 20, -day * 4 * HOUR + HOUR))
    assert screen(environ, tmp_path, PAGER=str(pager))[1].startswith(b"paged\r\n")
    assert b"paged" not in screen(environ, tmp_path, "--since", "1h", PAGER=str(pager))[1]


def test_less_shows_a_title_not_its_escapes(environ, known, seen, tmp_path, require):
    less = require("less")
    for day in range(40):
        seen((day * 4 * HOUR + 1, 20, -day * 4 * HOUR + HOUR))
    command = [sys.executable, "-P", "-m", "statusline", "history"]
    with Terminal(command, {**environ, "PAGER": less}, folder=tmp_path, columns=60, rows=20) as terminal:
        terminal.wait_for_line("claude · 5h")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_terminal_can_ask_for_the_table(environ, known, seen, tmp_path):
    seen((60, 20, HOUR))
    assert "┤" not in "\n".join(screen(environ, tmp_path, "--format", "table")[0])


@pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_without_colour_there_is_not_one_escape(environ, known, seen, tmp_path, variable):
    seen((60, 20, HOUR))
    assert b"\x1b" not in screen(environ, tmp_path, **variable)[1]


@pytest.mark.parametrize("columns", [30, 40, 52, 80])
def test_nothing_is_wider_than_the_terminal(environ, known, seen, tmp_path, columns):
    seen((9 * HOUR, 10, -3 * HOUR), (8 * HOUR, 100, -3 * HOUR), (7 * HOUR, 2, -2 * HOUR))
    output = screen(environ, tmp_path, columns=columns, NO_COLOR="1")[1].decode()
    assert "limit hit" in output
    assert max(len(line.rstrip("\r")) for line in output.split("\n")) <= columns


PLAIN = {
    "the config says so": ({}, "ascii = true\n"),
    "the terminal knows no more": ({"PYTHONIOENCODING": "ascii"}, ""),
}


@pytest.mark.parametrize(("variables", "config"), PLAIN.values(), ids=PLAIN)
def test_it_is_ascii_where(environ, known, seen, statusline, variables, config):
    signed_in.configure(environ, config)
    environ.update(variables)
    seen((9 * HOUR, 10, -4 * HOUR))
    shown = statusline("history", "-f", "plot").stdout
    assert shown.isascii()
    assert "claude - 5h" in shown
    assert "^ reset" in shown


def test_real_refresh_gives_each_its_cycle(environ, standin, statusline):
    signed_in.both(environ, standin)
    assert statusline("refresh").returncode == 0
    shown = statusline("history").stdout + statusline("export", "-f", "json").stdout
    assert "codex · 5h\n" in shown
    assert "claude · Fable\n" in shown
    assert not [secret for secret in ("@", "example.com", "sk-ant", "eyJ") if secret in shown]


def a_year(environ, count=100_000):
    """Fill the history with so many points of four windows; each eighth ends a cycle."""
    moment = int(time.time())
    keys = [(account, window) for account in (ME, CODEX) for window in ("five_hour", "seven_day")]
    each = count // len(keys)
    with samples.opened(environ["STATUSLINE_STATE_DIR"]) as past, sqlite.transaction(past.connection):
        past.connection.executemany(
            "INSERT INTO samples VALUES (?, ?, ?, 'claude_oauth', ?, ?, 'official')",
            (
                (account, window, moment - 1_200 * i, 90 - i % 8 * 10, moment - 1_200 * (i // 8 * 8 - 1))
                for account, window in keys
                for i in range(each)
            ),
        )


def steps(environ, since):
    """Return how many instructions SQLite needs to read what is there since then, and how many points that gives."""
    counted = 0

    def count():
        nonlocal counted
        counted += 100

    points = 0
    with samples.reading(environ["STATUSLINE_STATE_DIR"]) as past:
        past.connection.set_progress_handler(count, 100)
        for account, window in past.windows():
            first = past.running_since(account, window, since)
            points += len(list(cycles.believed(past.series(account, window, first))))
    return counted, points


def test_week_costs_the_same_after_a_year(environ, known, now):
    """Counted, not timed: rows that are not wanted are not read."""
    a_year(environ)
    week, points = steps(environ, now - 7 * DAY)
    year, all_points = steps(environ, 0)
    assert all_points == 100_000
    assert points < 2_100
    assert week < year / 20


@pytest.mark.benchmark
def test_a_year_is_listed_in_under_a_second(environ, known, statusline):
    a_year(environ)
    for arguments in (["history", "--help"], ["history", "--since", "2000d"], ["export", "-f", "csv"]):
        began = time.perf_counter()
        done = statusline(*arguments)
        spent = time.perf_counter() - began
        print(f"{' '.join(arguments):28} {spent:5.2f} s, {done.stdout.count(chr(10)):7} lines")  # noqa: T201 - a benchmark reports
        if arguments[1] == "--since":
            assert spent < 1


def test_a_render_opens_no_history(environ, known, seen):
    seen((60, 20, HOUR))
    write(environ, claude(), now=int(time.time()))
    fast = str(Path(package.__file__).parent / "fast.py")
    program = (
        "import os, runpy, sys\n"
        "def leave(code):\n"
        "    sys.stderr.write(' '.join(sys.modules)); sys.stderr.flush(); leave_now(code)\n"
        "leave_now, os._exit = os._exit, leave\n"
        "sys.addaudithook(lambda event, arguments: sys.stderr.write(f'{event}:{arguments[0]}\\n')"
        " if event == 'open' else None)\n"
        f"sys.argv = [{fast!r}, '--format', sys.argv[1]]\n"
        f"runpy.run_path({fast!r}, run_name='__main__')\n"
    )
    for format_ in ("plain", "claude", "json"):
        done = subprocess.run(
            [sys.executable, "-IS", "-c", program, format_],
            env={**environ, "STATUSLINE_NO_REFRESH": "1"},
            input="{}",
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=True,
        )
        assert done.stdout
        assert f"/{format_}.prompt\n" in done.stderr
        assert "sqlite" not in done.stderr
