"""A marked block of lines in a file of the user's: added, renewed in its place, removed."""

from __future__ import annotations

from statusline.errors import InstallError
from statusline.install.base import USER

BEGIN = "# >>> statusline >>>"
END = "# <<< statusline <<<"
NOTE = "# Written by `statusline install {name}`; `statusline uninstall {name}` removes it."


def block(name: str, body: str) -> str:
    return "\n".join([BEGIN, NOTE.format(name=name), body.rstrip("\n"), END]) + "\n"


def find(text: str) -> tuple[int, int] | None:
    """Return start and end (after its newline) of our block, None if there is none.

    Raises InstallError unless the marks are one pair: otherwise our lines cannot be told from the user's.
    """
    starts, ends = _lines(text, BEGIN), _lines(text, END)
    if not starts and not ends:
        return None
    if len(starts) != 1 or len(ends) != 1 or ends[0][0] < starts[0][0]:
        raise InstallError(f"The marks `{BEGIN}` and `{END}` are not one pair.", "Remove the remains of our block.")
    return starts[0][0], ends[0][1]


def put(text: str, new: str, at: int | None = None) -> str:
    """Return text with the block, in place of the old one, or else at an offset, by default the end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    new = new.replace("\n", newline)
    span = find(text)
    if span:
        return text[: span[0]] + new + text[span[1] :]
    before, after = (text, "") if at is None else (text[:at], text[at:])
    return before + (newline if before and not before.endswith("\n") else "") + new + after


def without(text: str) -> str:
    span = find(text)
    return text[: span[0]] + text[span[1] :] if span else text


def inside(text: str) -> str:
    span = find(text)
    return text[span[0] : span[1]].replace("\r\n", "\n") if span else ""


class Marked:
    scopes: tuple[str, ...] = (USER,)

    def strip(self, text: str, replaced: str) -> str:  # noqa: ARG002 - the protocol's signature
        return without(text)

    def keep(self, original: str) -> str:  # noqa: ARG002 - the protocol's signature
        """Return nothing: a block replaces nothing."""
        return ""

    def holds(self, text: str) -> bool:
        return find(text) is not None


def _lines(text: str, mark: str) -> list[tuple[int, int]]:
    spans = []
    position = 0
    for line in text.splitlines(keepends=True):
        if line.rstrip() == mark:
            spans.append((position, position + len(line)))
        position += len(line)
    return spans
