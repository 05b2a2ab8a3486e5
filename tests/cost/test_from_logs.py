"""From logs to reports: what `cost` says of logs is their truth, whatever the grouping and the zone."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
import time_machine

from statusline.errors import StorageError
from statusline.index import update
from support import in_process
from support.usage_logs import CLASSES, NOW, Logs

FIXTURES = Path(__file__).parents[1] / "fixtures/usage"
COLUMNS = (*CLASSES[:-1], "web_searches")
# Half an hour, a quarter, no midnight on a day, two days in one, clocks that go back: America/Santiago has no midnight.
ZONES = ("UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago", "Europe/Berlin", "Pacific/Kiritimati")


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    return Logs(tmp_path_factory.mktemp("home")).make(sessions=15, threads=20)


@pytest.fixture
def cost(environ, capsys):
    def run(home, *arguments):
        environ.update(HOME=str(home), STATUSLINE_STATE_DIR=f"{home}/state", TZ="UTC")
        with time_machine.travel(NOW, tick=False):
            done = in_process.run(["cost", "-f", "json", "--since", "90d", *arguments], environ, capsys)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    return run


def test_tokens_are_the_truth_of_the_logs(logs, cost):
    truth = Counter()
    for (_, _, model), counts in logs.truth.items():
        for name, count in counts.items():
            truth[model.removesuffix("+fast"), name] += count
    rows = cost(logs.home, "--by", "model")["rows"]
    expected = {(model, name): count for (model, name), count in truth.items() if count}
    names = dict(zip(COLUMNS, CLASSES, strict=True))
    assert {(row["model"], names[key]): row[key] for row in rows for key in COLUMNS if row[key]} == expected


def test_sums_over_days_are_the_same_in_every_zone(logs, cost):
    total = cost(logs.home)["total"]
    for zone in ZONES:
        for by in ("hour", "day", "week", "month"):
            found = cost(logs.home, "--no-read", "--by", by, "--timezone", zone)
            assert found["total"] == total
            assert sum(row["calls"] for row in found["rows"]) == total["calls"]
            assert len({row[by] for row in found["rows"]}) == len(found["rows"])


def test_log_and_the_rest_are_a_real_ledger(cost, tmp_path):
    folder = tmp_path / ".claude/projects/-work"
    shutil.copytree(FIXTURES / "claude-2.1.332-interactive-btw-hidden-calls", folder)
    found = cost(tmp_path)
    unlogged, total = found["unlogged"], found["total"]
    assert unlogged["sessions"] == 1
    assert unlogged["ledger_usd"] == pytest.approx(0.114177325, abs=1e-9)
    assert total["list_usd"] + unlogged["usd"] == pytest.approx(0.114177325, abs=1e-9)
    assert total["cache_write_1h"] + unlogged["cache_write_1h"] == 12_000 + 4_000
    assert total["output"] + unlogged["output"] == 160 + 54


def test_index_that_cannot_be_written_is_shown(run, monkeypatch):
    def refuse(*_):
        raise StorageError("The disk is full.", "Free some space.")

    monkeypatch.setattr(update, "all_at_once", refuse)
    done = run("cost")
    assert (done.returncode, done.stderr) == (0, "statusline: The disk is full. Free some space.\n")
    assert "$55.05+" in done.stdout
