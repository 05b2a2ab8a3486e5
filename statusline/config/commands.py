"""The tables [command.NAME]: the user's own programs, whose output $command.NAME shows."""

from __future__ import annotations

import re
import zlib

from statusline.config import checks
from statusline.config.fields import named, option, required
from statusline.frozen import dataclass
from statusline.hot.text import DAY

_NAME = re.compile(r"[A-Za-z0-9_-]{1,24}", re.ASCII)
_LONGEST_RUN = 60


@dataclass(frozen=True, slots=True)
class Command:
    """One table [command.NAME]. Times in seconds."""

    run: tuple[str, ...] = required(
        "The program and its arguments; no shell is involved.", checks.program, example=("date", "+%H:%M")
    )
    every: int = option("Seconds for which its output counts; then it is run again.", checks.whole(2, DAY), default=60)
    seconds: int = option("Seconds after which it is stopped.", checks.whole(1, _LONGEST_RUN), default=5)

    def key(self, name: str) -> str:
        """Return a name for what it prints, another one after each change of its settings."""
        return f"{name}-{zlib.crc32(repr(self).encode()):08x}"


@dataclass(frozen=True, slots=True)
class Commands:
    named: tuple[tuple[str, Command], ...] = named(
        "A program of yours that runs in the background; Claude Code's line shows its first line as $command.NAME.",
        Command,
        lambda name: _NAME.fullmatch(name) is not None,
        suggestions=(),
        example="clock",
    )
