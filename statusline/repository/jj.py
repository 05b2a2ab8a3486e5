"""What Jujutsu's own files say of a workspace, as jj 0.46 writes them: jj itself is never run.

The newest operation has a view (`op_store`, protobuf), the view each workspace's commit and the bookmarks. Change ids
are in the tables of `store/extra`, keyed by commit, and in newer commits themselves.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from bisect import bisect_left
from typing import TYPE_CHECKING

from statusline.hot.git_branch import SHORT_COMMIT
from statusline.repository.git_files import data, text

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT_CHANGE = 8
_LARGE = 16 * 1024 * 1024
_OBJECT = 65_536
_MOST_HEADS, _MOST_TABLES = 20, 100
_REVERSED_HEX = str.maketrans("0123456789abcdef", "zyxwvutsrqponmlk")
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_Message = dict[int, list[bytes]]


def watched(top: str) -> Iterator[str]:
    """Yield what changes with each operation of jj."""
    yield f"{_repository(top)}/op_heads/heads"
    yield f"{top}/.jj/working_copy/checkout"


def values(top: str) -> dict[str, str]:
    """Return the variables that the files of the workspace at top answer."""
    repository = _repository(top)
    checkout = _message(data(f"{top}/.jj/working_copy/checkout"))
    operation = _message(data(f"{repository}/op_store/operations/{_operation(repository, checkout)}", _LARGE))
    view = _message(data(f"{repository}/op_store/views/{_first(operation, 1).hex()}", _LARGE))
    workspace = _first(checkout, 3)
    commits = {_first(entry, 1): _first(entry, 2) for entry in map(_message, view.get(8, ()))}
    commit = commits.get(workspace, b"")
    if not commit:
        return {}
    content = _commit(repository, commit.hex())
    return {
        "branch": _bookmark(view, [commit, *_parents(content)]),
        "change": _change(repository, commit, content)[:SHORT_CHANGE],
        "sha": commit.hex()[:SHORT_COMMIT],
    }


def _repository(top: str) -> str:
    """Return the folder that all workspaces share."""
    folder = f"{top}/.jj/repo"
    return folder if os.path.isdir(folder) else os.path.normpath(os.path.join(top, ".jj", text(folder)))


def _operation(repository: str, checkout: _Message) -> str:
    """Return the id of the newest operation; of several at once, that which has last written this workspace."""
    with contextlib.suppress(OSError):
        heads = os.listdir(f"{repository}/op_heads/heads")
        if len(heads) == 1:
            return heads[0]
    return _first(checkout, 2).hex()


def _bookmark(view: _Message, commits: list[bytes]) -> str:
    """Return the first bookmark at the first of these commits that has one, without those in conflict."""
    names: dict[bytes, str] = {}
    for bookmark in map(_message, view.get(5, ())):
        target = _message(_first(bookmark, 2))
        conflict = _message(_first(target, 3))
        adds = [_first(_message(term), 1) for term in conflict.get(2, ())]
        commit = adds[0] if len(adds) == 1 else _first(target, 1)
        names.setdefault(commit, _first(bookmark, 1).decode("utf-8", "replace"))
    return next((names[commit] for commit in commits if commit in names), "")


def _commit(repository: str, name: str) -> str:
    """Return the head of a commit in git's store; empty where git has packed it."""
    store = f"{repository}/store"
    git = os.path.join(store, text(f"{store}/git_target"))
    packed = data(f"{git}/objects/{name[:2]}/{name[2:]}", _OBJECT)
    try:
        content = zlib.decompressobj().decompress(packed, _OBJECT)
    except zlib.error:
        return ""
    return content.partition(b"\0")[2].partition(b"\n\n")[0].decode("utf-8", "replace")


def _parents(content: str) -> list[bytes]:
    with contextlib.suppress(ValueError):
        return [bytes.fromhex(line[7:]) for line in content.split("\n") if line.startswith("parent ")]
    return []


def _change(repository: str, commit: bytes, content: str) -> str:
    folder = f"{repository}/store/extra"
    with contextlib.suppress(OSError, IndexError, ValueError):
        for head in os.listdir(f"{folder}/heads")[:_MOST_HEADS]:
            if value := _entry(folder, head, commit):
                return _first(_message(value), 4).hex().translate(_REVERSED_HEX)
    return next((line[10:] for line in content.split("\n") if line.startswith("change-id ")), "")


def _entry(folder: str, name: str, key: bytes) -> bytes:
    """Return the value of a key in a table or in those that it is stacked upon; empty if none has it."""
    for _ in range(_MOST_TABLES):
        table = data(f"{folder}/{os.path.basename(name)}", _LARGE)
        if not table:
            break
        start = 4 + _integer(table, 0)
        name = table[4:start].decode()
        number, index = _integer(table, start), start + 4
        size = len(key) + 4
        rows, values = table[index : index + number * size], table[index + number * size :]
        place = bisect_left(range(len(rows) // size), key, key=lambda row: rows[row * size : row * size + len(key)])
        begin, end = place * size + len(key), (place + 1) * size + len(key)
        if rows[place * size : begin] == key:
            return values[_integer(rows, begin) : _integer(rows, end) if end < len(rows) else None]
        if not name:
            break
    return b""


def _integer(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little")


def _first(message: _Message, number: int) -> bytes:
    return message.get(number, [b""])[0]


def _message(content: bytes) -> _Message:
    """Return the fields of a protobuf message that hold bytes, by their numbers; what cannot be read ends it."""
    fields: _Message = {}
    at = 0
    with contextlib.suppress(IndexError):
        while at < len(content):
            tag, at = _number(content, at)
            kind = tag & 7
            if kind == _VARINT:
                _, at = _number(content, at)
            elif kind == _BYTES:
                length, at = _number(content, at)
                fields.setdefault(tag >> 3, []).append(content[at : at + length])
                at += length
            elif kind in (_FIXED64, _FIXED32):
                at += 8 if kind == _FIXED64 else 4
            else:
                break
    return fields


def _number(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of variable length, and where it ends. Raises IndexError at the end of the content."""
    value = shift = 0
    while content[at] & 0x80 and shift < 64:  # noqa: PLR2004 - bits
        value |= (content[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | content[at] << shift, at + 1
