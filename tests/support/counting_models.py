"""A server for the real clients that answers as the models of both vendors do, and counts what it says they used."""

from __future__ import annotations

import gzip
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
DELEGATE = "please delegate"  # a prompt with these words is answered by a call of the tool that starts a sub-agent
INNER = "count the files"  # what the sub-agent is asked


class CountingModels:
    """`used`: for each model the sum of what its answers counted, by the names of the index; `calls`: how many."""

    def __init__(self) -> None:
        self.used: dict[str, Counter[str]] = {}
        self.asked: list[Json] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"models": self}))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def total(self) -> Counter[str]:
        return sum(self.used.values(), Counter())

    def claude(self, request: Json) -> tuple[Json, list[Json]]:
        """Return the message and the events of an answer of Claude."""
        number, model = self._next(request), request.get("model", "")
        usage = {
            "input_tokens": 3 + number,
            "cache_creation_input_tokens": 100 * number,
            "cache_read_input_tokens": 1_000 * number,
            "output_tokens": 10 + number,
            "cache_creation": {"ephemeral_5m_input_tokens": 40 * number, "ephemeral_1h_input_tokens": 60 * number},
            "service_tier": "standard",
        }
        self._count(model, usage["input_tokens"], 1_000 * number, 40 * number, 60 * number, 10 + number)
        block: Json = {"type": "text", "text": "Done."}
        if DELEGATE in _last(request.get("messages", [])):
            given = {"description": "count", "prompt": INNER, "subagent_type": "general-purpose"}
            block = {"type": "tool_use", "id": f"toolu_01{number:022}", "name": "Agent", "input": given}
        reason = "tool_use" if block["type"] == "tool_use" else "end_turn"
        base = {"id": f"msg_01{number:022}", "type": "message", "role": "assistant", "model": model}
        message = {**base, "content": [block], "stop_reason": reason, "stop_sequence": None, "usage": usage}
        return message, _events_of_claude(message, block, usage)

    def codex(self, request: Json) -> list[Json]:
        """Return the events of an answer of OpenAI's."""
        number, model = self._next(request), request.get("model", "")
        sent, read, output, thought = 1_500 + number, 1_000, 20 + number, 5
        self._count(model, sent - read, read, 0, 0, output, thought)
        usage = {
            "input_tokens": sent,
            "input_tokens_details": {"cached_tokens": read},
            "output_tokens": output,
            "output_tokens_details": {"reasoning_tokens": thought},
            "total_tokens": sent + output,
        }
        item: Json = {"type": "message", "role": "assistant", "id": f"msg_{number}", "status": "completed"}
        item["content"] = [{"type": "output_text", "text": "Done.", "annotations": []}]
        if DELEGATE in _last(request.get("input", [])):
            arguments = json.dumps({"message": INNER, "task_name": "count", "fork_turns": "all"})
            item = {"type": "function_call", "id": f"fc_{number}", "call_id": f"call_{number}", "status": "completed"}
            item |= {"name": "spawn_agent", "namespace": "collaboration", "arguments": arguments}
        response: Json = {"id": f"resp_{number}", "object": "response"}
        return [
            {"type": "response.created", "response": {**response, "status": "in_progress"}},
            {"type": "response.output_item.done", "output_index": 0, "item": item},
            {"type": "response.completed", "response": {**response, "status": "completed", "usage": usage}},
        ]

    def _next(self, request: Json) -> int:
        with self._lock:
            self.asked.append(request)
            return len(self.asked)

    def _count(self, model: str, *counts: int) -> None:
        names = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
        with self._lock:
            sums = self.used.setdefault(model, Counter())
            sums.update({"calls": 1, **{name: count for name, count in zip(names, counts, strict=False) if count}})


def _last(messages: Any) -> str:
    """Return the last message of a request as text."""
    return json.dumps(messages[-1]) if messages else ""


def _events_of_claude(message: Json, block: Json, usage: Json) -> list[Json]:
    begun = {"type": "text", "text": ""} if block["type"] == "text" else {**block, "input": {}}
    part: Json = {"type": "text_delta", "text": block.get("text", "")}
    if block["type"] != "text":
        part = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
    return [
        {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": begun},
        {"type": "content_block_delta", "index": 0, "delta": part},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": message["stop_reason"]}, "usage": usage},
        {"type": "message_stop"},
    ]


class _Handler(BaseHTTPRequestHandler):
    models: CountingModels
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        path = self.path.partition("?")[0]
        if path.endswith("/v1/messages"):
            request = json.loads(body)
            message, events = self.models.claude(request)
            self._say(message) if not request.get("stream") else self._stream(events)
        elif path.endswith("/responses"):
            self._stream(self.models.codex(json.loads(body)))
        elif path.endswith("/count_tokens"):
            self._say({"input_tokens": 100})
        else:
            self._say({}, 404)

    def do_GET(self) -> None:
        self._say({"data": [], "models": []}, 200 if self.path.partition("?")[0].endswith("/models") else 404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _say(self, answer: Json, status: int = 200) -> None:
        self._send(json.dumps(answer).encode(), "application/json", status)

    def _stream(self, events: list[Json]) -> None:
        text = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
        self._send(text.encode(), "text/event-stream", 200)

    def _send(self, data: bytes, kind: str, status: int) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
