"""What the real Claude Code and Codex write is what their server counted, to the token: log + unlogged = ledger.

Where `claude` or `codex` is not installed these are left out; last run with Claude Code 2.1.332 and Codex CLI 0.171.0.
"""

import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from statusline.index.codex import SUB_AGENT
from statusline.index.ledgers import stored_ledgers
from statusline.state import token_index
from support import app_server
from support.counting_models import DELEGATE, INNER, CountingModels
from support.tmux_server import Server
from support.usage_index import read, state, totals

KEY = "sk-ant-standin"
QUIET = {"DISABLE_AUTOUPDATER": "1", "DISABLE_TELEMETRY": "1", "DISABLE_ERROR_REPORTING": "1", "IS_SANDBOX": "1"}
PROVIDER = """check_for_update_on_startup = false
model = "gpt-5.5"
model_provider = "standin"
features.multi_agent_v2 = true
model_providers.standin = {{ name = "standin", base_url = "{url}/v1", wire_api = "responses" }}
"""


@pytest.fixture
def models() -> Iterator[CountingModels]:
    server = CountingModels()
    yield server
    server.close()


@pytest.fixture
def folder(home: Path) -> Path:
    """Return the folder that the clients work in."""
    (home / "proj").mkdir()
    return home / "proj"


def own_environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing but loopback can be reached."""
    usual = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    return {**usual, "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1", **more}


def run(program: str, environ: dict[str, str], folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [program, *arguments],
        env=environ,
        cwd=folder,
        input="",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def logged(home: Path) -> Counter[str]:
    read(home)
    return sum(totals(home, ("model",)).values(), Counter())


def unlogged(home: Path) -> Counter[str]:
    """Return what the ledgers have beyond the logs; the ledger of a fork, which has its parent's, is left out."""
    sums = Counter[str]()
    with token_index.reading(state(home)) as index:
        assert index is not None
        for ledger in stored_ledgers(index.connection):
            pairs = zip(ledger.charged._fields, ledger.charged, ledger.logged, strict=True)
            sums.update({name: charged - known for name, charged, known in pairs})
    return sums


@pytest.fixture
def claude(
    require: Callable[[str], str], models: CountingModels, home: Path, folder: Path
) -> tuple[str, dict[str, str]]:
    """Return the real `claude` and its environment, in which the stand-in is Anthropic."""
    project = {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}
    settings = {"hasCompletedOnboarding": True, "theme": "dark", "projects": {str(folder): project}}
    settings["customApiKeyResponses"] = {"approved": [KEY], "rejected": []}
    (home / ".claude.json").write_text(json.dumps(settings))
    return require("claude"), own_environment(home, ANTHROPIC_BASE_URL=models.url, ANTHROPIC_API_KEY=KEY, **QUIET)


def test_claude_resumed_forked_and_delegating(
    claude: tuple[str, dict[str, str]], models: CountingModels, home: Path, folder: Path
) -> None:
    said = json.loads(run(*claude, folder, "-p", "hello one", "--output-format", "json"))
    run(*claude, folder, "-p", "hello two", "--continue")
    run(*claude, folder, "-p", DELEGATE, "--continue")
    run(*claude, folder, "-p", "hello fork", "--resume", said["session_id"], "--fork-session")
    assert logged(home) == models.total
    assert {agent for (agent,) in totals(home, ("agent",))} == {None, "general-purpose"}
    assert not +unlogged(home)


def test_claude_asked_beside(
    claude: tuple[str, dict[str, str]],
    models: CountingModels,
    home: Path,
    folder: Path,
    require: Callable[[str], str],
    tmp_path: Path,
) -> None:
    """An answer to `/btw` is in no log, and neither is a title that Claude Code asks for itself."""
    program, environ = claude
    terminal = Server(require("tmux"), environ, tmp_path)
    terminal.run("new-session", "-d", "-x", "120", "-y", "40", "-c", str(folder), program)
    try:
        type_in(terminal, "hello one", answers=1)
        type_in(terminal, "/btw what is this", answers=2)
        wait_until(lambda: has_ended(terminal, home), "ledger")
    finally:
        subprocess.run([terminal.program, "-S", terminal.socket, "kill-server"], check=False, capture_output=True)
    own = logged(home)
    assert 0 < own["calls"] < models.total["calls"]
    without_calls = Counter({name: count for name, count in models.total.items() if name != "calls"})
    assert own - Counter(calls=own["calls"]) + unlogged(home) == without_calls


