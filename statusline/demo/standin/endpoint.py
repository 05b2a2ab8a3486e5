"""One vendor's endpoint: what it answers next."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import field
from typing import TYPE_CHECKING

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        usual = {"Content-Type": "application/json", "Content-Length": str(len(self.payload())), "Connection": "close"}
        return {name: value for name, value in {**usual, **self.headers}.items() if value is not None}


class Endpoint:
    """What one vendor answers; safe to change while requests come in."""

    def __init__(self, default: Answer) -> None:
        self._lock = threading.Lock()
        self._answers = deque([default])

    def answer(self, first: Answer, *later: Answer) -> None:
        """Give these answers one after the other, the last one from then on."""
        with self._lock:
            self._answers = deque([first, *later])

    def refuse(self, status: int, retry_after: int | str | None = None) -> None:
        self.answer(self.refusal(status, retry_after))

    def reply(self, token: str | None, now: float) -> Answer:
        """Return the answer to a request with this bearer token at `now` epoch seconds."""
        with self._lock:
            return self._reply(token, now)

    def refusal(self, status: int, retry_after: int | str | None = None) -> Answer:
        return Answer(status, self.error(status), {"Retry-After": None if retry_after is None else str(retry_after)})

    def error(self, status: int) -> object:
        return {"error": {"message": f"Status {status}"}}

    def _reply(self, token: str | None, now: float) -> Answer:  # noqa: ARG002 - a stricter endpoint counts by the clock
        return self._next() if token else self.refusal(401)

    def _next(self) -> Answer:
        return self._answers.popleft() if len(self._answers) > 1 else self._answers[0]


class AnyToken(Endpoint):
    def _reply(self, token: str | None, now: float) -> Answer:  # noqa: ARG002 - as above
        return self._next()
