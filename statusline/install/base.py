"""What every surface is: a place that shows the segment, and how our piece gets into its file and out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from statusline.state.environment import Environment

USER = "user"
SCOPES = (USER, "project", "local")


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for; only Claude Code has any of these. None: as it is now, or else the default.

    `refresh_interval` is in seconds, 0 for none; `chain` is first, last or off.
    """

    scope: str = USER
    refresh_interval: int | None = None
    chain: str | None = None


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it stands in a file: a line for shell, and what it reads from stdin."""

    line: str
    stdin: bytes = b""
    shell: str = "/bin/sh"


class Surface(Protocol):
    """One place that shows the segment. Texts are whole files; bytes that are not UTF-8 are surrogates in them."""

    name: str

    def detect(self, environment: Environment) -> str:
        """Return the sign that the user has it, empty if there is none."""
        ...

    def files(self, environment: Environment, options: Options) -> list[str]:
        """Return the files our piece belongs in; they need not exist. Raises InstallError."""
        ...

    def put(self, text: str, original: str, options: Options) -> str:
        """Return text with our piece, new or anew; original is text before us. Raises InstallError."""
        ...

    def strip(self, text: str, kept: str) -> str:
        """Return text without our piece; kept is what `keep` returned. Raises InstallError."""
        ...

    def keep(self, original: str) -> str:
        """Return what strip needs to bring back what our piece takes the place of."""
        ...

    def holds(self, text: str) -> bool:
        """Return whether our piece is in text."""
        ...

    def commands(self, text: str) -> list[Command]:
        """Return the commands of our piece as they stand in text, without what they chain."""
        ...

    def warnings(self, environment: Environment, text: str) -> list[str]:
        """Return what keeps our piece from showing as it should, a sentence each."""
        ...

    def notes(self, environment: Environment) -> list[str]:
        """Return what is left to do for it to show, a sentence each."""
        ...
