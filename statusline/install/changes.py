"""The change of one file by an install or uninstall, and how it is made: backup, write, manifest."""

from __future__ import annotations

import difflib
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from statusline.errors import InstallError
from statusline.install import files, manifest
from statusline.install.base import DEFAULTS
from statusline.state import files as state_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.install.base import Options, Surface
    from statusline.install.manifest import Entry
    from statusline.state.environment import Environment


@dataclass(frozen=True, slots=True)
class Change:
    """A file as it is, as it should be, and as it was before us; None: there is no file.

    `installs`: `after` has our edit. `kept`: what the surface needs to undo it.
    """

    surface: str
    file: str
    before: bytes | None
    after: bytes | None
    original: bytes | None
    kept: str
    installs: bool

    @property
    def needed(self) -> bool:
        return self.before != self.after


def to_install(surface: Surface, environment: Environment, options: Options) -> list[Change]:
    """Return the changes that install a surface. Raises StatuslineError, with nothing changed."""
    entries = manifest.load(environment.state)
    changes = []
    for path in surface.files(environment, options):
        file = files.real(path)
        before = files.read(file)
        with about(file):
            original = _original(surface, before, entries.get((surface.name, file)))
            kept = surface.keep(_text(original))
            after = _bytes(surface.put(_text(before), _text(original), options))
        changes.append(Change(surface.name, file, before, after, original, kept, installs=True))
    return changes


def to_uninstall(surface: Surface, environment: Environment) -> list[Change]:
    """Return the changes that uninstall a surface from every file. Raises StatuslineError, with nothing changed."""
    entries = manifest.load(environment.state)
    recorded_files = [file for name, file in entries if name == surface.name]
    changes = []
    for file in dict.fromkeys([*recorded_files, *_likely(surface, environment)]):
        entry = entries.get((surface.name, file))
        before = files.read(file)
        with about(file):
            if entry or surface.holds(_text(before)):
                after = _original(surface, before, entry)
                changes.append(Change(surface.name, file, before, after, after, "", installs=False))
    return changes


def carry_out(change: Change, environment: Environment) -> None:
    """Make a change: backup first, manifest last. Raises StatuslineError; the file is then as it was."""
    with state_files.exclusive(environment.state):
        entries = manifest.load(environment.state)
        if files.read(change.file) != change.before:
            raise InstallError(
                f"{change.file} was changed by another program meanwhile.", "Run the same command again."
            )
        key = (change.surface, change.file)
        old = entries.pop(key, None)
        if change.installs:
            entries[key] = _install(change, environment, old)
        else:
            _uninstall(change, old)
        manifest.save(environment.state, entries)
        if not change.installs:
            Path(manifest.backup_path(environment.state, *key)).unlink(missing_ok=True)


def diff(change: Change) -> Iterator[str]:
    """Yield a unified diff of the file, line by line, without newlines."""
    before, after = (_text(data).splitlines() for data in (change.before, change.after))
    old = change.file if change.before is not None else os.devnull
    new = change.file if change.after is not None else os.devnull
    return difflib.unified_diff(before, after, old, new, lineterm="")


def recorded(change: Change, environment: Environment) -> bool:
    """Return whether the manifest has the file in its current state."""
    entry = manifest.load(environment.state).get((change.surface, change.file))
    return entry is not None and entry.sha256_after == manifest.checksum(change.before)


def _install(change: Change, environment: Environment, old: Entry | None) -> Entry:
    backup = ""
    if change.original is not None:
        backup = manifest.backup_path(environment.state, change.surface, change.file)
        state_files.write_atomic(backup, change.original)
        Path(backup).chmod(files.mode(change.file))
    made = files.write(change.file, change.after or b"") if change.needed else []
    return manifest.Entry(
        change.surface,
        change.file,
        manifest.checksum(change.original),
        manifest.checksum(change.after),
        backup,
        change.kept,
        tuple(made) or (old.folders if old else ()),
    )


def _uninstall(change: Change, old: Entry | None) -> None:
    if change.after is None:
        files.remove(change.file, old.folders if old else ())
    elif change.needed:
        files.write(change.file, change.after)


def _original(surface: Surface, before: bytes | None, entry: Entry | None) -> bytes | None:
    """Return the file without us: from the backup if it is untouched since, else with our edit removed."""
    if before is None:
        return None
    made_by_us = entry is not None and not entry.sha256_before
    if entry and manifest.checksum(before) == entry.sha256_after:
        backup = None if made_by_us else files.read(entry.backup)
        if manifest.checksum(backup) == entry.sha256_before:
            return backup
    text = _text(before)
    stripped = surface.strip(text, entry.kept if entry else "") if surface.holds(text) else text
    return None if made_by_us and not stripped.strip(" \t\r\n{}") else _bytes(stripped)


@contextmanager
def about(file: str) -> Iterator[None]:
    """Name the file in an InstallError."""
    try:
        yield
    except InstallError as error:
        raise InstallError(f"{file}: {error.message}", error.remedy) from None


def _likely(surface: Surface, environment: Environment) -> list[str]:
    try:
        return [files.real(path) for path in surface.files(environment, DEFAULTS)]
    except InstallError:
        return []


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
