"""Made-up logs of both vendors with the truth beside them: what a reader of them has to count, and what it must not.

Streamed duplicates, sub-agents, resumed copies, `/btw` replays, made-up answers; forks and sub-agents that repeat their
parent stamped anew, snapshots that are sent again, compactions, archived copies.
"""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]

NOW = 1_795_827_000
CLASSES = ("calls", "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning", "searches")
_CLAUDE = ("claude-opus-4-6", "claude-sonnet-4-6", "claude-haiku-4-5-20251001", "claude-opus-5-5")
_CODEX = ("gpt-5.5", "gpt-5.3-codex", "gpt-5.4-mini")
_VECTOR = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens", "total_tokens")
_OWNER = {
    "accountUuid": "11111111-1111-4111-8111-111111111111",
    "organizationUuid": "22222222-2222-4222-8222-222222222222",
}


@dataclass
class Thread:
    """A rollout: its lines, its calls (total, last, model), and what a fork of it repeats."""

    meta: Json
    lines: list[Json] = field(default_factory=list)
    calls: list[tuple[Json, Json, str]] = field(default_factory=list)
    end: float = 0.0


class Logs:
    """Writes logs below a home; `truth` has the sums by vendor, day in UTC and model.

    weight: how many times as long what was said is; with 1 there is little beside the counts.
    """

    def __init__(self, home: Path, seed: int = 11, weight: int = 1) -> None:
        self.home = home
        self.weight = weight
        self.random = random.Random(seed)
        self.truth: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        self._threads: list[Thread] = []

    def make(self, sessions: int, threads: int) -> Logs:
        for _ in range(sessions):
            self._session()
        for _ in range(threads):
            self._rollout()
        return self

    def _count(self, vendor: str, at: float, model: str, counts: dict[str, int]) -> None:
        day = time.strftime("%Y-%m-%d", time.gmtime(at))
        self.truth[vendor, day, model].update({"calls": 1, **counts})

    def _id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128)))

    def _text(self, most: int = 300) -> str:
        return 'lorem "ipsum" \\ dolor\n' * (self.random.randint(1, max(1, most // 20)) * self.weight)

    def _write(self, path: str, lines: list[Json], changed: float) -> None:
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines), encoding="utf-8")
        os.utime(file, (changed, changed))

    def _session(self) -> None:
        folder, session = f".claude/projects/-home-u-proj{self.random.randrange(5)}", self._id()
        start = NOW - self.random.uniform(0.05, 20) * 86_400
        lines, end = self._transcript(session, start, self.random.randint(3, 30))
        self._write(f"{folder}/{session}.jsonl", lines, end)
        for _ in range(self.random.choice((0, 0, 1, 2))):
            agent = f"{self.random.getrandbits(64):016x}"
            own, own_end = self._transcript(session, start + 60, self.random.randint(1, 6), agent)
            self._write(f"{folder}/{session}/subagents/agent-{agent}.jsonl", own, own_end)
        if self.random.random() < 0.2:
            self._resumed(folder, lines[: len(lines) // 2], end + 60)
        if self.random.random() < 0.2:
            self._aside(f"{folder}/{session}/subagents", lines, end + 5)

    def _resumed(self, folder: str, lines: list[Json], changed: float) -> None:
        session = self._id()
        self._write(f"{folder}/{session}.jsonl", [{**line, "sessionId": session} for line in lines], changed)

    def _aside(self, folder: str, lines: list[Json], changed: float) -> None:
        """Write what older versions wrote for `/btw`: the last answers again, with another request id."""
        answers = [line for line in lines if line["type"] == "assistant"][-5:]
        own = {"isSidechain": True, "agentId": "aside_question-1"}
        copies = [
            {**line, **own, "requestId": f"req_{self.random.getrandbits(64)}", "uuid": self._id()} for line in answers
        ]
        self._write(f"{folder}/agent-aside_question-{changed:.0f}.jsonl", copies, changed)

    def _transcript(self, session: str, start: float, answers: int, agent: str = "") -> tuple[list[Json], float]:
        base: Json = {"isSidechain": bool(agent), "cwd": "/home/u/proj", "sessionId": session, "version": "2.1.329"}
        base.update({"agentId": agent} if agent else {})
        lines: list[Json] = [] if agent else [{"type": "session-owner", **_OWNER, "sessionId": session}]
        at, context, model = start, 20_000, self.random.choice(_CLAUDE)
        for number in range(answers):
            at += self.random.expovariate(1 / 600) + 1
            content = {"role": "user", "content": self._text(2_000)}
            lines.append({**base, "type": "user", "message": content, "uuid": self._id(), "timestamp": _iso(at)})
            new = self.random.randint(200, 5_000)
            one_hour = new if self.random.random() < 0.8 else 0
            fast = model == "claude-opus-5-5" and self.random.random() < 0.1
            counts = {
                "input": self.random.randint(1, 12),
                "cache_read": context,
                "cache_write_5m": new - one_hour,
                "cache_write_1h": one_hour,
                "output": self.random.randint(20, 2_500),
                "searches": int(self.random.random() < 0.05),
            }
            lines += self._answer(base, model, counts, at, fast=fast)
            self._count("claude", at, f"{model}+fast" if fast else model, counts)
            context += new
            if number % 7 == 6:
                lines.append(_made_up(base, at, self._id()))
                model = self.random.choice(_CLAUDE)
        return lines, at

    def _answer(self, base: Json, model: str, counts: dict[str, int], at: float, *, fast: bool) -> list[Json]:
        """Return the lines of one answer, of which early ones may have other numbers of output tokens."""
        usage = {
            "input_tokens": counts["input"],
            "cache_creation_input_tokens": counts["cache_write_5m"] + counts["cache_write_1h"],
            "cache_read_input_tokens": counts["cache_read"],
            "output_tokens": counts["output"],
            "server_tool_use": {"web_search_requests": counts["searches"]},
            "service_tier": "standard",
            "cache_creation": {
                "ephemeral_1h_input_tokens": counts["cache_write_1h"],
                "ephemeral_5m_input_tokens": counts["cache_write_5m"],
            },
            "speed": "fast" if fast else "standard",
        }
        message, request = f"msg_{self.random.getrandbits(96):024x}", f"req_{self.random.getrandbits(96):024x}"
        lines, blocks = [], self.random.randint(1, 4)
        for block in range(blocks):
            early = block < blocks - 1 and self.random.random() < 0.5
            shown = {**usage, "output_tokens": self.random.randint(1, 8)} if early else usage
            body = {
                "model": model,
                "id": message,
                "role": "assistant",
                "content": [{"text": self._text()}],
                "usage": shown,
            }
            stamp = {"requestId": request, "uuid": self._id(), "timestamp": _iso(at + block * 0.2)}
            lines.append({**base, "type": "assistant", "message": body, **stamp})
        return lines

    def _rollout(self) -> None:
        draw = self.random.random()
        parent = self.random.choice(self._threads) if self._threads and draw < 0.35 else None
        start = parent.end + 60 if parent else NOW - self.random.uniform(0.05, 20) * 86_400
        thread = self._thread(start, parent, spawned=draw < 0.15)
        name = f"rollout-{time.strftime('%Y-%m-%dT%H-%M-%S', time.gmtime(start))}-{thread.meta['id']}.jsonl"
        archived = self.random.random() < 0.2
        day = time.strftime("sessions/%Y/%m/%d", time.gmtime(start))
        self._write(f".codex/{'archived_sessions' if archived else day}/{name}", thread.lines, thread.end)
        if not archived and self.random.random() < 0.1:  # an interrupted archive: both are there
            self._write(f".codex/archived_sessions/{name}", thread.lines, thread.end)
        self._threads.append(thread)

    def _thread(self, start: float, parent: Thread | None, *, spawned: bool) -> Thread:
        own = str(uuid.UUID(int=(int(start * 1_000) << 80) | self.random.getrandbits(80)))
        meta: Json = {
            "id": own,
            "timestamp": _iso(start),
            "cwd": "/home/u/proj",
            "model_provider": "openai",
            "source": "cli",
        }
        if parent and spawned:
            spawn = {"parent_thread_id": parent.meta["id"], "agent_role": "worker", "depth": 1}
            meta["source"] = {"subagent": {"thread_spawn": spawn}}
        elif parent:
            meta["forked_from_id"] = parent.meta["id"]
        thread = Thread(meta, [_event(start, "session_meta", meta)], end=start + 2)
        total = dict.fromkeys(_VECTOR, 0)
        if parent:
            total = self._repeat(thread, parent, start) or total
        self._turns(thread, total)
        return thread

    def _repeat(self, thread: Thread, parent: Thread, start: float) -> Json:
        """Write the parent's history again, stamped anew within a second; return its last counters."""
        thread.lines.append(_event(start, "session_meta", parent.meta))
        repeated = parent.calls[: self.random.randint(1, max(1, len(parent.calls)))]
        for number, (total, last, model) in enumerate(repeated):
            at = start + min(0.9, number * 0.001)
            thread.lines.append(_event(at, "turn_context", {"model": model, "effort": "high"}))
            thread.lines.append(_snapshot(at, total, last))
            thread.calls.append((total, last, model))
        return dict(repeated[-1][0]) if repeated else {}

    def _turns(self, thread: Thread, total: Json) -> None:
        model, context, records = self.random.choice(_CODEX), 12_000, self.random.random() < 0.5
        for _ in range(self.random.randint(1, 6)):
            thread.end += self.random.expovariate(1 / 600) + 3
            thread.lines.append(_event(thread.end, "turn_context", {"model": model, "effort": "medium"}))
            for _ in range(self.random.randint(1, 5)):
                thread.end += self.random.expovariate(1 / 30) + 1
                content = {"type": "function_call_output", "output": self._text(2_000)}
                thread.lines.append(_event(thread.end, "response_item", content))
                last = self._last(context)
                total = {name: total[name] + last[name] for name in _VECTOR}
                self._call(thread, total, last, model, records=records)
                context = last["total_tokens"]
                if context > 60_000:
                    thread.lines.append(_event(thread.end, "compacted", {"message": self._text()}))
                    context = 12_000

    def _last(self, context: int) -> dict[str, int]:
        sent, output = context + self.random.randint(10, 3_000), self.random.randint(30, 2_500)
        cached, thought = context * 9 // 10 // 128 * 128, output // 3
        return dict(zip(_VECTOR, (sent, cached, output, thought, sent + output), strict=True))

    def _call(self, thread: Thread, total: Json, last: dict[str, int], model: str, *, records: bool) -> None:
        if records:
            record = {"thread_id": thread.meta["id"], "usage": last, "thread_token_usage": total}
            thread.lines.append(_event(thread.end, "token_usage_record", record))
        again = 1 + (self.random.random() < 0.1)  # a snapshot that is sent again
        thread.lines += [_snapshot(thread.end + number, total, last) for number in range(again)]
        thread.calls.append((total, last, model))
        counts = {
            "input": last["input_tokens"] - last["cached_input_tokens"],
            "cache_read": last["cached_input_tokens"],
            "output": last["output_tokens"],
            "reasoning": last["reasoning_output_tokens"],
        }
        self._count("codex", thread.end, model, counts)


def _iso(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1_000):03}Z"


def _made_up(base: Json, at: float, own: str) -> Json:
    usage = {"input_tokens": 0, "output_tokens": 0}
    message = {"id": own, "model": "<synthetic>", "role": "assistant", "content": [], "usage": usage}
    return {**base, "type": "assistant", "message": message, "uuid": own, "timestamp": _iso(at)}


def _event(at: float, kind: str, payload: Json) -> Json:
    return {"timestamp": _iso(at), "type": kind, "payload": payload}


def _snapshot(at: float, total: Json, last: Json) -> Json:
    window = {"used_percent": round(at % 86_400 / 864, 1), "window_minutes": 300, "resets_at": int(at) + 9_000}
    limits = {"limit_id": "codex", "primary": window, "secondary": None, "plan_type": "pro"}
    info = {"total_token_usage": total, "last_token_usage": last, "model_context_window": 258_400}
    return _event(at, "event_msg", {"type": "token_count", "info": info, "rate_limits": limits})
