"""Puts the byte code of the modules that most renders load into that of `hot/launch.py`: one file to open, not ten.

It is the file that Python itself would write and check, in the same folder. Without it each module is loaded by itself.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import stat
import sys
from importlib.machinery import SourcelessFileLoader
from importlib.util import MAGIC_NUMBER, cache_from_source
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

from statusline.hot import paths
from statusline.state import whole_file

if TYPE_CHECKING:
    from statusline.hot.launch import Module

GROUPS = (
    ("system", "text", "paths", "prompt_file", "show"),
    ("session_document", "own_folder", "spool", "claude_resolver", "claude_line"),
)
FOLDER = os.path.dirname(paths.__file__)
WRITABLE_BY_OWNER = 0o755
_TIMED = bytes(4)  # PEP 552: byte code that is checked by the time and size of its source
_HEADER = 16
_MOST = 0xFFFFFFFF


def renew(folder: str = FOLDER) -> None:
    """Write the byte code again if its sources have changed. Where it cannot be written, Python's own stays."""
    if sys.dont_write_bytecode or "PYTHONDONTWRITEBYTECODE" in os.environ or is_current(folder):
        return
    with contextlib.suppress(OSError, NotImplementedError, SyntaxError, ValueError):
        if paths.writable(os.stat(folder).st_uid):  # for root in a user's own environment
            _write(folder)


def is_current(folder: str = FOLDER) -> bool:
    """Return whether renders use the byte code: it holds all modules, and their sources have not changed since."""
    try:
        path = _path(folder)
        if _read(path)[:_HEADER] != _header(_source(folder)):
            return False
        launch = ModuleType("launch")
        SourcelessFileLoader("launch", path).exec_module(launch)
        return tuple(modules for modules, _ in launch.PACKS) == _sources(folder)
    except (OSError, NotImplementedError, ImportError, EOFError, ValueError, TypeError):
        return False


def remove(folder: str = FOLDER) -> None:
    """Remove the byte code, but for a distribution's own; Python writes another at the next render."""
    with contextlib.suppress(OSError, NotImplementedError):
        if not _pinned(_path(folder)):
            os.unlink(_path(folder))


def _write(folder: str) -> None:
    source, path = _source(folder), _path(folder)
    header, modules = _header(source), _sources(folder)  # before they are read: a later change is seen
    if _pinned(path):
        return
    packs = tuple((group, marshal.dumps(tuple(_code(folder, name) for name, *_ in group))) for group in modules)
    code = _filled(source, packs)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    whole_file.sweep(os.path.dirname(path))
    mode = stat.S_IMODE(os.stat(source).st_mode) & WRITABLE_BY_OWNER
    whole_file.write(path, [header, marshal.dumps(code)], mode=mode)


def _filled(source: str, packs: Any) -> CodeType:
    """Return the code of launch.py with packs as the value of its PACKS."""
    import ast  # here: most refreshes have nothing to write

    tree = ast.parse(_read(source))
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "PACKS":
            node.value = ast.copy_location(ast.Constant(packs), node)
    return compile(tree, source, "exec", dont_inherit=True, optimize=2)


def _pinned(path: str) -> bool:
    """Return whether a distribution has made the byte code to stay: checked by content, or never (PEP 552)."""
    try:
        header = _read(path)[:_HEADER]
    except OSError:
        return False
    return header.startswith(MAGIC_NUMBER) and header[4:8] != _TIMED


def _code(folder: str, name: str) -> CodeType:
    path = f"{folder}/{name}.py"
    return compile(_read(path), path, "exec", dont_inherit=True, optimize=2)


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _sources(folder: str) -> tuple[tuple[Module, ...], ...]:
    return tuple(tuple(_module(folder, name) for name in group) for group in GROUPS)


def _module(folder: str, name: str) -> Module:
    status = os.stat(f"{folder}/{name}.py")
    return name, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _header(source: str) -> bytes:
    """Return what Python checks before it takes byte code for that of a source."""
    status = os.stat(source)
    numbers = (int(status.st_mtime) & _MOST, status.st_size & _MOST)
    return MAGIC_NUMBER + _TIMED + b"".join(number.to_bytes(4, "little") for number in numbers)


def _source(folder: str) -> str:
    return f"{folder}/launch.py"


def _path(folder: str) -> str:
    """Return where `python -IS` looks for the byte code, whatever this process was started with."""
    prefix, sys.pycache_prefix = sys.pycache_prefix, None
    try:
        return cache_from_source(_source(folder), optimization="")
    finally:
        sys.pycache_prefix = prefix
