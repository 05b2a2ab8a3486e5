"""Nothing of what was said is in the index, its journal or what it prints: not twelve bytes of it."""

import json
import random
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from statusline.dashboard.reading import Reading
from statusline.dashboard.routes import ANSWERS, Routes
from statusline.dashboard.source import Source
from statusline.state import token_index
from statusline.state.environment import find_environment
from support.machine import run_statusline
from support.usage_index import calls, read, state

AT = "2026-11-20T10:00:00.000Z"
LENGTH = 12
CHANCE = random.Random(3)
SECRETS = ["sk-" + "".join(CHANCE.choices(string.ascii_letters + string.digits, k=32)) for _ in range(40)]
WORDS = ["".join(CHANCE.choices(string.ascii_lowercase, k=16)) for _ in range(10_000)]

FORMATS = ("table", "csv", "json")

Json = dict[str, Any]


def sequences(data: bytes) -> set[bytes]:
    return {data[start : start + LENGTH] for start in range(len(data) - LENGTH + 1)}


def said() -> str:
    return " ".join([*CHANCE.choices(WORDS, k=20), CHANCE.choice(SECRETS)])


def transcript() -> list[Json]:
    """Return a session with text wherever one has any."""
    base = {"sessionId": "5d", "timestamp": AT, "cwd": "/home/dev/proj", "gitBranch": said()}
    usage = {"input_tokens": 3, "output_tokens": 7, "iterations": [said()]}
    lines: list[Json] = [
        {"type": "summary", "summary": said(), "leafUuid": "u"},
        {"type": "ai-title", "title": said(), "sessionId": "5d"},
        {"type": "last-prompt", "prompt": said(), "sessionId": "5d"},
        {"type": "cost-state", "sessionId": "5d", "modelUsage": {}, "note": said()},
    ]
    for number, words in enumerate(WORDS[start : start + 100] for start in range(0, len(WORDS), 100)):
        text = " ".join([*words, SECRETS[number % len(SECRETS)]])
        tool = {"type": "tool_use", "name": "Bash", "input": {"command": text, "file_path": f"/home/dev/{said()}"}}
        message = {"id": f"msg_{number}", "model": "claude-opus-5-5", "usage": usage, "content": [tool, {"text": text}]}
        result = {"role": "user", "content": [{"type": "tool_result", "content": f'"usage" "assistant" {text}'}]}
        lines.append({**base, "type": "user", "message": result, "toolUseResult": {"stdout": text}})
        lines.append({**base, "type": "assistant", "message": message, "requestId": f"req_{number}", "slug": said()})
    return lines


def rollout() -> list[Json]:
    vector = {"input_tokens": 3, "cached_input_tokens": 1, "output_tokens": 7, "total_tokens": 10}
    info = {"total_token_usage": vector, "last_token_usage": vector}
    limits = {"limit_id": "codex", "limit_name": said(), "primary": None}
    instructions, answer = {"text": said()}, [{"text": said()}]
    git = {"branch": said(), "repository_url": said()}
    payloads: list[tuple[str, Json]] = [
        ("session_meta", {"id": "7f", "cwd": "/home/dev/proj", "base_instructions": instructions, "git": git}),
        ("turn_context", {"model": "gpt-5.5", "effort": "high", "user_instructions": said(), "summary": said()}),
        ("response_item", {"type": "message", "content": answer}),
        ("event_msg", {"type": "token_count", "info": info, "rate_limits": limits}),
        ("event_msg", {"type": "task_complete", "last_agent_message": said()}),
    ]
    return [{"timestamp": AT, "type": kind, "payload": payload} for kind, payload in payloads]


def written(path: Path, lines: list[Json]) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


PLANTED = set().union(*(sequences(text.encode()) for text in (*SECRETS, *WORDS)))


def plant(home: Path) -> None:
    written(home / ".claude/projects/-p/5d.jsonl", transcript())
    written(home / ".codex/sessions/2026/11/20/rollout-7f.jsonl", rollout())


def test_not_twelve_bytes_of_a_conversation_are_stored(tmp_path: Path) -> None:
    plant(tmp_path)
    with token_index.opened(state(tmp_path)) as held:  # so that the journal is not folded into the database
        held.connection.execute("SELECT * FROM names").fetchall()
        read(tmp_path)
        assert len(calls(tmp_path)) == 101
        files = {path.name: path.read_bytes() for path in Path(state(tmp_path)).iterdir()}
    assert {"tokens.sqlite3", "tokens.sqlite3-wal"} <= files.keys()
    assert {name: PLANTED & sequences(data) for name, data in files.items()} == {name: set() for name in files}


BUNDLE = ("support-bundle", "--privacy", "normal", "-o", "-")
EXPORTS: tuple[tuple[str, ...], ...] = (
    *(("cost", "--since", "2026-11-01", "-f", format_, "--by", "project", "--by", "session") for format_ in FORMATS),
    *(("calls", "--since", "2026-11-01", "--limit", "200", "-f", format_) for format_ in FORMATS),
    *(("index", "status", "-f", format_) for format_ in ("text", "json")),
    BUNDLE,
    ("export", "-f", "json"),
    ("--format", "prometheus"),
    ("--format", "json"),
)


def test_not_twelve_bytes_of_a_conversation_are_printed(environ: dict[str, str]) -> None:
    plant(Path(environ["HOME"]))
    run_statusline(("index", "read"), environ)
    printed = {arguments: run_statusline(arguments, environ) for arguments in EXPORTS}
    assert {arguments: done.stderr for arguments, done in printed.items() if done.returncode} == {}
    assert "calls: 100 of claude, 1 of codex" in printed[BUNDLE].stdout
    leaked = {arguments: PLANTED & sequences(done.stdout.encode()) for arguments, done in printed.items()}
    assert not any(leaked.values())


def test_not_twelve_bytes_are_in_the_pages_answers(environ: dict[str, str]) -> None:
    plant(Path(environ["HOME"]))
    run_statusline(("index", "read"), environ)
    environment = find_environment(environ)
    source = Source(environment, None, UTC, lambda: int(datetime.fromisoformat(AT).timestamp()) + 3_600)
    routes = Routes(source, Reading(environment), lambda: None)
    named = {"session": "?session=5d", "calls": "?limit=200", "cycle": "?window=5h"}
    answers = {name: routes.answer(f"/api/{name}{named.get(name, '')}") for name in ANSWERS}
    assert json.loads(answers["session"].body)["session"]["calls"] == 100
    assert not any(PLANTED & sequences(answer.body) for answer in answers.values())
