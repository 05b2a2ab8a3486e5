"""The links on the way to a vendor's file: followed only where they are the user's own or the system's.

Another user who may put a link into a shared folder would otherwise choose which of this user's files is read, and,
with a config of his own beside it, which server its token is sent to. Every link on the whole way counts, those above
the home as well. Plain files and folders are taken whoever owns them: in a container the home may have any owner.
"""

from __future__ import annotations

import errno
import os
import stat

from statusline.errors import SourceError

MOST = 40  # links in one path, as Linux has it


class ForeignLink(SourceError):
    """A link on the way to a credential belongs to another user."""


def followed(path: str, trusted: frozenset[int] | None = None) -> tuple[str, os.stat_result]:
    """Return what path leads to, without a link in it, and its status.

    `trusted` are the owners (uid) whose links are followed, by default the user and root. Raises ForeignLink, and
    OSError where a part is missing or the links go on for ever.
    """
    owners = _owners() if trusted is None else trusted
    names, done, links = _names(path if path.startswith("/") else f"{os.getcwd()}/{path}"), "", 0
    status = os.lstat("/")
    while names:
        name = names.pop()
        position = os.path.dirname(done) if name == ".." else f"{done}/{name}"
        status = os.lstat(position or "/")
        if not stat.S_ISLNK(status.st_mode):
            done = position.rstrip("/")
            continue
        links += 1
        if links > MOST:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
        target = _target(position, status, owners)
        names += _names(target)
        done = "" if target.startswith("/") else done
    return done or "/", status


def _owners() -> frozenset[int]:
    """Return the user, root, and whoever owns `/`: in a sandbox that does not know root, its files are nobody's."""
    return frozenset({0, os.geteuid(), os.stat("/").st_uid})


def _names(path: str) -> list[str]:
    """Return the parts of path, the first one last."""
    return [name for name in reversed(path.split("/")) if name not in ("", ".")]


def _target(link: str, status: os.stat_result, owners: frozenset[int]) -> str:
    if status.st_uid not in owners:
        import shlex

        raise ForeignLink(
            f"{link} is a link of another user (uid {status.st_uid}) and is not followed.",
            f"Look where it leads: `ls -l {shlex.quote(link)}`; if that is right, put a link of your own in its place.",
        )
    return os.readlink(link)
