import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import pytest

import statusline as package
from support import index_rows
from support.cost_index import SESSION

BY_DAY = """\
day         calls  input  cached  written  output     cost  credits
2026-11-28      4   1.1M    1.1M     1.0M  110.0k  $15.05+     21.3
2026-11-27      1      0       0        0    1.0M   $40.00        –
total           5   1.1M    1.1M     1.0M    1.1M  $55.05+     21.3
"""
NOTES = """\
Besides <$0.01 for 500 tokens that no log shows, by Claude Code's own ledger of 1 session.
1.0k tokens of gpt-6.2-sol have no price; put yours into [prices."gpt-6.2-sol"].
List prices of the APIs (genai-prices 0.2.3, 2026-11-28), not what a subscription pays. Days in UTC.
"""


def table(text):
    """Return the cells of a table's lines without the notes below it."""
    lines = [line.split("  ") for line in text.splitlines() if "  " in line]
    return [[cell.strip() for cell in line if cell.strip()] for line in lines]


def test_week_by_day(run):
    shown = run("cost")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == BY_DAY + NOTES


GROUPS = {
    "week": ("week", ["2026-11-23"]),
    "month": ("month", ["2026-11"]),
    "hour": ("hour", ["2026-11-28T10:00+00:00", "2026-11-28T09:00+00:00", "2026-11-27T10:00+00:00"]),
    "model": ("model", ["claude-opus-5-5", "gpt-5.5", "gpt-6.2-sol"]),
    "project": ("project", ["~/=web", "~/api"]),
    "session": ("session", [SESSION, "–"]),
    "agent": ("agent", ["main", "Explore"]),
    "account": ("account", ["claude 012345", "–"]),
    "provider": ("provider", ["claude", "codex"]),
    "tier": ("tier", ["fast", "standard"]),
    "effort": ("effort", ["–", "high"]),
}


@pytest.mark.parametrize(("by", "names"), GROUPS.values(), ids=GROUPS)
def test_groups(run, by, names):
    rows = table(run("cost", "--by", by).stdout)[1:]
    assert [row[0] for row in rows] == [*names, *(["total"] if len(names) > 1 else [])]


def test_two_groups_by_day_then_cost(run):
    rows = table(run("cost", "--by", "day", "--by", "provider").stdout)
    assert [row[:2] for row in rows[1:4]] == [
        ["2026-11-28", "claude"],
        ["2026-11-28", "codex"],
        ["2026-11-27", "claude"],
    ]


TWO = "--by may be given twice at most, and not with the same name."
FILTERS = {
    "a provider": (("--provider", "codex"), 2),
    "a project by its name": (("--project", "api"), 4),
    "a project by its path": (("--project", "~/api"), 4),
    "two projects": (("--project", "api", "--project", "=web"), 5),
    "a model by a part of its name": (("--model", "opus"), 3),
    "a session by its beginning": (("--session", SESSION[:8]), 3),
    "an account by its key": (("--account", "012345"), 3),
    "an agent": (("--agent", "Explore"), 1),
    "without an agent": (("--agent", "unknown"), 4),
    "the conversation itself": (("--agent", "main"), 4),
    "a longer time": (("--since", "2w"), 6),
    "until a day": (("--until", "2026-11-28"), 1),
}


@pytest.mark.parametrize(("arguments", "calls"), FILTERS.values(), ids=FILTERS)
def test_filter(run, arguments, calls):
    assert json.loads(run("cost", "-f", "json", *arguments).stdout)["total"]["calls"] == calls


REFUSED = {
    "three groups": (("--by", "day", "--by", "model", "--by", "tier"), TWO),
    "one group twice": (("--by", "day", "--by", "day"), TWO),
    "a project that is not known": (("--project", "apu"), "`statusline cost --by project` lists them."),
    "a typo in a model": (("--model", "gpt-5,5"), 'There is no model "gpt-5,5". Did you mean "gpt-5.5"?'),
    "a zone": (
        ("--timezone", "Mars/Base"),
        '"Mars/Base" is not a time zone. Use UTC, or one such as Europe/Berlin.',
    ),
    "a time": (("--since", "later"), '"later" is not a valid time. Use 24h, 7d, 2w, or a date such as 2026-11-01.'),
    "an empty time": (("--since", "1d", "--until", "2d"), "--since has to be before --until."),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED)
