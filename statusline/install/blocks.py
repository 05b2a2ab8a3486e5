"""A marked block of lines in a file that belongs to the user: put in, put anew in its place, taken out."""

from __future__ import annotations

from statusline.errors import InstallError

BEGIN = "# >>> statusline >>>"
END = "# <<< statusline <<<"
NOTE = "# Written by `statusline install {name}`; `statusline uninstall {name}` takes it out."


def block(name: str, body: str) -> str:
    """Return body between our marks, ready for `put`."""
    return "\n".join([BEGIN, NOTE.format(name=name), body.rstrip("\n"), END]) + "\n"


def find(text: str) -> tuple[int, int] | None:
    """Return where our block begins and ends (after its newline), None if there is none.

    Raises InstallError for marks that do not come in one pair: which lines are ours cannot be told then.
    """
    starts, ends = _lines(text, BEGIN), _lines(text, END)
    if not starts and not ends:
        return None
    if len(starts) != 1 or len(ends) != 1 or ends[0][0] < starts[0][0]:
        raise InstallError(
            f"The marks `{BEGIN}` and `{END}` do not come as one pair.", "Remove the lines that are left of our block."
        )
    return starts[0][0], ends[0][1]


def put(text: str, new: str) -> str:
    """Return text with the block: in the place of the old one, or else at the end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    new = new.replace("\n", newline)
    found = find(text)
    if found:
        return text[: found[0]] + new + text[found[1] :]
    return text + (newline if text and not text.endswith("\n") else "") + new


def without(text: str) -> str:
    """Return text without the block."""
    found = find(text)
    return text[: found[0]] + text[found[1] :] if found else text


def inside(text: str) -> str:
    """Return the block as it is in text, empty if there is none."""
    found = find(text)
    return text[found[0] : found[1]].replace("\r\n", "\n") if found else ""


class Marked:
    """What the surfaces whose piece is a block have in common."""

    def strip(self, text: str, kept: str) -> str:  # noqa: ARG002 - the protocol's signature
        """Return text without the block."""
        return without(text)

    def keep(self, original: str) -> str:  # noqa: ARG002 - the protocol's signature
        """Return nothing: a block takes no one's place."""
        return ""

    def holds(self, text: str) -> bool:
        """Return whether the block is there."""
        return find(text) is not None


def _lines(text: str, mark: str) -> list[tuple[int, int]]:
    found = []
    at = 0
    for line in text.splitlines(keepends=True):
        if line.rstrip() == mark:
            found.append((at, at + len(line)))
        at += len(line)
    return found
