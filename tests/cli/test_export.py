import csv
import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline.limits.model import ESTIMATE, Account, Record, Sample
from statusline.state import samples, sqlite

NOW = int(time.time())
HOUR = 3_600
ME, CODEX = "claude:00112233445566ff", "codex:aabbccddeeff0011"
HEAD = (
    "provider,account,label,window,as_of,as_of_iso,used_percentage,resets_at,source,confidence,"
    "official_as_of,official_used_percentage"
)


def iso(moment):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def sample(used, ago, source="claude_oauth", window="five_hour", **more):
    return Sample(window, "5h", used, more.pop("reset", NOW + HOUR), NOW - ago, source, 18_000, **more)


@pytest.fixture
def filled(environ):
    """Keep two sources' numbers, an estimate that was checked, and a number without a reset; return the path."""
    folder = environ["STATUSLINE_STATE_DIR"]
    guess = sample(30.5, 1_200, "claude_transcripts", confidence=ESTIMATE)
    mine = Account(ME, "claude", samples=(sample(20, 1_800), guess, sample(33, 600), sample(33, 590, "claude_web")))
    other = Account(CODEX, "codex", samples=(sample(0, 60, "codex_oauth", reset=None),))
    samples.keep(folder, Record({ME: mine, CODEX: other}), NOW)
    return Path(folder, "history.sqlite3")


LINES = [
    HEAD,
    f"claude,{ME},,five_hour,{NOW - 1800},{iso(NOW - 1800)},20,{NOW + HOUR},claude_oauth,official,,",
    f"claude,{ME},,five_hour,{NOW - 1200},{iso(NOW - 1200)},30.5,,,estimate,{NOW - 600},33",
    f"claude,{ME},,five_hour,{NOW - 600},{iso(NOW - 600)},33,{NOW + HOUR},claude_oauth,official,,",
    f"claude,{ME},,five_hour,{NOW - 590},{iso(NOW - 590)},33,{NOW + HOUR},claude_web,official,,",
    f"codex,{CODEX},,five_hour,{NOW - 60},{iso(NOW - 60)},0,,codex_oauth,official,,",
]


def test_csv_has_everything_the_oldest_first(filled, statusline):
    done = statusline("export", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == LINES


def test_json_leaves_out_the_unknown(filled, statusline):
    written = json.loads(statusline("export", "-f", "json").stdout)
    assert written["schema"] == "statusline-export/1"
    assert abs(written["generated_at"] - time.time()) < 60
    expected = [{key: text for key, text in row.items() if text} for row in csv.DictReader(LINES)]
    assert [{key: str(value) for key, value in row.items()} for row in written["rows"]] == expected
    assert isinstance(written["rows"][0]["as_of"], int)


def test_from_a_time_on(filled, statusline):
    assert statusline("export", "-f", "csv", "--since", iso(NOW - 900)).stdout.splitlines() == [HEAD, *LINES[3:]]


def test_comma_or_quote_stays_one_field(filled, environ, statusline):
    label = 'my "own", label'
    Path(environ["STATUSLINE_CACHE_DIR"]).mkdir()
    document = {"version": 1, "accounts": {ME: {"provider": "claude", "label": label}}, "logins": {}}
    Path(environ["STATUSLINE_CACHE_DIR"], "usage.json").write_text(json.dumps(document))
    rows = list(csv.DictReader(statusline("export", "-f", "csv").stdout.splitlines()))
    assert [row["label"] for row in rows] == [label] * 4 + [""]
    assert json.loads(statusline("export", "-f", "json").stdout)["rows"][0]["label"] == label


def test_file_is_private_folder_unchanged(filled, statusline, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    folder.chmod(0o755)
    done = statusline("export", "-f", "csv", "--output", "mine/h.csv", cwd=tmp_path, umask=0)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Wrote mine/h.csv.\n")
    assert (folder / "h.csv").read_text().splitlines() == LINES
    assert stat.S_IMODE((folder / "h.csv").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert os.listdir(folder) == ["h.csv"]


def test_existing_file_needs_force(filled, statusline, tmp_path):
    file = tmp_path / "h.csv"
    file.write_text("mine")
    file.chmod(0o644)
    done = statusline("export", "-f", "csv", "-o", str(file))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (f"statusline: {file} already exists. Name another file, or add --force to replace it.\n")
    assert file.read_text() == "mine"
    assert statusline("export", "-f", "csv", "-o", str(file), "--force").returncode == 0
    assert file.read_text().splitlines() == LINES
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


REFUSED = {
    "a folder that is not there": ("none/h.csv", "No such file or directory. Name a file in another folder."),
    "a folder in its place": ("folder", "is not a regular file. Name another one."),
    "a pipe in its place": ("pipe", "is not a regular file. Name another one."),
}


@pytest.mark.parametrize(("name", "sentence"), REFUSED.values(), ids=REFUSED)
def test_unwritable_is_one_sentence(filled, statusline, tmp_path, name, sentence):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    done = statusline("export", "-f", "csv", "-o", str(tmp_path / name), "--force")
    assert done.returncode == 1
    assert done.stderr.startswith("statusline: ")
    assert done.stderr.endswith(sentence + "\n")
    assert done.stderr.count("\n") == 1
    assert not [entry for entry in os.listdir(tmp_path) if entry.endswith(".tmp")]


def test_bad_time_says_what_to_give(statusline):
    assert "Missing option '--format'" in statusline("export").stderr
    done = statusline("export", "-f", "csv", "--since", "soon")
    assert done.returncode == 2
    assert '"soon" is not a valid time. Use 24h, 7d, 2w, or a date such as 2026-11-01.' in done.stderr


def test_without_history_head_and_sentence(environ, statusline):
    done = statusline("export", "-f", "csv")
    assert (done.returncode, done.stdout) == (0, HEAD + "\n")
    assert done.stderr == "statusline: No history yet. Run `statusline refresh` to start it.\n"
    assert json.loads(statusline("export", "-f", "json").stdout)["rows"] == []
    assert not Path(environ["STATUSLINE_STATE_DIR"]).exists()


def test_reader_may_stop_early(environ, filled, statusline):
    many(environ, 20_000)
    command = f"'{sys.executable}' -P -m statusline export -f csv | head -n 2"
    done = subprocess.run(["sh", "-c", command], env=environ, capture_output=True, encoding="utf-8", check=False)
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == ""


def many(environ, count):
    with samples.opened(environ["STATUSLINE_STATE_DIR"]) as past, sqlite.transaction(past.connection):
        rows = ((ME, "seven_day", NOW - 60 * i, i % 100) for i in range(count))
        past.connection.executemany("INSERT INTO samples VALUES (?, ?, ?, 'a', ?, NULL, 'official')", rows)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the most memory a process had is read from /proc")
def test_memory_does_not_grow_with_history(environ, filled, tmp_path):
    program = (
        "import re, sys\n"
        "from statusline.cli import run\n"
        "try:\n"
        "    run(['export', '-f', sys.argv[1], '-o', sys.argv[2]])\n"
        "finally:\n"
        "    print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
    )

    def most(name):
        command = [sys.executable, "-P", "-c", program, "json", str(tmp_path / name)]
        done = subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=True)
        return int(done.stdout)

    many(environ, 10_000)
    little = most("little")
    many_more = 50_000
    with samples.opened(environ["STATUSLINE_STATE_DIR"]) as past:
        past.connection.execute("DELETE FROM samples WHERE window = 'seven_day'")
    many(environ, many_more)
    much = most("much")
    assert (tmp_path / "much").read_text().count("\n") > many_more
    assert much - little < 4_000  # kB; the file itself has over 10,000
