"""Sessions that used more than a fifth of a week's limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding, Rule
from statusline.blame.attribution import MILLI
from statusline.blame.table import session_id
from statusline.cost import amounts

if TYPE_CHECKING:
    from collections.abc import Iterator


LEAST_POINTS = 20


class BurntWeek(Rule):
    NAME = "burnt-week"

    def findings(self) -> Iterator[Finding]:
        material = self.material
        for share, window in material.shares:
            points = (share.points or 0) / MILLI
            if points >= LEAST_POINTS and share.dollars:
                agents = f", {share.side:.0%} of it by sub-agents" if share.side else ""
                yield Finding(
                    self.NAME,
                    f"Session {session_id(share.name)} in {share.project} used {points:.0f} points of {window}:"
                    f" {amounts.dollars(share.dollars)} in {share.calls:,} calls{agents}.",
                    "The official percentage split over the calls of this machine, as by `statusline blame --by"
                    " session`.",
                    "Ask `statusline guard --for like-project` before such a task, and leave what can wait until the"
                    " reset.",
                    share.dollars,
                    share.calls,
                    points,
                )
