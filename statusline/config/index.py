"""The table [index]: what the index of calls keeps of the logs, and how long."""

from __future__ import annotations

from statusline.config import checks
from statusline.config.fields import option
from statusline.frozen import dataclass

OFF, NUMBERS, PROJECTS = KEEPS = ("off", "numbers", "projects")
_FEWEST_DAYS = 10  # estimates look back over eight
_MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Index:
    keep: str = option(
        'What it keeps of the calls in the logs: "projects"; "numbers": hashes instead of folders; "off": nothing new.',
        checks.one_of(KEEPS),
        default=PROJECTS,
    )
    keep_days: int = option("Days after which it forgets a call.", checks.whole(_FEWEST_DAYS, _MOST_DAYS), default=800)
