"""Files that were read again in one session though nothing had changed in them. It takes a deep look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding
from statusline.cost import amounts
from statusline.index.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.base import Material

NAME = "rereads"
CHARACTERS_A_TOKEN = 4


def find(material: Material) -> Iterator[Finding]:
    dollars = tokens = times = reads = 0
    for session, counts in material.counts.items():
        calls = material.conversations.get(session)
        if calls and counts.reread_characters:
            own = counts.reread_characters // CHARACTERS_A_TOKEN
            dollars += material.cost(calls[-1], Tokens(cache_write_1h=own), above=0) or 0
            tokens, times, reads = tokens + own, times + counts.rereads, reads + counts.reads
    if dollars:
        yield Finding(
            NAME,
            f"{times} of {reads} reads of files were of what the session had read before: about"
            f" {amounts.tokens(tokens)} tokens.",
            "The same part of the same file, not written to in between, without a compaction. Counted once each, as"
            f" written to a cache, {CHARACTERS_A_TOKEN} characters a token.",
            "Point to the lines that matter, and keep what is read in each session in a short note instead.",
            dollars,
            times,
        )
