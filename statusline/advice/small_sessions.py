"""Projects whose sessions are small, and dearer than they would be on the account's cheapest model."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from statusline.advice.base import Added, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.advice.base import Material
    from statusline.advice.calls import Conversation, Step

FEWEST = 5  # sessions of a project
SMALL_CALLS, SMALL_CONTEXT = 10, 50_000
MOST_ARE_SMALL = 0.8
CHEAPER = 0.5  # of the cost


class _Project(Added):
    """The sums of a project's small sessions; `sessions`: how many there are in all."""

    sessions = small = 0


class SmallSessions(Rule):
    NAME = "small-sessions"

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._projects: defaultdict[str, _Project] = defaultdict(_Project)

    def add(self, conversation: Conversation) -> None:
        project = self._projects[conversation.steps[0].project or ""]
        project.sessions += 1
        if _is_small(conversation.steps):
            project.small += 1
            for step in conversation.steps:
                project.add(step.terms, step.tokens)

    def findings(self) -> Iterator[Finding]:
        material = self.material
        for name, own in self._projects.items():
            if own.sessions < FEWEST or own.small < MOST_ARE_SMALL * own.sessions:
                continue
            cost, other = material.sum_of(own.tokens.items()), material.cheapest(own.tokens.items())
            if other and other[1] <= CHEAPER * cost:
                model = material.shown("model", other[0])
                yield Finding(
                    self.NAME,
                    f"{own.small} of {own.sessions} sessions in {material.shown('project', name)} were small.",
                    f"At most {SMALL_CALLS} calls and {SMALL_CONTEXT // 1000}k tokens of context each. The amount is"
                    f" what they would have cost less on {model}, which you use, too.",
                    f"Begin there with {model}, and change the model only for what it cannot do.",
                    cost - other[1],
                    own.calls,
                )


def _is_small(steps: Sequence[Step]) -> bool:
    return len(steps) <= SMALL_CALLS and max(step.tokens.context for step in steps) <= SMALL_CONTEXT
