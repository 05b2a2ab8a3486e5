"""What is easy to count wrong in the logs of the real clients: one case each, with the numbers that are right."""

import json
from pathlib import Path
from typing import Any

import pytest

from statusline.index.ledgers import stored_ledgers
from statusline.index.tokens import Tokens
from statusline.providers.claude import transcript_line
from statusline.providers.codex.login import codex_account
from statusline.state import token_index
from support.usage_index import calls, read, state

FIXTURES = Path(__file__).parents[1] / "fixtures/usage"
AT = "2026-11-20T10:00:00.000Z"
USAGE = {"input_tokens": 3, "output_tokens": 7, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 50}
COUNTED = Tokens(input=3, cache_read=100, cache_write_5m=50, output=7)

Json = dict[str, Any]


def answer(**fields: Any) -> Json:
    message = {"id": "msg_01", "model": "claude-opus-5-5", "usage": USAGE, **fields.pop("message", {})}
    entry = {"type": "assistant", "timestamp": AT, "requestId": "req_1", "sessionId": "s", "uuid": "u", "cwd": "/p"}
    return {**entry, "message": message, **fields}


def used(**counts: Any) -> Json:
    return {"message": {"usage": {**USAGE, **counts}}}


def transcript(home: Path, *lines: Json | str, name: str = "s") -> None:
    folder = home / ".claude/projects/-p"
    folder.mkdir(parents=True, exist_ok=True)
    texts = [line if isinstance(line, str) else json.dumps(line, separators=(",", ":")) for line in lines]
    (folder / f"{name}.jsonl").write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")


def counted(home: Path) -> list[Tokens]:
    read(home)
    return sorted(call.tokens for call in calls(home))


CLAUDE = {
    "lines of one answer, the first with a placeholder": [answer(**used(output_tokens=1)), answer()],
    "the most of each count, not the last": [answer(), answer(**used(output_tokens=2))],
    "a replay with another request id": [answer(), answer(requestId="req_2", uuid="v", isSidechain=True)],
    "no request id": [answer(requestId=None), answer(requestId=None, uuid="v")],
    "a made-up answer": [answer(), answer(message={"id": "x", "model": "<synthetic>"}, uuid="v")],
    "an answer without use": [answer(), answer(message={"id": "msg_02", "usage": {"input_tokens": 0}})],
    "null and numbers as text": [
        answer(**used(input_tokens="3", output_tokens=7.0, cache_creation=None, service_tier=None), agentId=None)
    ],
    "content as text": [answer(message={"content": "words"})],
    "spaces after colons": [json.dumps(answer())],
    "half a surrogate": [json.dumps(answer(message={"content": [{"text": "X"}]})).replace('"X"', '"\\ud83d"')],
    "a byte order mark": ["\ufeff" + json.dumps(answer())],
    "nesting without end, beside it": ['{"type":"assistant","usage":' + "[" * 2_000 + "]" * 2_000 + "}", answer()],
    "its type first": [{"type": "assistant", **answer()}],
    "a type at the end, and others in its input": [
        {
            "message": {"content": [{"input": {"type": "user"}}], **answer()["message"]},
            **{name: value for name, value in answer().items() if name not in ("type", "message")},
            "type": "assistant",
        }
    ],
    "marks inside text": [
        {"type": "user", "message": {"content": '"assistant" "usage" {"input_tokens": 5}'}},
        answer(),
    ],
    "a line that is no JSON": ['{"type":"assistant","usage":', answer()],
}


@pytest.mark.parametrize("name", CLAUDE)
def test_claude_counts_one_call_of(name: str, tmp_path: Path) -> None:
    transcript(tmp_path, *CLAUDE[name])
    assert counted(tmp_path) == [COUNTED]


def test_writes_of_five_minutes_and_of_an_hour(tmp_path: Path) -> None:
    split = {"ephemeral_5m_input_tokens": 20, "ephemeral_1h_input_tokens": 30}
    transcript(tmp_path, answer(**used(cache_creation=split)))
    assert counted(tmp_path) == [COUNTED._replace(cache_write_5m=20, cache_write_1h=30)]


