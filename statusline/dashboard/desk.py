"""Where answers are made: in one thread, one after the other.

Together they would be no sooner ready. And the C library gives each thread a heap of its own, which stays as large as
the largest answer that the thread has made: the main thread alone takes 8 MiB less than the six of a browser.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.dashboard.server import Answer

_MOMENT = 0.5  # seconds after which a wait looks for Ctrl-C, where the system does not interrupt it


class Desk:
    """Other threads ask it, and the thread that calls `serve` makes their answers with `answering`.

    They have to be daemons: an answer that Ctrl-C interrupts, or that is asked for after that, never comes.
    """

    def __init__(self, answering: Callable[[str], Answer | None]) -> None:
        self._answering = answering
        self._waiting: SimpleQueue[_Asked | None] = SimpleQueue()

    def ask(self, target: str) -> Answer | None:
        """Return the answer to a target once it is made. Raises what making it raised."""
        asked = _Asked(target)
        self._waiting.put(asked)
        asked.done.wait()
        if asked.error:
            raise asked.error
        return asked.answer

    def close(self) -> None:
        """Let `serve` return after the answers asked for until now."""
        self._waiting.put(None)

    def serve(self) -> None:
        while True:
            try:
                asked = self._waiting.get(timeout=_MOMENT)
            except Empty:
                continue
            if asked is None:
                return
            try:
                asked.answer = self._answering(asked.target)
            except Exception as error:  # noqa: BLE001 - it is raised where the answer is waited for
                asked.error = error
            asked.done.set()


class _Asked:
    __slots__ = ("answer", "done", "error", "target")

    def __init__(self, target: str) -> None:
        self.target = target
        self.answer: Answer | None = None
        self.error: Exception | None = None
        self.done = Event()
