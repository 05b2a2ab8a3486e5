"""Configured accounts, from the config through refresh to what a terminal with another login shows of them."""

import json
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

import statusline as package
from statusline.demo.standin import Answer, claude_body, write_claude_login, write_codex_login
from statusline.demo.standin.server import fingerprint
from statusline.hot import account_prompt, claude_line, paths, prompt_file, show, spool
from statusline.providers.claude import web_session
from statusline.refresh import detached, publish
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment
from support import machine, signed_in

FAST = [sys.executable, "-IS", str(Path(package.__file__).parent / "fast.py")]
SCHEMA = json.loads((Path(package.__file__).parent / "data/statusline-1.schema.json").read_text())
WORK = "44444444-4444-4444-8444-444444444444"
OTHER = "99999999-9999-4999-8999-999999999999"
WORK_TOKEN = "sk-ant-oat01-WORK"
NEXT_TOKEN = "sk-ant-oat01-NEXT"
WORK_TABLE = '[[accounts]]\nprovider = "claude"\nlabel = "work"\nfolder = "~/.claude-work"\n'
AGAIN_TABLE = WORK_TABLE.replace('"work"', '"again"').replace(".claude-work", ".claude-again")


@pytest.fixture
def main(environ, standin):
    """Return an environment with a login of its own and a signed-in folder `~/.claude-work`, not yet configured."""
    signed_in.claude(environ, standin)
    sign_in(environ)
    answer(standin, signed_in.TOKEN, 42.4)
    answer(standin, WORK_TOKEN, 77.7)
    return environ


@pytest.fixture
def there(main):
    """Return the environment of a terminal that is signed in to `~/.claude-work`."""
    return {**main, "CLAUDE_CONFIG_DIR": main["HOME"] + "/.claude-work"}


def sign_in(environ, folder=".claude-work", token=WORK_TOKEN, account=WORK, valid_for=28_800):
    return write_claude_login(Path(environ["HOME"]) / folder, token, time.time() + valid_for, account=account)


def answer(standin, token, five_hour):
    standin.claude.answer_to(token, Answer(200, claude_body(time.time(), five_hour, scoped={})))


def add(environ, text=WORK_TABLE):
    """Put tables at the end of the config."""
    path = Path(environ["STATUSLINE_CONFIG"])
    path.write_text(path.read_text() + text)


def run(environ, clock, **options):
    return list(refresh_run.refresh(prepare(find_environment(environ), clock, **options)))


def fast(environ, *arguments, **options):
    options = {"stdin": subprocess.DEVNULL, **options} if "input" not in options else options
    quiet = {**environ, "STATUSLINE_NO_REFRESH": "1"}
    return subprocess.run([*FAST, *arguments], env=quiet, capture_output=True, check=True, timeout=30, **options)


def shown(environ, *arguments):
    return fast(environ, "-f", "plain", *arguments).stdout.decode()


def document(environ, *arguments):
    found = json.loads(fast(environ, "-f", "json", *arguments).stdout)
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    return found


def listed(environ):
    """Return (provider, label, five hour percentage) per account of the JSON document."""
    return [
        (one["provider"], one.get("label"), next((w["used_percentage"] for w in one["windows"]), None))
        for one in document(environ)["accounts"]
    ]


def asked(standin, token=WORK_TOKEN):
    return len([one for one in standin.requests if one.token == fingerprint(token)])


def test_json_has_all_segment_has_its_own(main, standin, clock):
    add(main)
    outcomes = run(main, clock)
    assert [one.label for one in outcomes if one.source == "claude_oauth"] == ["", "work"]
    assert listed(main) == [("claude", None, 42.4), ("codex", None, None), ("claude", "work", 77.7)]
    assert "77%" not in shown(main)
    assert shown(main, "--account", "work").startswith("C 5h 77%")
    assert "42%" not in shown(main, "-a", "work")
    assert [one["label"] for one in document(main, "--account", "work")["accounts"]] == ["work"]
    assert len(standin.requests) == 2


