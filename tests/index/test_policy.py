"""What the table [index] keeps: hashes in place of folders, calls of so many days, nothing at all."""

import json
import shutil
from pathlib import Path

import pytest

from statusline.config import Config
from statusline.config.index import OFF, Index
from statusline.errors import StatuslineError
from statusline.hot.text import DAY
from statusline.index import update, upkeep
from statusline.index.policy import KEEP_ALL, Policy
from statusline.state.environment import find_environment
from support.machine import run_statusline
from support.usage_index import by_day, calls, read, state, totals
from support.usage_logs import NOW, Logs

FOLDER = b"/home/u/proj"
IN_A_PATH = b"-home-u-proj"
NUMBERS = Policy(salt=b"s" * 32)
WEEK = NOW - 7 * DAY


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Logs:
    return Logs(tmp_path_factory.mktemp("home")).make(sessions=6, threads=8)


@pytest.fixture
def home(logs: Logs, tmp_path: Path) -> Path:
    return Path(shutil.copytree(logs.home, tmp_path / "home"))


def stored(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in Path(state(home)).iterdir())


def projects(home: Path) -> set[str | None]:
    return {project for (project,) in totals(home, ("project",))}


@pytest.mark.parametrize("before", [NUMBERS, KEEP_ALL], ids=["always", "from now on"])
def test_numbers_have_no_folder(home: Path, logs: Logs, before: Policy) -> None:
    read(home, policy=before)
    assert read(home, policy=NUMBERS).read_logs == 0
    assert by_day(home) == logs.truth
    assert [name for name in (FOLDER, IN_A_PATH) if name in stored(home)] == []
    (project,) = projects(home)
    assert str(project).startswith("project:")


def test_folders_come_back_with_their_logs(home: Path, logs: Logs) -> None:
    read(home, policy=NUMBERS)
    read(home)
    assert by_day(home) == logs.truth
    assert projects(home) == {FOLDER.decode()}
    read(home, policy=NUMBERS)
    assert by_day(home) == logs.truth
    assert FOLDER not in stored(home)


def test_old_calls_are_forgotten_and_stay_so(home: Path) -> None:
    read(home)
    recent = {call for call in calls(home) if call.at >= WEEK}
    assert len(recent) < len(calls(home))
    for start_anew in (False, True):
        if start_anew:
            upkeep.start_anew(state(home))
        read(home, policy=Policy(oldest=WEEK))
        assert {call.key for call in calls(home)} == {call.key for call in recent}


def test_a_clock_that_is_years_ahead_forgets_nothing(home: Path, logs: Logs) -> None:
    read(home)
    ahead = NOW + 1_200 * DAY
    read(home, policy=Policy(oldest=ahead - 800 * DAY), now=ahead)
    assert by_day(home) == logs.truth


def test_off_reads_nothing(environ: dict[str, str]) -> None:
    Logs(Path(environ["HOME"])).make(sessions=1, threads=1)
    here, config = find_environment(environ), Config(index=Index(OFF))
    assert update.a_part(here, config, NOW) == update.NOTHING
    with pytest.raises(StatuslineError, match="off"):
        update.all_at_once(here, config, NOW, lambda _done, _all: None)


def test_no_log_of_a_call_is_known_by_numbers(environ: dict[str, str]) -> None:
    Logs(Path(environ["HOME"])).make(sessions=1, threads=0)
    Path(environ["STATUSLINE_CONFIG"]).write_text('[index]\nkeep = "numbers"\n')
    run_statusline(("index", "read"), environ)
    listed = json.loads(run_statusline(("calls", "--since", "2026-10-01", "-f", "json"), environ).stdout)
    done = run_statusline(("context", listed["calls"][0]["call"]), environ)
    assert done.stderr.startswith('statusline: With keep = "numbers" in [index] nobody knows the log of a call.')


def test_a_hidden_folder_can_be_named(environ: dict[str, str]) -> None:
    Logs(Path(environ["HOME"])).make(sessions=1, threads=0)
    Path(environ["STATUSLINE_CONFIG"]).write_text('[index]\nkeep = "numbers"\n')
    run_statusline(("index", "read"), environ)
    named = ("--project", FOLDER.decode())
    cost = json.loads(run_statusline(("cost", "--since", "2026-10-01", "-f", "json", *named), environ).stdout)
    forgotten = run_statusline(("index", "forget", "--yes", *named), environ)
    assert forgotten.stdout == f"Forgot {cost['total']['calls']} calls.\n"


def test_a_command_says_that_it_is_off(environ: dict[str, str]) -> None:
    Path(environ["STATUSLINE_CONFIG"]).write_text('[index]\nkeep = "off"\n')
    done = run_statusline(("index", "read"), environ)
    assert done.returncode == 1
    assert done.stderr.endswith('is "off". Set it to "projects" or "numbers".\n')
