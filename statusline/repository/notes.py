"""Why a working tree's state says no more: a word in its state file, a sentence with a remedy for people."""

from __future__ import annotations

from statusline.frozen import dataclass

NO_LIBRARY = "no-library"
OWNER = "owner"
ELSEWHERE = "elsewhere"
UNSUPPORTED = "unsupported"
SLOW = "slow"
FAILED = "failed"
BARE = "bare"
_SENTENCES = {
    OWNER: (
        "{path} belongs to another user, so it is not looked into.",
        "If you trust it, name it as `safe.directory` in your own git configuration.",
    ),
    ELSEWHERE: ("{path} has its working tree elsewhere, so that is not looked into.", "Start the session there."),
    UNSUPPORTED: ("libgit2 cannot read {path}.", "Nothing to do: its branch and commit are shown all the same."),
    SLOW: (
        "To look into {path} took longer than git.seconds in the config.",
        "It is tried again once the repository has changed; raise git.seconds if that is not enough.",
    ),
    FAILED: (
        "libgit2 ended unexpectedly when it looked into {path}.",
        "It is tried again once the repository has changed.",
    ),
}


def problem(note: str) -> tuple[str, str] | None:
    """Return the sentence for a note with its `{path}` still open, and what to do; None where nothing is amiss."""
    return _SENTENCES.get(note.partition(":")[0])


@dataclass(frozen=True, slots=True)
class Pause:
    """After a look that was SLOW or FAILED: none before `until` (epoch seconds), nor while `stamp` is the same."""

    kind: str
    until: int
    stamp: str
    times: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.until}:{self.stamp}:{self.times}"


def pause(note: str) -> Pause | None:
    """Return the pause that a note speaks of, None if it speaks of none."""
    kind, *rest = note.split(":")
    if kind not in (SLOW, FAILED) or len(rest) != 3 or not (rest[0].isdigit() and rest[2].isdigit()):  # noqa: PLR2004 - the fields of Pause
        return None
    return Pause(kind, int(rest[0]), rest[1], int(rest[2]))