def type_in(terminal: Server, text: str, answers: int) -> None:
    wait_until(lambda: "❯" in terminal.run("capture-pane", "-p"), "prompt")
    terminal.run("send-keys", "-l", text)
    wait_until(lambda: text in terminal.run("capture-pane", "-p"), f"{text} at the prompt")
    terminal.run("send-keys", "Enter")
    wait_until(lambda: terminal.run("capture-pane", "-p").count("Done.") == answers, f"answer to {text}")


def has_ended(terminal: Server, home: Path) -> bool:
    """Tell whether the session has written its ledger; else close what is above its prompt, and end it."""
    if any("cost-state" in path.read_text() for path in home.glob(".claude/projects/*/*.jsonl")):
        return True
    for keys in (["Escape"], ["-l", "/exit"], ["Enter"]):
        terminal.run("send-keys", *keys)
        time.sleep(0.3)
    return False


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"no {what}"
        time.sleep(0.1)


@pytest.fixture
def codex(
    require: Callable[[str], str], models: CountingModels, home: Path, folder: Path
) -> tuple[str, dict[str, str]]:
    """Return the real `codex` and its environment, whose provider is the stand-in."""
    program = require("codex")
    (home / ".codex").mkdir()
    (home / ".codex/config.toml").write_text(PROVIDER.format(url=models.url))
    return program, own_environment(home)


def exec_(codex: tuple[str, dict[str, str]], folder: Path, *arguments: str) -> None:
    run(*codex, folder, "exec", *arguments[:-1], "--skip-git-repo-check", arguments[-1])


def rollouts(home: Path) -> list[Path]:
    return sorted(home.glob(".codex/sessions/**/*.jsonl"))


def test_codex_resumed_forked_and_delegating(
    codex: tuple[str, dict[str, str]], models: CountingModels, home: Path, folder: Path
) -> None:
    exec_(codex, folder, "hello one")
    exec_(codex, folder, "resume", "--last", "hello two")
    (thread,) = [path.stem[-36:] for path in rollouts(home)]
    with app_server.running(*codex, folder) as server:
        turn(server, server.ask("thread/fork", threadId=thread), "hello fork")
        turn(server, server.ask("thread/start", cwd=str(folder)), DELEGATE)
        wait_until(lambda: len(rollouts(home)) == 4 and logged(home) == models.total, "all calls of the server")
    assert INNER in json.dumps(models.asked)
    assert {agent for (agent,) in totals(home, ("agent",))} == {None, SUB_AGENT}


def turn(server: app_server.AppServer, thread: Any, text: str) -> None:
    message = [{"type": "text", "text": text}]
    server.ask("turn/start", until="turn/completed", threadId=thread["thread"]["id"], input=message)


def test_codex_migrates_its_rollouts(
    codex: tuple[str, dict[str, str]], models: CountingModels, home: Path, folder: Path
) -> None:
    exec_(codex, folder, "hello one")
    exec_(codex, folder, "resume", "--last", "hello two")
    (rollout,) = rollouts(home)
    rollout.write_text("".join(map(as_before, rollout.read_text().splitlines())))
    for database in (home / ".codex").glob("*.sqlite*"):  # they say that the rollout is of the new kind
        database.unlink()
    before = logged(home)
    assert "1 migrated" in run(*codex, folder, "migrate-rollouts", "--apply")
    assert "paginated" in rollout.read_text()
    assert before == logged(home) == models.total


def as_before(line: str) -> str:
    """Return a line as earlier versions wrote it, without its place in a paginated history."""
    entry = json.loads(line)
    for name in ("ordinal", "metadata"):
        entry.pop(name, None)
    entry["payload"].pop("history_mode", None)
    return json.dumps(entry, separators=(",", ":")) + "\n"
