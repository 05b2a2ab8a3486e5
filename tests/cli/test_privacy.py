"""`statusline privacy` and `--privacy` as people run them."""

import json
import time
from pathlib import Path

import jsonschema
import pytest

from statusline.diagnostics import footprint
from statusline.state.schedule import Entry
from support import signed_in

SCHEMA = json.loads((Path(__file__).parents[2] / "statusline/data/statusline-1.schema.json").read_text())


@pytest.fixture
def table(statusline):
    """Return a function that returns the table as JSON."""

    def read(*options):
        done = statusline("privacy", "--format", "json", *options)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    return read


def there(found, end):
    return next(row["exists"] for row in found["reads"] + found["writes"] if row["path"].endswith(end))


def test_says_when_a_server_was_asked(environ, standin, statusline, table):
    signed_in.claude(environ, standin)
    before = table()
    assert before["schema"] == "statusline-privacy/1"
    host = {row["host"]: row for row in before["hosts"]}[f"127.0.0.1:{standin.port}"]
    assert (host["last_asked_at"], host["sources"]) == (None, ["claude_oauth"])
    assert there(before, "/.credentials.json")
    assert not there(before, "/auth.json")
    assert not there(before, "/usage.json")
    assert statusline("refresh").returncode == 0
    after = table()
    assert there(after, "/usage.json")
    asked = {row["host"]: row for row in after["hosts"]}[f"127.0.0.1:{standin.port}"]["last_asked_at"]
    assert 0 <= time.time() - asked < 30


def test_it_asks_nobody_and_writes_nothing(environ, standin, table):
    signed_in.both(environ, standin)
    table()
    assert standin.requests == ()
    assert not Path(environ["STATUSLINE_STATE_DIR"]).exists()
    assert not Path(environ["STATUSLINE_CACHE_DIR"]).exists()


def test_offline_there_is_no_server(environ, statusline, table):
    signed_in.configure(environ, "offline = true\n")
    found = table()
    assert (found["offline"], found["hosts"]) == (True, [])
    assert "  no server: offline = true\n" in statusline("privacy").stdout


def test_without_a_vendor_its_files_are_not_read(environ, table):
    signed_in.configure(environ, "[codex]\nenabled = false\n")
    found = table()
    named = [row for row in found["reads"] if "codex" in row["path"].rpartition("/home")[2] and "*" not in row["path"]]
    assert [row["why"].partition(":")[0] for row in named] == ["for our lines in it"]
    assert "chatgpt.com" not in {row["host"] for row in found["hosts"]}


PROGRAMS = {
    "a client that is named": ('[codex]\nsources = ["codex_client"]\n', "codex"),
    "an alert's command": ('[alerts]\nenabled = true\nchannels = []\ncommand = ["/opt/say", "it"]\n', "/opt/say"),
    "alerts in tmux": ('[alerts]\nenabled = true\nchannels = ["tmux"]\n', "tmux"),
}


@pytest.mark.parametrize(("config", "program"), PROGRAMS.values(), ids=PROGRAMS)
def test_program_is_named_if_configured(environ, table, config, program):
    assert program not in {row["program"] for row in table()["programs"]}
    signed_in.configure(environ, config)
    assert program in {row["program"] for row in table()["programs"]}


def test_a_configured_account_is_in_the_table_too(environ, table):
    signed_in.configure(environ, '[[accounts]]\nprovider = "claude"\nlabel = "b"\nfolder = "~/.claude-b"\n')
    assert f"{environ['HOME']}/.claude-b/.credentials.json" in {row["path"] for row in table()["reads"]}


def test_proxy_is_a_server_without_password(environ, table):
    environ["HTTPS_PROXY"] = "http://me:word@proxy.example:3128"
    found = table()
    assert {"host": "proxy.example", "sources": ["the proxy of HTTPS_PROXY"]}.items() <= found["hosts"][-1].items()
    assert "word" not in json.dumps(found["hosts"])