def test_a_fork_is_its_parents_at_its_first_time(tmp_path: Path) -> None:
    begun = {"type": "queue-operation", "timestamp": "2026-11-20T11:00:00.000Z", "sessionId": "fork"}
    copy = answer(sessionId="fork", timestamp="2026-11-20T10:00:01.000Z")
    transcript(tmp_path, begun, copy, name="fork")
    transcript(tmp_path, answer())
    read(tmp_path)
    assert [(call.session, call.at, call.tokens) for call in calls(tmp_path)] == [("s", 1_795_168_800, COUNTED)]


def test_sub_agents_have_the_account_of_their_session(tmp_path: Path) -> None:
    owner = {"type": "session-owner", "accountUuid": "a", "organizationUuid": "o", "sessionId": "s"}
    sub_agent = answer(message={"id": "msg_02"}, isSidechain=True, agentId="x", attributionAgent="Explore")
    transcript(tmp_path, sub_agent, name="agent-x")
    transcript(tmp_path, owner, answer())
    read(tmp_path)
    rows = sorted((call.agent or "", call.account or "") for call in calls(tmp_path))
    assert [agent for agent, _ in rows] == ["", "Explore"]
    assert rows[0][1] == rows[1][1] != ""


def test_each_account_of_a_folder_has_its_calls(tmp_path: Path) -> None:
    """Another login in the same folder, of either vendor, and calls of before: what names nobody is nobody's."""
    for number, owner in enumerate(("a", "b")):
        said = {"type": "session-owner", "accountUuid": owner, "organizationUuid": "o", "sessionId": owner}
        message = {"id": f"msg_0{number}"}
        transcript(tmp_path, said, answer(message=message, sessionId=owner), name=owner)
        ids = {"creator_user_id": owner, "creator_account_id": "c"}
        rollout(tmp_path, meta(owner, **ids), snapshot(FIRST, FIRST), name=owner)
    transcript(tmp_path, answer(message={"id": "msg_02"}, sessionId="old"), name="old")
    read(tmp_path)
    accounts = {(call.provider, call.account or "") for call in calls(tmp_path)}
    claude = {transcript_line.Owner(user, "o").account for user in ("a", "b")}
    codex = {codex_account(user, "c") for user in ("a", "b")}
    assert accounts == {*(("claude", name) for name in {*claude, ""}), *(("codex", name) for name in codex)}
    assert len(calls(tmp_path)) == 5


def test_the_ledger_shows_what_no_log_does(tmp_path: Path) -> None:
    """Two of four calls of this session, `/btw` and the title, are in Claude Code's own ledger alone."""
    fixture("claude-2.1.332-interactive-btw-hidden-calls", tmp_path)
    read(tmp_path)
    with token_index.reading(state(tmp_path)) as index:
        assert index is not None
        rows = {row.model: row for row in stored_ledgers(index.connection)}
    opus, haiku = rows["claude-opus-5-5"], rows["claude-haiku-5-5"]
    assert (opus.cost_usd, opus.charged.output, opus.logged_calls) == (pytest.approx(0.113159), 160, 2)
    assert (haiku.cost_usd, haiku.charged.output, haiku.logged_calls) == (pytest.approx(0.001018325), 54, 0)


def test_the_ledger_of_a_fork_is_left_out(tmp_path: Path) -> None:
    """It has what its parent cost in it: the parent's own is the log to the token."""
    fixture("claude-2.1.332-fork-subagent", tmp_path)
    read(tmp_path)
    with token_index.reading(state(tmp_path)) as index:
        assert index is not None
        (row,) = stored_ledgers(index.connection)
    assert row.session.startswith("def9a72c")
    assert (row.charged, row.logged_calls) == (row.logged, 6)


def vector(*counts: int) -> Json:
    names = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens", "total_tokens")
    return dict(zip(names, counts, strict=True))


FIRST, SECOND = vector(100, 60, 10, 4, 110), vector(300, 160, 30, 8, 330)
LAST = vector(200, 100, 20, 4, 220)


def meta(thread: str, **fields: Any) -> Json:
    return {"type": "session_meta", "timestamp": AT, "payload": {"id": thread, "cwd": "/p", **fields}}


def snapshot(total: Json, last: Json, at: str = AT) -> Json:
    info = {"total_token_usage": total, "last_token_usage": last}
    return {"type": "event_msg", "timestamp": at, "payload": {"type": "token_count", "info": info}}


