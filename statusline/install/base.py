"""The Protocol of a surface: a program that shows the segment, and our edit of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from statusline.state.environment import Environment

USER = "user"
SCOPES = (USER, "project", "local")


@dataclass(frozen=True, slots=True)
class Options:
    """The user's options. None: keep the current value, or else the default.

    Claude Code's: `refresh_interval` is in seconds, 0 for none; `chain` is first, last or off. Its, tmux's and
    bars': `renderer` is auto, sh or python. A shell's: `join` is
    left, right or off, where the user has a right prompt. starship's: `in_format` puts ours into the user's `format`.
    tmux's: `popup` is the key behind the prefix that shows `statusline watch`, or off. `names`: whether
    agents' tools show names.
    """

    scope: str = USER
    refresh_interval: int | None = None
    chain: str | None = None
    join: str | None = None
    in_format: bool = False
    popup: str | None = None
    names: bool | None = None
    renderer: str | None = None


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class Command:
    """A command in a file: a line for `shell`, and its stdin.

    `in_cache`: with this stdin it leaves nothing behind, so that it may run where the numbers are.
    """

    line: str
    stdin: bytes = b""
    shell: str = "/bin/sh"
    in_cache: bool = False


class Surface(Protocol):
    """One program that shows the segment. Texts are whole files, in which surrogates stand for bytes beyond UTF-8."""

    name: str
    scopes: tuple[str, ...]  # each has a file of its own

    def detect(self, environment: Environment) -> str:
        """Return a sign that the user has it (a folder, a program), empty if there is none."""
        ...

    def files(self, environment: Environment, options: Options) -> list[str]:
        """Return the files to edit; they need not exist. Raises InstallError."""
        ...

    def put(self, text: str, original: str, options: Options) -> str:
        """Return text with our edit, new or renewed; original is the text before us. Raises InstallError."""
        ...

    def strip(self, text: str, replaced: str) -> str:
        """Return text without our edit; replaced is the result of `keep`. Raises InstallError."""
        ...

    def keep(self, original: str) -> str:
        """Return what `strip` needs to restore the text that our edit replaces."""
        ...

    def holds(self, text: str) -> bool: ...

    def commands(self, text: str) -> list[Command]:
        """Return the commands of our edit, exactly as written."""
        ...

    def warnings(self, environment: Environment, text: str) -> list[str]:
        """Return what keeps our edit from working, a sentence each."""
        ...

    def notes(self, environment: Environment) -> list[str]:
        """Return what the user still has to do, a sentence each."""
        ...