def test_one_refresh_for_all_accounts(main, there, standin, clock):
    add(main)
    run(main, clock)
    run(there, clock)
    assert len(standin.requests) == 2
    assert listed(there) == [("claude", "work", 77.7), ("codex", None, None)]
    assert shown(there).startswith("C 5h 77%")


def test_codex_home_is_an_account_too(main, standin, clock):
    write_codex_login(Path(main["HOME"]) / "codex", standin.url + "/backend-api/", time.time() + 9_000)
    add(main, f'[[accounts]]\nprovider = "codex"\nlabel = "büro"\nfolder = "{main["HOME"]}/codex"\n')
    run(main, clock)
    assert shown(main, "--account=büro").startswith("X 5h 12%")
    assert listed(main) == [("claude", None, 42.4), ("codex", None, None), ("codex", "büro", 12.0)]


def test_default_folder_is_a_plain_login(main, there, standin, clock):
    add(main, WORK_TABLE.replace('"work"', '"main"').replace(".claude-work", ".claude"))
    run(there, clock)
    assert listed(there) == [("claude", None, 77.7), ("codex", None, None), ("claude", "main", 42.4)]
    run(main, clock)
    assert listed(main) == [("claude", "main", 42.4), ("codex", None, None)]
    assert len(standin.requests) == 2


def test_terminal_variables_say_nothing_of_it(main, standin, clock):
    add(main)
    main.update(CLAUDE_CODE_OAUTH_TOKEN="sk-ant-oat01-MINE", CLAUDE_SECURESTORAGE_CONFIG_DIR=main["HOME"] + "/.claude")
    run(main, clock)
    assert shown(main, "-a", "work").startswith("C 5h 77%")
    assert asked(standin) == 1


def test_a_web_session_is_the_login_of_no_folder(main, clock):
    state = find_environment(main).state
    organization = "22222222-2222-4222-8222-222222222222"
    web_session.remember(web_session.WebSession(web_session.KEYRING, "stamp", organization), state)
    add(main, WORK_TABLE.replace(".claude-work", ".claude-none"))
    run(main, clock, offline=True)
    assert document(main, "-a", "work")["status"] == "unconfigured"


@pytest.mark.parametrize("force", [False, True], ids=["as usual", "by force"])
def test_two_labels_for_one_account_ask_once(main, standin, clock, force):
    sign_in(main, ".claude-again")
    add(main, WORK_TABLE + AGAIN_TABLE)
    run(main, clock, force=force)
    assert asked(standin) == 1
    assert listed(main) == [("claude", None, 42.4), ("codex", None, None), ("claude", "work", 77.7)]
    assert shown(main, "-a", "again") == shown(main, "-a", "work")


def test_another_login_asks_for_an_expired(main, standin, clock):
    sign_in(main, token="sk-ant-oat01-OLD", valid_for=-60)
    sign_in(main, ".claude-again")
    add(main, WORK_TABLE + AGAIN_TABLE)
    run(main, clock)
    assert asked(standin) == 1
    assert document(main, "-a", "work")["accounts"][0]["status"] == "ok"


def test_switched_login_shows_no_old_numbers(main, there, standin, clock):
    spool.observe(paths.login_dir(there), "s", "", {"five_hour": (88.0, clock.now + 9_000)}, clock.now + 10)
    add(main)
    run(main, clock)
    assert listed(main)[2] == ("claude", "work", 88.0)
    first = document(main, "-a", "work")["accounts"][0]["account"]
    clock.now += 400
    sign_in(main, token=NEXT_TOKEN, account=OTHER)
    answer(standin, NEXT_TOKEN, 3.0)
    run(main, clock)
    assert document(main, "-a", "work")["accounts"][0]["account"] != first
    assert listed(main)[2] == ("claude", "work", 3.0)
    assert shown(main, "-a", "work").startswith("C 5h 3%")


