"""The change of one file by an install or uninstall, and how it is made: backup, write, manifest."""

from __future__ import annotations

import contextlib
import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from statusline.errors import InstallError
from statusline.frozen import dataclass
from statusline.install import files, manifest
from statusline.install.base import DEFAULTS
from statusline.state import files as state_files
from statusline.state import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.install.base import Options, Surface
    from statusline.install.manifest import Entry

    Entries = dict[tuple[str, str], Entry]
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
            replaced = surface.keep(_text(original))
            after = _bytes(surface.put(_text(before), _text(original), options))
        changes.append(Change(surface.name, file, before, after, original, replaced, installs=True))
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
    """Make a change: backup, manifest, then the file. Raises StatuslineError; the file is then as it was.

    Whoever is killed on the way leaves a manifest from which `uninstall` brings back every byte.
    """
    with state_files.exclusive(environment.state):
        with contextlib.suppress(OSError):  # a folder that is not there yet
            whole_file.sweep(os.path.dirname(change.file))
        entries = manifest.load(environment.state)
        files.check(change.file, change.before)
        key = (change.surface, change.file)
        old = entries.pop(key, None)
        if change.installs:
            entries[key] = _install(change, environment, entries, old)
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
    from difflib import unified_diff  # here: most installs show none

    return unified_diff(before, after, old, new, lineterm="")


def recorded(change: Change, environment: Environment) -> bool:
    entry = manifest.load(environment.state).get((change.surface, change.file))
    return entry is not None and entry.sha256_after == manifest.checksum(change.before)


def _install(change: Change, environment: Environment, others: Entries, old: Entry | None) -> Entry:
    entry = manifest.Entry(
        change.surface,
        change.file,
        manifest.checksum(change.original),
        manifest.checksum(change.after),
        _backup(change, environment),
        change.kept,
        _folders(change.file, [*others.values(), *([old] if old else [])]),
    )
    if not change.needed:
        return entry
    key = (change.surface, change.file)
    begun = replace(entry, sha256_after=manifest.checksum(change.before), sha256_next=entry.sha256_after)
    manifest.save(environment.state, {**others, key: begun})
    try:
        files.write(change.file, change.after or b"", change.before)
    except files.CutOffError as error:
        raise _with_backup(error, entry.backup) from None
    except InstallError:
        manifest.save(environment.state, {**others, key: old} if old else others)
        raise
    return entry


def _folders(file: str, entries: list[Entry]) -> tuple[str, ...]:
    """Return the folders of a file, outermost first, that install makes or made: the last file out takes them along."""
    made = {*files.missing_folders(file), *(folder for entry in entries for folder in entry.folders)}
    return tuple(str(parent) for parent in reversed(Path(file).parents) if str(parent) in made)


def _backup(change: Change, environment: Environment) -> str:
    if change.original is None:
        return ""
    path = manifest.backup_path(environment.state, change.surface, change.file)
    state_files.write_atomic(path, change.original)
    return path


def _uninstall(change: Change, old: Entry | None) -> None:
    if change.after is None:
        files.remove(change.file, old.folders if old else ())
    elif change.needed:
        try:
            files.write(change.file, change.after, change.before)
        except files.CutOffError as error:
            raise _with_backup(error, old.backup if old else "") from None


def _with_backup(error: InstallError, backup: str) -> InstallError:
    hint = f"What was in it is in {backup}: copy it back." if backup else "Look at the file."
    return InstallError(error.message, f"Free some space there. {hint}")


def _original(surface: Surface, before: bytes | None, entry: Entry | None) -> bytes | None:
    """Return the file without us: from the backup if it is untouched since, else with our edit removed."""
    if before is None:
        return None
    made_by_us = entry is not None and not entry.sha256_before
    if entry and manifest.checksum(before) in (entry.sha256_after, entry.sha256_next):
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
