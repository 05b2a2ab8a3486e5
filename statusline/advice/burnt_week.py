"""Sessions that used more than a fifth of a week's limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.advice.base import Finding
from statusline.blame.attribution import MILLI
from statusline.cost import amounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.advice.base import Material

NAME = "burnt-week"
LEAST_POINTS = 20


def find(material: Material) -> Iterator[Finding]:
    for share, window in material.shares:
        points = (share.points or 0) / MILLI
        if points >= LEAST_POINTS and share.dollars:
            agents = f", {share.side:.0%} of it by sub-agents" if share.side else ""
            yield Finding(
                NAME,
                f"One session in {share.project} used {points:.0f} points of {window}:"
                f" {amounts.dollars(share.dollars)} in {share.calls} calls{agents}.",
                "The official percentage split over the calls of this machine, as by `statusline blame --by session`.",
                "Ask `statusline guard --for` before such a task, and split it where a part can wait for the reset.",
                share.dollars,
                share.calls,
                points,
            )