def test_own_terminal_tells_of_the_switch(main, there, standin, clock):
    run(there, clock)
    spool.observe(paths.login_dir(there), "s", "", {"five_hour": (88.0, clock.now + 9_000)}, clock.now + 10)
    clock.now += 400
    sign_in(main, token=NEXT_TOKEN, account=OTHER)
    answer(standin, NEXT_TOKEN, 3.0)
    run(there, clock)
    add(main)
    run(main, clock)
    assert shown(main, "-a", "work").startswith("C 5h 3%")


def test_session_in_the_folder_reaches_it(main, there, standin, clock):
    add(main)
    run(main, clock)
    run(there, clock)
    reset = document(there)["accounts"][0]["windows"][0]["resets_at"]
    clock.now += 30
    spool.observe(paths.login_dir(there), "s", "", {"five_hour": (79.0, reset)}, clock.now)
    refresh_run.publish_sessions(prepare(find_environment(there), clock, alone=True))
    assert shown(main, "-a", "work").startswith("C 5h 79%")
    assert len(standin.requests) == 2


def test_removed_account_leaves_no_files(main, clock):
    before = Path(main["STATUSLINE_CONFIG"]).read_text()
    add(main)
    run(main, clock)
    folder = Path(paths.account_dir(main, "work"))
    assert {path.stem for path in folder.glob("*.prompt")} == {*show.FORMATS, claude_line.ELSEWHERE}
    assert "@work" in Path(find_environment(main).record).read_text()
    Path(main["STATUSLINE_CONFIG"]).write_text(before)
    run(main, clock)
    assert listed(main) == [("claude", None, 42.4), ("codex", None, None)]
    assert not folder.exists()
    assert "@work" not in Path(find_environment(main).record).read_text()


def test_accounts_of_a_provider_off_are_off(main, standin, clock):
    add(main)
    config = Path(main["STATUSLINE_CONFIG"])
    config.write_text(config.read_text().replace("[claude]\n", "[claude]\nenabled = false\n"))
    run(main, clock)
    assert standin.requests == ()
    assert shown(main, "-a", "work") == ""
    assert document(main, "-a", "work")["status"] == "unconfigured"


def test_unknown_label_starts_nothing(main, clock):
    run(main, clock)
    assert shown(main, "-a", "nobody") == ""
    found = document(main, "-a", "nobody")
    assert (found["stale"], found["status"], found["accounts"]) == (True, "unconfigured", [])
    assert fast(main, "-f", "claude", "-a", "nobody").stdout.decode() == "…\n"
    claim = Path(paths.login_dir(main), "refresh.claim")
    assert not claim.exists()
    subprocess.run([*FAST, "-f", "tmux", "-a", "nobody"], env=main, check=True, capture_output=True, timeout=30)
    assert not claim.exists()


@pytest.mark.parametrize(
    ("label", "sentence"), [("nobody", account_prompt.UNKNOWN), ("work", "this account")], ids=["unknown", "signed out"]
)
def test_person_is_told_where_to_look(main, clock, label, sentence):
    add(main)
    for name in (".credentials.json", ".claude.json"):
        Path(main["HOME"], ".claude-work", name).unlink()
    run(main, clock)
    status, text = machine.at_a_terminal([*FAST, "--account", label], main)
    assert status == 0
    printed = " ".join(text.decode().split())  # of lines that end between words
    assert printed.count("statusline: ") == printed.count(".") == 1
    assert sentence in printed
    assert "`statusline accounts`" in printed


def test_label_may_be_known_after_a_refresh(main, clock):
    add(main)
    assert shown(main, "-a", "work") == "…\n"
    assert document(main, "-a", "work")["status"] == "pending"
    run(main, clock)
    add(main, WORK_TABLE.replace('"work"', '"later"'))
    assert shown(main, "-a", "later") == "…\n"


