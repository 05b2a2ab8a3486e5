"""Sessions that carried a long context through many calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding, Rule
from statusline.cost import amounts
from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.base import Material
    from statusline.advice.calls import Conversation, Step

LONG = 120_000  # tokens: 60 % of the 200,000 that every model takes
FEWEST = 20  # calls of a session


class LongContext(Rule):
    NAME = "long-context"

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._sessions = self._calls = self._dollars = self._longest = 0

    def add(self, conversation: Conversation) -> None:
        long = [step for step in conversation.steps if step.tokens.context >= LONG]
        if len(long) >= FEWEST:
            self._sessions += 1
            self._calls += len(long)
            self._dollars += sum(map(self._carried, long))
            self._longest = max(self._longest, *(step.tokens.context for step in long))

    def findings(self) -> Iterator[Finding]:
        if self._dollars:
            each = amounts.dollars(self._dollars // self._calls)
            many = amounts.counted(self._sessions, "session")
            yield Finding(
                self.NAME,
                f"{many} carried more than {LONG // 1000}k tokens through {self._calls:,} calls, up to"
                f" {amounts.tokens(self._longest)}: {each} a call.",
                f"Sessions with at least {FEWEST} such calls in the conversation itself. The amount is what reading the"
                f" part above {LONG // 1000}k cost.",
                "Begin a new session for a new task, or compact earlier; give long searches to a sub-agent.",
                self._dollars,
                self._calls,
            )

    def _carried(self, step: Step) -> int:
        return self.material.cost(step.terms, Tokens(cache_read=step.tokens.context - LONG)) or 0