def context(model: str) -> Json:
    return {"type": "turn_context", "timestamp": AT, "payload": {"model": model, "effort": "high"}}


def rollout(home: Path, *lines: Json, name: str = "a") -> None:
    folder = home / ".codex/sessions/2026/11/20"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"rollout-{name}.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


CODEX = {
    "a snapshot that is sent again": [
        meta("a"),
        snapshot(FIRST, FIRST),
        snapshot(FIRST, FIRST, AT.replace("10:", "11:")),
    ],
    "a row without input or output": [meta("a"), snapshot(FIRST, FIRST), snapshot(FIRST, vector(0, 0, 0, 0, 9))],
    "a record beside its snapshot": [
        meta("a"),
        {"type": "token_usage_record", "timestamp": AT, "payload": {"usage": FIRST, "thread_token_usage": FIRST}},
        snapshot(FIRST, FIRST),
    ],
    "no counters": [meta("a"), snapshot(FIRST, FIRST), {"type": "event_msg", "payload": {"type": "token_count"}}],
}


@pytest.mark.parametrize("name", CODEX)
def test_codex_counts_one_call_of(name: str, tmp_path: Path) -> None:
    rollout(tmp_path, *CODEX[name])
    assert counted(tmp_path) == [Tokens(input=40, cache_read=60, output=10, reasoning=4)]


def test_counters_of_two_threads_in_one_log(tmp_path: Path) -> None:
    """Whatever the totals do, a call is what its own line says of it: 100M, 5M, 101M and 6M are not 101M and more."""
    million = [vector(count * 10**6, 0, 0, 0, count * 10**6) for count in (100, 5, 101, 6)]
    own = [vector(10**5, 0, 10, 0, 10**5 + 10)] * 4
    rollout(tmp_path, meta("a"), *map(snapshot, million, own))
    assert sum(tokens.total for tokens in counted(tmp_path)) == 4 * (10**5 + 10)


@pytest.mark.parametrize("parent_is_there", [True, False])
def test_a_fork_that_repeats_its_parent(tmp_path: Path, parent_is_there: bool) -> None:
    if parent_is_there:
        rollout(tmp_path, meta("a"), snapshot(FIRST, FIRST))
    for fork in ("b", "c"):
        rollout(tmp_path, meta(fork, forked_from_id="a"), meta("a"), snapshot(FIRST, FIRST), name=fork)
    assert len(counted(tmp_path)) == 1


def test_a_fork_that_points_to_its_parent(tmp_path: Path) -> None:
    rollout(tmp_path, meta("a"), snapshot(FIRST, FIRST))
    fork = meta("b", forked_from_id="a", history_base={"thread_id": "a"})
    rollout(tmp_path, fork, snapshot(SECOND, LAST), name="b")
    assert sum(tokens.total for tokens in counted(tmp_path)) == 330


def test_a_model_that_a_copy_alone_names(tmp_path: Path) -> None:
    rollout(tmp_path, meta("a"), snapshot(FIRST, FIRST))
    rollout(tmp_path, meta("b", forked_from_id="a"), context("gpt-5.5"), snapshot(FIRST, FIRST), name="b")
    read(tmp_path)
    (call,) = calls(tmp_path)
    assert (call.session, call.model, call.effort) == ("a", "gpt-5.5", "high")


def fixture(name: str, home: Path) -> None:
    """Lay out the files that a real client wrote, as it laid them out."""
    folder = home / (".claude/projects/-p" if name.startswith("claude") else ".codex/sessions/2026/11/28")
    for source in (FIXTURES / name).rglob("*.jsonl"):
        target = folder / source.relative_to(FIXTURES / name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())


REAL = {
    "claude-2.1.332-fork-subagent": 7,
    "claude-2.1.332-interactive-btw-hidden-calls": 2,
    "codex-0.171.0-fork": 6,
    "codex-0.171.0-priority": 2,
    "codex-0.171.0-subagent": 4,
}


@pytest.mark.parametrize("name", REAL)
def test_calls_of_real_clients(name: str, tmp_path: Path) -> None:
    fixture(name, tmp_path)
    read(tmp_path)
    assert len(calls(tmp_path)) == REAL[name]