def test_stale_account_refreshes_own_login(main, clock, monkeypatch):
    add(main)
    run(main, clock)
    started = []
    monkeypatch.setattr(show, "start", lambda folder, what, *_: started.append((folder, what)) or True)
    for later in (0, 400):
        _, found, folder, _ = show.segment("plain", main, clock.now + later, "work")
        show.follow_up(found, folder, spooled=False, environ=main, now=clock.now + later)
    assert started == [(paths.login_dir(main), "refresh")]


def test_next_refresh_is_the_first_due(main, there, clock):
    run(there, clock)
    add(main)
    clock.now += 200
    run(main, clock)
    due = [int(prompt_file.read(f"{folder}/plain.prompt", None)[0][2]) - clock.now for folder in both_folders(main)]
    assert due[0] == due[1]
    assert 70 <= due[0] <= 130


def both_folders(environ):
    return paths.login_dir(environ), paths.account_dir(environ, "work")


def test_failed_refresh_puts_accounts_off(main, clock):
    add(main)
    run(main, clock)
    publish.postpone(find_environment(main), clock.now + 1_000)
    for folder in both_folders(main):
        assert prompt_file.read(f"{folder}/tmux.prompt", None)[0][2] == str(clock.now + 1_300)


def test_session_counts_for_its_own_account(main, there, clock):
    add(main)
    run(main, clock)
    limits = {"five_hour": {"used_percentage": 99, "resets_at": clock.now + 9_000}}
    body = json.dumps({"session_id": "s", "model": {"display_name": "Opus"}, "rate_limits": limits}).encode()
    bare = {"NO_COLOR": "1"}
    elsewhere = fast({**main, **bare}, "--format", "claude", "--account", "work", input=body).stdout.decode()
    own = fast({**there, **bare}, "--account", "work", "--format", "claude", input=body).stdout.decode()
    assert (elsewhere[:8], own[:8]) == ("C 5h 77%", "C 5h 99%")
    assert "Opus" in elsewhere
    chain = ["--format", "claude", "--chain", "last", "echo also"]
    assert fast({**main, **bare}, "-a", "work", *chain, input=body).stdout.decode() == elsewhere + "also\n"


def test_detached_refresh_asks_for_accounts(main, clock, monkeypatch):
    add(main)
    monkeypatch.setattr(detached, "_leave", lambda _: None)  # it would close the test's own descriptors
    detached.run_refresh(find_environment(main), clock)
    assert shown(main, "-a", "work").startswith("C 5h 77%")
    assert listed(main)[2] == ("claude", "work", 77.7)


def test_account_failure_leaves_own_login(main, standin, clock):
    add(main)
    standin.claude.answer_to(WORK_TOKEN, Answer(401, {}))
    run(main, clock)
    statuses = [(one.get("label"), one["status"]) for one in document(main)["accounts"]]
    assert statuses == [(None, "ok"), (None, "unconfigured"), ("work", "unauthorized")]


ORDERS = {
    "label first": ["--account", "work", "--format", "tmux"],
    "label last": ["-f", "tmux", "-a", "work"],
    "with =": ["show", "--account=work", "--format=tmux"],
}


@pytest.mark.parametrize("arguments", ORDERS.values(), ids=ORDERS)
def test_label_before_or_after_the_format(arguments):
    rest, label = show.without_account(arguments)
    assert (show.parse(rest), label) == ("tmux", "work")


def test_label_without_value_is_clicks():
    assert show.without_account(["--account"]) == (["--account"], None)
    chained = ["--format", "claude", "--chain", "first", "-a"]
    assert show.without_account([*chained, "x"]) == ([*chained, "x"], None)


def test_different_labels_different_folders():
    names = [paths.account_name(label) for label in ("a b", "a_b", "工作", "个人", "a/b", "a.b")]
    assert len(set(names)) == len(names)
    assert not any("/" in name for name in names)
