"""One call's surroundings, from its log: redacted, bounded, kept nowhere, and refused where the log has changed."""

import json
import shutil
import time
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import zstandard

from statusline.context import answer
from statusline.context.entries import USER, Entry, chosen
from statusline.cost import opening
from statusline.redaction import NO_REDACTION
from statusline.state import token_index
from statusline.state.environment import find_environment
from support import in_process

AT = "2026-11-20T10:00:00.000Z"
SCHEMA = json.loads(resources.files("statusline").joinpath("data/statusline-context-1.schema.json").read_text())
FIXTURES = Path(__file__).parents[1] / "fixtures/usage"
TOKEN, PASSWORD = "ghp_0123456789abcdefABCDEF", "hunter2secret"
USAGE = {"input_tokens": 3, "output_tokens": 7}
BASE = {"sessionId": "5d5d5d5d", "timestamp": AT, "cwd": "/home/dev/proj"}
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----"


def said(text, **more):
    return {**BASE, "type": "user", "message": {"role": "user", "content": text}, **more}


def answered(number, *blocks):
    message = {"id": f"msg_{number}", "role": "assistant", "model": "claude-opus-5-5", "usage": USAGE}
    for block in blocks:
        yield {**BASE, "type": "assistant", "message": {**message, "content": [block]}}


