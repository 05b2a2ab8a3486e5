"""Calls that no log shows and Claude Code's own ledgers charge: titles, `/btw`, summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding, Rule
from statusline.cost import amounts

if TYPE_CHECKING:
    from collections.abc import Iterator


LEAST_SHARE = 0.05


class HiddenCalls(Rule):
    NAME = "hidden-calls"

    def findings(self) -> Iterator[Finding]:
        material = self.material
        hidden = material.unlogged
        if hidden.ledger and hidden.dollars >= LEAST_SHARE * hidden.ledger:
            tokens = amounts.tokens(hidden.tokens.total)
            yield Finding(
                self.NAME,
                f"{hidden.dollars / hidden.ledger:.0%} of what Claude Code charged for"
                f" {amounts.counted(hidden.sessions, 'session')} is in no log: {tokens} tokens.",
                "The ledger that Claude Code writes at the end of a session, less the calls in its log; at list"
                " prices.",
                "Questions with `/btw` take the whole context along: ask them early, or in a session of their own.",
                hidden.dollars,
                0,
            )
