"""Sessions that were compacted again and again within an hour. It takes a deep look."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from statusline.advice.base import Finding, Rule
from statusline.cost import amounts
from statusline.hot.text import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.advice.base import Material
    from statusline.advice.calls import Conversation, Step

SO_MANY = 3


class Compactions(Rule):
    NAME = "compaction-loop"

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._sessions = self._compactions = self._calls = self._dollars = 0

    def add(self, conversation: Conversation) -> None:
        counts = self.material.counts.get(conversation.session)
        if counts and _is_loop(counts.compactions):
            after = _after(conversation.steps, counts.compactions)
            self._sessions += 1
            self._compactions += len(counts.compactions)
            self._calls += len(after)
            self._dollars += self.material.sum_of((step.terms, step.tokens) for step in after)

    def findings(self) -> Iterator[Finding]:
        if self._dollars:
            yield Finding(
                self.NAME,
                f"{amounts.counted(self._sessions, 'session')} compacted {self._compactions} times, {SO_MANY}"
                " or more within an hour.",
                "The compactions that the logs name; the amount is the first call after each, which begins without a"
                " cache.",
                "Long outputs fill what a compaction has freed: read parts of files, and let a sub-agent read the"
                " rest.",
                self._dollars,
                self._calls,
            )


def _is_loop(moments: Sequence[int]) -> bool:
    ordered = sorted(moments)
    return any(last - first <= HOUR for first, last in zip(ordered, ordered[SO_MANY - 1 :], strict=False))


def _after(steps: Sequence[Step], moments: Sequence[int]) -> list[Step]:
    """Return the first call after each moment; calls are in order."""
    times = [step.at for step in steps]
    positions = {bisect_left(times, moment) for moment in moments}
    return [steps[position] for position in sorted(positions) if position < len(steps)]
