"""The logs below a folder, as they lie on the disk now."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from statusline.config.providers import CLAUDE, CODEX
from statusline.frozen import dataclass
from statusline.providers.claude import session_owner
from statusline.providers.codex.settings import codex_home
from statusline.state import append_reader, tail

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PACKED = ".zst"
DEEPEST = 8  # folders below a root

_FOLDERS_OF_CODEX = ("sessions", "archived_sessions")


@dataclass(frozen=True, slots=True)
class Root:
    """A folder with logs of one vendor, without the links in its path."""

    provider: str
    path: str


class Log(NamedTuple):
    """One file. `inode`, `size` and `changed_ns` together are its identity: a rewrite may keep two of them."""

    root: Root
    path: str
    inode: int
    size: int
    changed_ns: int

    @property
    def name(self) -> str:
        return os.path.basename(self.path)

    @property
    def packed(self) -> bool:
        return self.path.endswith(PACKED)

    @property
    def identity(self) -> tuple[int, int, int]:
        return self.inode, self.size, self.changed_ns


def roots(environments: Iterable[Mapping[str, str]]) -> list[Root]:
    """Return the folders with logs of each login's environment, whether they are there or not; each folder once."""
    folders: dict[Root, None] = {}
    for environ in environments:
        folders[Root(CLAUDE, session_owner.transcripts_folder(environ))] = None
        home = os.path.realpath(codex_home(environ))
        folders.update(dict.fromkeys(Root(CODEX, f"{home}/{folder}") for folder in _FOLDERS_OF_CODEX))
    return list(folders)


def logs(root: Root) -> list[Log]:
    """Return the logs below a root; a packed one only if its plain twin is not there and it can be read."""
    can_unpack = tail.can_unpack()
    files: list[Log] = []
    _look(root, root.path, DEEPEST, files)
    paths = {log.path for log in files}
    return [log for log in files if not log.packed or (can_unpack and log.path.removesuffix(PACKED) not in paths)]


def _look(root: Root, folder: str, depth: int, files: list[Log]) -> None:
    """Add the logs below folder to files; what cannot be read is left out."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if depth:
                        _look(root, entry.path, depth - 1, files)
                elif entry.name.endswith((".jsonl", ".jsonl" + PACKED)) and entry.is_file():
                    state = entry.stat()
                    files.append(Log(root, entry.path, append_reader.inode(state), state.st_size, state.st_mtime_ns))
    except OSError:
        return
