"""`statusline index`: reading, its status as text and JSON, checking and forgetting."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from statusline.cli import command
from support.usage_logs import Logs


@pytest.fixture
def logs(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Logs:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return Logs(Path(environ["HOME"])).make(sessions=3, threads=3)


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(command, ["index", *arguments], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result.output


def count(logs: Logs) -> int:
    return sum(sums["calls"] for sums in logs.truth.values())


def known() -> int:
    return sum(json.loads(run("status", "-f", "json"))["calls"].values())


def test_without_an_index(logs: Logs) -> None:
    assert run() == "No index yet. Run `statusline index read` to read the logs.\n"
    assert json.loads(run("status", "-f", "json"))["calls"] == {}


def test_an_index_without_any_log_says_what_to_do(logs: Logs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", f"{logs.home}/nobody")
    run("read")
    assert run().startswith("No call of Claude Code or Codex is known yet. Use one of them;\n")


def test_read_and_its_status(logs: Logs) -> None:
    assert " MB read" in run("read")
    assert ", 0 of them changed; 0.0 MB read" in run("read")
    assert known() == count(logs)
    assert "unreadable" not in run()


def test_rebuild_keeps_what_logs_that_are_gone_showed(logs: Logs) -> None:
    run("read")
    next(logs.home.rglob("*.jsonl")).unlink()
    run("read")
    run("rebuild")
    assert known() == count(logs)
    assert "1 gone, their calls stay" in run()


def test_forget_and_rebuild(logs: Logs) -> None:
    run("read")
    assert "Forgot " in run("forget", "--before", "1m", "--yes")
    assert known() == 0
    run("read")
    assert known() == 0
    run("rebuild")
    assert known() == count(logs)


def test_forget_needs_to_know_what(logs: Logs) -> None:
    assert "Say what to forget" in run("forget", status=2)
    assert run("forget", "--project", "/nowhere", "--yes") == "The index has no such call.\n"


def test_privacy_hides_folders(logs: Logs) -> None:
    run("read")
    assert str(logs.home) not in run("status", "--privacy", "redacted")


def test_a_home_that_cannot_be_written_is_one_sentence(logs: Logs) -> None:
    state = Path(os.environ["STATUSLINE_STATE_DIR"])
    state.mkdir(parents=True, exist_ok=True)
    (state / "tokens.sqlite3").mkdir()
    output = CliRunner().invoke(command, ["index", "read"])
    assert output.exception is not None
    assert "tokens.sqlite3" in str(output.exception)
