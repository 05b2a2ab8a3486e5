"""What the names in a report are shown as, and which stored names a word on the command line means."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline.format.suggest import nearest
from statusline.hot.text import printable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from statusline.redaction import Redactor
    from statusline.render.names import AccountName

_SHORT_ID = 8
_KINDS = {"project": "folder", "session": "id", "agent": "label"}
UNKNOWN_WORD = "unknown"
MAIN = "main"  # what a call without an agent is shown as: the conversation itself


class NoSuchNameError(ValueError):
    """The index has no such name; the text is a sentence with what it has."""


def stored(connection: sqlite3.Connection, kind: str) -> list[str]:
    """Return the names of one kind that the index has."""
    return [name for (name,) in connection.execute("SELECT name FROM names WHERE kind = ? ORDER BY name", (kind,))]


def model(name: str, redactor: Redactor) -> str:
    """Return what a model is shown as; of a Bedrock ARN its own name stays, not the account's number."""
    return printable(redactor.text(name.rpartition("/")[2] if name.startswith("arn:") else name))


@dataclass(frozen=True)
class Names:
    """Shows the names of the index in one privacy mode. home: the home folder, shown as `~`.

    stored_project: what the index keeps of a folder.
    """

    redactor: Redactor
    account_name: Callable[[str], AccountName]
    home: str = ""
    stored_project: Callable[[str], str] = str

    def shown(self, kind: str, name: str) -> str:
        if kind == "account":
            return self.account_name(name).text
        if kind == "project":
            return printable(self._path(name))
        if kind == "session":
            return printable(self._id(name))
        if kind == "agent":
            return printable(self.redactor.label(name) or "")
        if kind == "model":
            return model(name, self.redactor)
        return printable(name)

    def matching(self, kind: str, word: str, names: list[str]) -> tuple[str, ...]:
        """Return the stored names that a word means; `unknown`, or the agent `main`, is the empty name.

        Raises NoSuchNameError.
        """
        if word == UNKNOWN_WORD or (kind, word) == ("agent", MAIN):
            return ("",)
        exact = [name for name in names if word in (name, self.shown(kind, name))]
        matches = exact or [name for name in names if self._is_meant(kind, word, name)]
        if matches:
            return tuple(matches)
        raise NoSuchNameError(self._complaint(kind, word, names))

    def _id(self, name: str) -> str:
        shown = self.redactor.text(name)
        return shown if shown != name or not self.redactor.hides else self.redactor.label(name) or ""

    def _path(self, path: str) -> str:
        shown = self.redactor.path(path)
        below = self.home and (shown == self.home or shown.startswith(f"{self.home}/"))
        return f"~{shown[len(self.home) :]}" if below else shown

    def _is_meant(self, kind: str, word: str, name: str) -> bool:
        if kind == "account":
            return self.account_name(name).answers_to(word)
        if kind == "project":
            path = os.path.abspath(self.home + word[1:] if word.startswith("~/") else word)
            return name in (path, self.stored_project(path)) or os.path.basename(name) == word
        if kind == "session":
            return len(word) >= _SHORT_ID and name.startswith(word)
        return kind == "model" and word.lower() in name.lower()

    def _complaint(self, kind: str, word: str, names: list[str]) -> str:
        if not names:
            return f'No call of any {kind} is known yet, so none of "{word}".'
        shown = sorted({self.shown(kind, name) for name in names})
        suggestion = nearest(word, shown)
        hint = f'Did you mean "{suggestion}"?' if suggestion else f"`statusline cost --by {kind}` lists them."
        return f'There is no {kind} "{word}". {hint}'
