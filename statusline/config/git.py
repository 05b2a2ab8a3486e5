"""The table [git]: looks at the repository that a session of Claude Code works in."""

from __future__ import annotations

from statusline.config import checks
from statusline.config.fields import option
from statusline.frozen import dataclass

_LONGEST_LOOK = 60


@dataclass(frozen=True, slots=True)
class Git:
    enabled: bool = option(
        "Look into the repository of a session, if a format asks for more than its branch.",
        checks.boolean,
        default=True,
    )
    seconds: int = option(
        "Seconds after which a look is given up; the repository is left alone then until it has changed.",
        checks.whole(1, _LONGEST_LOOK),
        default=5,
    )
