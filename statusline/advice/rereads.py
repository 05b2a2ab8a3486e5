"""Files that were read again in one session though nothing had changed in them. It takes a deep look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding, Rule
from statusline.cost import amounts
from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.base import Material
    from statusline.advice.calls import Conversation

CHARACTERS_A_TOKEN = 4


class Rereads(Rule):
    NAME = "rereads"

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._dollars = self._tokens = self._times = self._reads = 0

    def add(self, conversation: Conversation) -> None:
        counts = self.material.counts.get(conversation.session)
        if counts and counts.reread_characters:
            own = counts.reread_characters // CHARACTERS_A_TOKEN
            terms = conversation.steps[-1].terms._replace(above=0)
            self._dollars += self.material.cost(terms, Tokens(cache_write_1h=own)) or 0
            self._tokens += own
            self._times += counts.rereads
            self._reads += counts.reads

    def findings(self) -> Iterator[Finding]:
        if self._dollars:
            yield Finding(
                self.NAME,
                f"{self._times} of {self._reads} reads of files were of what the session had read before: about"
                f" {amounts.tokens(self._tokens)} tokens.",
                "The same part of the same file, not written to in between, without a compaction. Counted once each, as"
                f" written to a cache, {CHARACTERS_A_TOKEN} characters a token.",
                "Point to the lines that matter, and keep what is read in each session in a short note instead.",
                self._dollars,
                self._times,
            )