TOOL = {"type": "tool_use", "id": "t", "name": "Bash", "input": {"command": f"login --password={PASSWORD}"}}
RETURNED = {"type": "tool_result", "tool_use_id": "t", "content": "what the tool returned"}
TRANSCRIPT = [
    said(f"Log in with {TOKEN}, please"),
    *answered(1, {"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "I do"}, TOOL),
    said([RETURNED]),
    {**BASE, "type": "system", "subtype": "compact_boundary"},
    said("This session is being continued from a previous conversation: a summary", isCompactSummary=True),
    *answered(2, {"type": "text", "text": f"Done. {PEM} end"}),
    {**BASE, "type": "ai-title", "title": "a title"},
]
VECTORS = [{"input_tokens": n, "cached_input_tokens": 0, "output_tokens": n, "total_tokens": 2 * n} for n in (5, 9)]


def counted(total):
    return "event_msg", {"type": "token_count", "info": {"total_token_usage": total, "last_token_usage": VECTORS[0]}}


ROLLOUT = [
    ("session_meta", {"id": "7f", "cwd": "/home/dev/proj"}),
    ("turn_context", {"model": "gpt-5.5"}),
    ("response_item", {"type": "message", "role": "developer", "content": [{"text": "instructions"}]}),
    ("response_item", {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello"}]}),
    ("response_item", {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]}),
    ("response_item", {"type": "function_call", "name": "shell", "arguments": '{"command": ["ls"]}'}),
    counted(VECTORS[0]),
    ("response_item", {"type": "function_call_output", "output": "what the tool returned"}),
    ("compacted", {"message": "a summary", "replacement_history": []}),
    ("response_item", {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "bye"}]}),
    counted(VECTORS[1]),
]


def log(home, name, lines):
    path = Path(home, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture
def run(environ, capsys):
    return lambda *arguments: in_process.run(arguments, environ, capsys)


@pytest.fixture
def transcript(environ, run):
    path = log(environ["HOME"], ".claude/projects/-p/5d5d5d5d.jsonl", TRANSCRIPT)
    assert run("index", "read").returncode == 0
    return path


@pytest.fixture
def rollout(environ, run):
    lines = [{"timestamp": AT, "type": kind, "payload": payload} for kind, payload in ROLLOUT]
    path = log(environ["HOME"], ".codex/sessions/2026/11/20/rollout-7f.jsonl", lines)
    assert run("index", "read").returncode == 0
    return path


def calls(environ):
    """Return the ids of the calls in the order of the log."""
    with token_index.reading(find_environment(environ).state) as index:
        return [f"{key:016x}" for (key,) in index.connection.execute("SELECT key FROM calls ORDER BY offset")]


def entries(done):
    return [
        (entry["kind"], "(left out)" if entry.get("left_out") else entry["text"], entry.get("of_call", False))
        for entry in json.loads(done.stdout)["entries"]
    ]


def test_call_of_claude_has_its_surroundings(environ, run, transcript):
    first, second = calls(environ)
    assert entries(run("context", first, "-f", "json")) == [
        ("user", "Log in with [secret], please", False),
        ("thinking", "hm", True),
        ("assistant", "I do", True),
        ("tool", '{"command": "login --password=[secret]"}', True),
        ("result", "(left out)", False),
        ("compaction", "(left out)", False),
        ("assistant", "Done. [secret] end", False),
    ]
    own = [text for _, text, of_call in entries(run("context", second[:8], "-f", "json", "--tools")) if of_call]
    assert own == ["Done. [secret] end"]


def test_call_of_codex_has_its_surroundings(environ, run, rollout):
    first, second = calls(environ)
    assert entries(run("context", first, "-f", "json", "--tools")) == [
        ("user", "hello", False),
        ("thinking", "hm", True),
        ("tool", '{"command": ["ls"]}', True),
        ("result", "what the tool returned", False),
        ("compaction", "(left out)", False),
        ("assistant", "bye", False),
    ]
    own = [text for _, text, of_call in entries(run("context", second, "-f", "json")) if of_call]
    assert own == ["bye"]


@pytest.mark.parametrize("privacy", ["normal", "redacted", "strict"])
def test_document_is_of_its_schema(environ, run, transcript, privacy):
    done = run("context", calls(environ)[0], "-f", "json", "--privacy", privacy, "--tools")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    assert document["privacy"] == privacy
    assert ("/home/dev/proj" in done.stdout) == (privacy == "normal")
    assert not any(secret in done.stdout for secret in (TOKEN, PASSWORD, "MIIEvQ", "a summary", "a title"))


def test_text_says_what_is_left_out(environ, run, transcript):
    lines = run("context", calls(environ)[0]).stdout.splitlines()
    assert lines[0].endswith(" · claude-opus-5-5 · /home/dev/proj · 5d5d5d5d · <$0.01")
    assert lines[1:3] == ["  2026-11-20 10:00 user", "      Log in with [secret], please"]
    assert "> 2026-11-20 10:00 tool Bash" in lines
    assert "  2026-11-20 10:00 result (22 characters; --tools shows them)" in lines
    assert "  2026-11-20 10:00 compaction (what it wrote is never shown)" in lines


def test_it_is_bounded_and_nearest(environ, run):
    lines = [said(f"{number} " + "x" * 500) for number in range(200)]
    lines[100:100] = answered(1, {"type": "text", "text": "y" * 9_000})
    log(environ["HOME"], ".claude/projects/-p/5d5d5d5d.jsonl", lines)
    run("index", "read")
    call = calls(environ)[0]
    document = json.loads(run("context", call, "-f", "json").stdout)["entries"]
    assert sum(len(entry["text"]) for entry in document) == 20_000
    assert [(len(entry["text"]), entry["cut"]) for entry in document if entry.get("of_call")] == [(4_000, True)]
    assert [int(entry["text"].split()[0]) for entry in document if not entry.get("of_call")] == list(range(84, 116))
    few = json.loads(run("context", call, "-f", "json", "--chars", "10").stdout)["entries"]
    assert [entry["text"] for entry in few] == ["y" * 10]
    short = [said(str(number)) for number in range(200)]
    short[100:100] = answered(2, {"type": "text", "text": "z"})
    log(environ["HOME"], ".claude/projects/-p/6e6e6e6e.jsonl", short)
    run("index", "read")
    other = next(key for key in calls(environ) if key != call)
    assert len(json.loads(run("context", other, "-f", "json").stdout)["entries"]) == 80


def test_only_what_is_near_is_read(environ, run):
    lines = [said("x" * 1_000) for _ in range(3_000)] + list(answered(1, {"type": "text", "text": "here"}))
    log(environ["HOME"], ".claude/projects/-p/5d5d5d5d.jsonl", lines)
    run("index", "read")
    assert [text for _, text, own in entries(run("context", calls(environ)[0], "-f", "json")) if own] == ["here"]


def test_a_packed_log_is_read(environ, run):
    lines = [said("x" * 1_000) for _ in range(3_000)] + list(answered(1, {"type": "text", "text": "here"}))
    path = log(environ["HOME"], ".claude/projects/-p/5d5d5d5d.jsonl", lines)
    path.with_name(f"{path.name}.zst").write_bytes(zstandard.compress(path.read_bytes()))
    path.unlink()
    run("index", "read")
    assert [text for _, text, own in entries(run("context", calls(environ)[0], "-f", "json")) if own] == ["here"]


SLOW = ("a-", "a.b@", "/a", '"', "-----BEGIN PRIVATE KEY-----", "password= ", "eyJaaaaaa.")


def test_half_a_secret_at_the_edge_is_left_out():
    key = f"-----BEGIN PRIVATE KEY-----{'A' * 65_474}-----END PRIVATE KEY-----"
    (shown,) = chosen([], [Entry(USER, "", f"{key} {TOKEN}")], [], NO_REDACTION, 20_000, tools=True)
    assert (shown.text, shown.cut) == ("[secret]", True)


def taken(part):
    own = [Entry(USER, "", part * (1 << 16))] * 3
    begun = time.process_time()
    chosen([], own, [], NO_REDACTION, 20_000, tools=True)
    return time.process_time() - begun


@pytest.mark.parametrize("part", SLOW)
def test_no_text_takes_long_to_redact(part):
    assert taken(part) < 100 * taken("some words ")  # a pattern that goes back for each start: 50,000 times


def gone(path):
    path.unlink()


def shifted(path):
    path.write_text("{}\n" + path.read_text())


def another(path):
    path.write_text(path.read_text().replace("msg_1", "msg_3"))


def cut_short(path):
    path.write_text("")


CHANGES = {
    gone: "The log of that call is gone: ",
    shifted: "no longer has that call where it was read. Run `statusline index read`, then ask again.",
    another: "no longer has that call where it was read.",
    cut_short: "no longer has that call where it was read.",
}


@pytest.mark.parametrize(("change", "sentence"), CHANGES.items(), ids=[change.__name__ for change in CHANGES])
def test_a_log_that_changed_is_refused(environ, run, transcript, change, sentence):
    call = calls(environ)[0]
    change(transcript)
    done = run("context", call)
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert str(transcript) not in run("context", call, "--privacy", "redacted").stderr


WORDS = {
    "no id": ("zzzzzz", '"zzzzzz" is not the id of a call. `statusline calls` lists them.'),
    "too short": ("abc", '"abc" is not the id of a call. `statusline calls` lists them.'),
    "unknown": ("0000000000000000", 'No call "0000000000000000" is known. `statusline calls` lists them.'),
}


@pytest.mark.parametrize(("word", "sentence"), WORDS.values(), ids=WORDS)
def test_an_unknown_call_is_refused(run, transcript, word, sentence):
    done = run("context", word)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"statusline: {sentence}\n"


def test_the_beginning_of_two_calls_is_refused(environ, run, transcript):
    with token_index.opened(find_environment(environ).state) as index:
        index.connection.execute("UPDATE calls SET key = 0x123456789 + offset")
    assert 'Several calls begin with "0000000". Give more of its digits.' in run("context", "0000000").stderr


def test_every_call_of_the_real_clients_is_shown(environ, run):
    for path in FIXTURES.glob("claude-*"):
        shutil.copytree(path, Path(environ["HOME"], ".claude/projects", path.name))
    for path in FIXTURES.glob("codex-*"):
        shutil.copytree(path, Path(environ["HOME"], ".codex/sessions/2026/11/28", path.name))
    run("index", "read")
    with opening.opened(find_environment(environ), 1_795_860_000) as reader:
        documents = [answer.document(answer.read(reader, call, tools=True), reader) for call in calls(environ)]
    assert len(documents) == 19
    assert all(any(entry.get("of_call") for entry in document["entries"]) for document in documents)


def test_nothing_is_kept(environ, run, transcript):
    state = Path(find_environment(environ).state)
    before = {path.name: path.read_bytes() for path in state.iterdir()}
    run("context", calls(environ)[0], "--tools")
    assert {path.name: path.read_bytes() for path in state.iterdir()} == before
