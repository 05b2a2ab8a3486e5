"""Whose a session of Claude Code is: its transcript says so in a line of its own, near its beginning.

A session that goes on after somebody else has signed in speaks for who began it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from statusline.providers.claude import transcript_line
from statusline.providers.claude.settings import config_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from statusline.limits.model import Login
    from statusline.providers.claude.transcript_line import Owner

HEAD = TAIL = 64 << 10  # bytes: the line is one of the first, and is written anew when somebody signs in


def transcripts_folder(environ: Mapping[str, str]) -> str:
    return os.path.realpath(config_dir(environ) + "/projects")


def of_others(folder: str, sessions: Iterable[str], login: Login) -> set[str]:
    """Return those of the sessions (their ids) that are known to be of another account than login's."""
    by_file_name = {f"{session}.jsonl": session for session in sessions}
    others = set()
    for path, name in _transcripts(folder, by_file_name):
        owner = _owner(path)
        if owner and owner.is_another_than(login):
            others.add(by_file_name[name])
    return others


def _transcripts(folder: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    try:
        with os.scandir(folder) as projects:
            for project in projects:
                if project.is_dir(follow_symlinks=False):
                    yield from ((f"{project.path}/{name}", name) for name in names)
    except OSError:
        return


def _owner(path: str) -> Owner | None:
    """Return the last owner that the beginning and the end of a transcript name, None where there is none."""
    try:
        with open(path, "rb") as file:
            data = file.read(HEAD)
            if len(data) == HEAD:
                file.seek(max(HEAD, os.fstat(file.fileno()).st_size - TAIL))
                data += b"\n" + file.read(TAIL)
    except OSError:
        return None
    owners = filter(None, map(transcript_line.owner, data.split(b"\n")))
    return next(reversed(list(owners)), None)
