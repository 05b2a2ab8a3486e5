"""An endpoint as strict as a vendor's: its own error bodies, tokens that it takes, requests that it grants."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

from statusline.demo.standin import Answer
from statusline.demo.standin import Endpoint as Lenient


@dataclass(frozen=True, slots=True)
class Budget:
    """So many requests per token in any `period` seconds, then 429; `retry_after` seconds, None: no such header.

    `refusals_count`: asking inside the window keeps it alive, as reported of Claude's server.
    """

    requests: int = 28
    period: float = 3600
    retry_after: int | None = 0
    refusals_count: bool = False


class Endpoint(Lenient):
    """`error` gives the body of a status, `refused` is the status for a token that is not taken."""

    def __init__(self, default, error, refused=401):
        super().__init__(default)
        self.error = error
        self._refused = refused
        self._answers_to: dict[str, Answer] = {}
        self._tokens: frozenset[str] | None = None
        self._budget: Budget | None = None
        self._asked: defaultdict[str, deque[float]] = defaultdict(deque)

    def answer_to(self, token, answer):
        """Give this answer to requests with this token from now on: another account's."""
        with self._lock:
            self._answers_to[token] = answer

    def accept(self, *tokens):
        """Take these tokens and no other. Until this is called any token will do, but none will not."""
        with self._lock:
            self._tokens = frozenset(tokens)

    def limit(self, budget):
        """Grant so many requests from now on; None: any number."""
        with self._lock:
            self._budget = budget
            self._asked.clear()

    def _reply(self, token, now):
        if not token or (self._tokens is not None and token not in self._tokens):
            return self.refusal(self._refused)
        if self._budget and not self._granted(self._budget, self._asked[token], now):
            return self.refusal(429, self._budget.retry_after)
        return self._answers_to.get(token) or super()._reply(token, now)

    @staticmethod
    def _granted(budget, asked, now):
        while asked and asked[0] <= now - budget.period:
            asked.popleft()
        granted = len(asked) < budget.requests
        if granted or budget.refusals_count:
            asked.append(now)
        return granted