def test_refusal_is_a_sentence(run, arguments, sentence):
    refused = run("cost", *arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.strip().endswith(sentence)


def test_day_is_that_of_the_zone(run):
    rows = table(run("cost", "--timezone", "Pacific/Kiritimati").stdout)
    assert [row[0] for row in rows[1:]] == ["2026-11-29", "2026-11-28", "total"]


def test_json_has_all_that_it_takes_to_believe_it(run):
    found = json.loads(run("cost", "-f", "json", "--by", "model").stdout)
    assert (found["schema"], found["timezone"], found["privacy"]) == ("statusline-cost/1", "UTC", "normal")
    assert found["prices"] == {"source": "genai-prices 0.2.3", "as_of": "2026-11-28"}
    assert found["unpriced"] == [{"model": "gpt-6.2-sol", "tokens": 1000}]
    assert found["rows"][-1]["unpriced_tokens"] == 1000
    assert "list_usd" not in found["rows"][-1]
    assert (found["rows"][0]["list_usd"], found["rows"][0]["cache_write_1h"]) == (54.2, 1_000_000)
    assert (found["rows"][1]["credits"], found["rows"][1]["credits_confidence"]) == (21.25, "exact")


def test_logged_and_unlogged_are_the_ledger(run):
    found = json.loads(run("cost", "-f", "json", "--by", "session", "--since", "30d").stdout)
    (session,) = [row for row in found["rows"] if row["session"] == SESSION]
    assert session["list_usd"] + found["unlogged"]["usd"] == pytest.approx(found["unlogged"]["ledger_usd"], abs=1e-9)
    assert found["unlogged"]["ledger_usd"] == 58.202
    assert session["input"] + found["unlogged"]["input"] == 2_000_500


def test_csv_holds_no_formula(run):
    rows = list(csv.reader(io.StringIO(run("cost", "-f", "csv", "--by", "project").stdout)))
    assert rows[0][:3] == ["project", "calls", "input"]
    assert [row[0] for row in rows[1:]] == ["~/=web", "~/api"]
    safe = list(csv.reader(io.StringIO(run("calls", "-f", "csv").stdout)))
    assert not [cell for row in safe for cell in row if cell[:1] in "=+-@" and cell]


SHOWN = {"redacted": ("path:", "id:", "label:"), "strict": ("…", "…", "label:")}


@pytest.mark.parametrize(("mode", "shown"), SHOWN.items(), ids=SHOWN)
def test_privacy(run, mode, shown):
    texts = [run("cost", "-f", "csv", "--by", by, "--privacy", mode).stdout for by in ("project", "session", "agent")]
    texts += [run("cost", "-f", "csv", "--by", "account", "--privacy", mode).stdout]
    texts += [run("calls", "-f", form, "--privacy", mode).stdout for form in ("csv", "table", "json")]
    assert not [word for word in ("/api", "=web", SESSION[:8], "Explore", "012345", "/you") if word in "".join(texts)]
    assert all(word in text for word, text in zip(shown, texts, strict=False))


def test_redacted_name_is_a_filter_too(run):
    rows = table(run("cost", "--by", "project", "--privacy", "redacted").stdout)
    found = run("cost", "--project", rows[1][0], "--privacy", "redacted", "-f", "json")
    assert json.loads(found.stdout)["total"]["calls"] == 1


@pytest.mark.parametrize("command", ["cost", "calls", "advice"])
def test_nothing_to_show_says_what_to_do(run, environ, tmp_path, command):
    assert run(command, "--until", "2020-01-01", "--since", "2019-01-01", "--no-read").stdout == (
        "No call of this time fits these options. Try --since 90d.\n"
    )
    environ["STATUSLINE_STATE_DIR"] = str(tmp_path)
    with index_rows.writing(tmp_path):
        pass
    assert run(command, "--no-read").stdout == (
        "No call of Claude Code or Codex is known yet. Use one of them;\n"
        "with another folder set CLAUDE_CONFIG_DIR or CODEX_HOME.\n"
    )


def test_without_an_index_is_a_sentence(run, environ, tmp_path):
    environ["STATUSLINE_STATE_DIR"] = str(tmp_path)
    shown = run("cost", "--no-read")
    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr.startswith("statusline: There is no index of calls yet")


TOPS = {
    "newest": (["--provider", "claude", "--until", "2026-11-28T10:00"], "claude-opus-5-5"),
    "cost": (["--top", "cost"], "claude-opus-5-5"),
    "context": (["--top", "context", "--provider", "codex"], "gpt-5.5"),
}


@pytest.mark.parametrize(("arguments", "first"), TOPS.values(), ids=TOPS)
def test_calls_in_order(run, arguments, first):
    calls = json.loads(run("calls", "-f", "json", "--limit", "1", *arguments).stdout)
    assert calls["schema"] == "statusline-calls/1"
    assert [call["model"] for call in calls["calls"]] == [first]


def test_dearest_call_as_a_line(run):
    lines = run("calls", "--top", "cost", "--limit", "1").stdout.splitlines()
    head = ["time", "model", "project", "agent", "input", "cached", "written", "output", "cost", "call"]
    assert lines[0].split() == head
    *row, call = lines[1].split()
    assert row == ["2026-11-27", "10:00", "claude-opus-5-5", "~/=web", "0", "0", "0", "1.0M", "$40.00"]
    assert re.fullmatch("[0-9a-f]{8}", call)


def test_small_calls_can_be_left_out(run):
    assert len(json.loads(run("calls", "-f", "json", "--min-tokens", "1001").stdout)["calls"]) == 4


SCHEMAS = Path(package.__file__).parent / "data"
DOCUMENTS = {
    "by day": ("cost", ()),
    "by two names, until a day": ("cost", ("--by", "day", "--by", "model", "--until", "2026-11-28")),
    "nothing": ("cost", ("--since", "1m", "--agent", "Explore")),
    "redacted": ("cost", ("--by", "project", "--privacy", "redacted")),
    "calls": ("calls", ()),
    "redacted calls": ("calls", ("--privacy", "strict")),
}


@pytest.mark.parametrize(("name", "arguments"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_document_is_of_its_schema(run, name, arguments):
    schema = json.loads((SCHEMAS / f"statusline-{name}-1.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(run(name, "-f", "json", *arguments).stdout), schema)


def test_what_is_in_the_way_is_said_once(statusline, environ):
    path = Path(environ["STATUSLINE_STATE_DIR"], "tokens.sqlite3")
    path.mkdir(parents=True)

    assert statusline("cost").stderr == f"statusline: {path} is not a regular file. Move it away.\n"


def test_columns_says_the_width_of_a_table(run, environ):
    environ["COLUMNS"] = "60"
    lines = run("cost", "--by", "model", "--by", "project").stdout.splitlines()

    assert max(map(len, lines)) <= 60
    assert lines[-1].endswith("Days in UTC.")
