"""One vendor's endpoint: which tokens it takes, how many requests it grants, and what it answers next."""

from __future__ import annotations

import json
import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HANG_UP = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer.

    `status` HANG_UP closes the connection without a word. `body` bytes go out as they are, anything else as JSON.
    A header that is None is left out: without `Content-Length` the body ends where the connection does.
    `delay` seconds before the first byte, `drip` seconds before each byte of the body.
    """

    status: int = 200
    body: object = field(default=b"", repr=False)
    headers: Mapping[str, str | None] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0

    def payload(self) -> bytes:
        """Return the body as it goes over the wire."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    def all_headers(self) -> dict[str, str]:
        """Return every header that is sent."""
        usual = {"Content-Type": "application/json", "Content-Length": str(len(self.payload())), "Connection": "close"}
        return {name: value for name, value in {**usual, **self.headers}.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Budget:
    """So many requests per token in any `period` seconds, then 429; `retry_after` seconds, None: no such header.

    `refusals_count`: asking inside the window keeps it alive, as reported of Claude's server.
    """

    requests: int = 28
    period: float = 3600
    retry_after: int | None = 0
    refusals_count: bool = False


class Endpoint:
    """The behaviour of one vendor, set by data and safe to change while requests come in.

    `refused` is the status for a token that is not taken.
    """

    def __init__(self, default: Answer, error: Callable[[int], object], refused: int = 401) -> None:
        self._error = error
        self._refused = refused
        self._lock = threading.Lock()
        self._answers = deque([default])
        self._answers_to: dict[str, Answer] = {}
        self._tokens: frozenset[str] | None = None
        self._budget: Budget | None = None
        self._asked: defaultdict[str, deque[float]] = defaultdict(deque)

    def answer(self, first: Answer, *later: Answer) -> None:
        """Give these answers one after the other, the last one from then on."""
        with self._lock:
            self._answers = deque([first, *later])

    def answer_to(self, token: str, answer: Answer) -> None:
        """Give this answer to requests with this token from now on: another account's."""
        with self._lock:
            self._answers_to[token] = answer

    def refuse(self, status: int, retry_after: int | str | None = None) -> None:
        """Answer with the vendor's own error body from now on."""
        self.answer(self._refusal(status, retry_after))

    def accept(self, *tokens: str) -> None:
        """Take these bearer tokens and no other. Until this is called any token will do, but none will not."""
        with self._lock:
            self._tokens = frozenset(tokens)

    def limit(self, budget: Budget | None) -> None:
        """Grant so many requests from now on; None: any number."""
        with self._lock:
            self._budget = budget
            self._asked.clear()

    def reply(self, token: str | None, now: float) -> Answer:
        """Return the answer to a request with this bearer token at `now` epoch seconds."""
        with self._lock:
            if not token or (self._tokens is not None and token not in self._tokens):
                return self._refusal(self._refused)
            if self._budget and not self._granted(self._budget, self._asked[token], now):
                return self._refusal(429, self._budget.retry_after)
            if token in self._answers_to:
                return self._answers_to[token]
            return self._answers.popleft() if len(self._answers) > 1 else self._answers[0]

    def _refusal(self, status: int, retry_after: int | str | None = None) -> Answer:
        return Answer(status, self._error(status), {"Retry-After": None if retry_after is None else str(retry_after)})

    @staticmethod
    def _granted(budget: Budget, asked: deque[float], now: float) -> bool:
        while asked and asked[0] <= now - budget.period:
            asked.popleft()
        granted = len(asked) < budget.requests
        if granted or budget.refusals_count:
            asked.append(now)
        return granted