PROXIES = {
    "without its scheme": ("me:word@proxy.example:3128", "proxy.example"),
    "of another kind": ("socks5h://me:word@proxy.example", "proxy.example"),
    "with a port that is none": ("http://me:word@proxy.example:word", "proxy.example"),
    "of which only half is there": ("http://[word", None),
}


@pytest.mark.parametrize(("address", "host"), PROXIES.values(), ids=PROXIES)
def test_a_proxy_is_told_of_however_it_is_written(environ, table, address, host):
    environ["ALL_PROXY"] = address
    found = table()
    assert [one["host"] for one in found["hosts"] if one["sources"] == ["the proxy of ALL_PROXY"]] == [host] * bool(
        host
    )
    assert "word" not in json.dumps(found["hosts"])


ASKED = {
    "never": (Entry(), None),
    "answered": (Entry(last_attempt=90, last_success=90, reason="fresh"), 90),
    "failed since": (Entry(last_attempt=95, last_success=90, reason="server"), 95),
    "nothing was sent": (Entry(last_attempt=95, last_success=90, reason="expired"), 90),
    "being asked": (Entry(last_attempt=95, requests=(80, 99)), 99),
}


@pytest.mark.parametrize(("entry", "at"), ASKED.values(), ids=ASKED)
def test_asked_means_something_was_sent(entry, at):
    assert footprint.last_asked(entry) == at


# --privacy of `show`.


def test_json_for_others_is_the_same_document(environ, standin, statusline):
    signed_in.both(environ, standin)
    statusline("refresh")
    normal, strict = (
        json.loads(statusline(*arguments).stdout)
        for arguments in (("--format", "json"), ("show", "-f", "json", "--privacy", "strict"))
    )
    jsonschema.validate(strict, SCHEMA)
    assert [one["account"] for one in normal["accounts"]] != [one["account"] for one in strict["accounts"]]
    for document in (normal, strict):
        del document["generated_at"]
        for account in document["accounts"]:
            del account["account"]
            account.pop("age_seconds")
            for window in account["windows"]:
                del window["age_seconds"]
                window.pop("resets_in_seconds", None)
    assert normal == strict


def test_it_starts_nothing(environ, standin, statusline):
    signed_in.both(environ, standin)
    assert json.loads(statusline("show", "-f", "json", "--privacy", "redacted").stdout)["status"] == "unconfigured"
    assert not Path(environ["STATUSLINE_CACHE_DIR"]).exists()
    assert standin.requests == ()


@pytest.mark.parametrize("format_", ["plain", "claude", "tmux"])
def test_a_line_for_oneself_has_no_mode(statusline, format_):
    done = statusline("--format", format_, "--privacy", "strict")
    assert done.returncode == 2
    assert "--privacy needs --format json or prometheus." in done.stderr


def test_config_mode_is_in_the_prompt_file(environ, standin, statusline):
    signed_in.both(environ, standin)
    signed_in.configure(environ, 'privacy = "redacted"\n')
    statusline("refresh")
    shown = json.loads(statusline("--format", "json").stdout)
    asked = json.loads(statusline("show", "-f", "json", "--privacy", "redacted").stdout)
    assert [one["account"] for one in shown["accounts"]] == [one["account"] for one in asked["accounts"]]
    account = shown["accounts"][0]["account"].partition(":")[2]
    assert f'account="{account[:8]}"' in statusline("--format", "prometheus").stdout


def test_account_answers_to_either_key(environ, standin, statusline):
    signed_in.claude(environ, standin)
    statusline("refresh")
    key = json.loads(statusline("--format", "json").stdout)["accounts"][0]["account"]
    rows = json.loads(statusline("export", "-f", "json", "--privacy", "redacted").stdout)["rows"]
    shown = {row["account"] for row in rows}
    assert len(shown) == 1
    table = statusline("history").stdout
    for name in (key, *shown):
        assert statusline("history", "--privacy", "redacted", "--account", name).stdout == table
