"""`statusline cache`: show the cache, or remove our own files from it."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusline.cli import output
from statusline.cli.groups import Group
from statusline.errors import StorageError
from statusline.state import files as state_files
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEMPORARY = r"\.statusline-\w+\.tmp"
_RECORD = re.compile(rf"(?:usage|costs|scales)\.json|{_TEMPORARY}")
_LOGINS = re.compile(r"logins|accounts")
_LOGIN_KEY = re.compile(r"[A-Za-z0-9._+-]+")
_PROMPT = re.compile(rf"[a-z_]+(?:-\d+)?\.(?:prompt|line|claim|hits|misses)|{_TEMPORARY}")
_SPOOL = re.compile(r"spool(-codex)?|tmux|burnt")
_BESIDE = re.compile(r"repositories|commands")  # folders of files alone
_SPOOLED = re.compile(r"[A-Za-z0-9._-]+")
# A process may have the lock open; if the file were removed, the next process would make another one.
_LOCK = re.compile(re.escape(state_files.LOCK_NAME))


@click.group(cls=Group, name="cache")
def command() -> None:
    """Show or clear the cache."""


@command.command()
def path() -> None:
    """Print the folder of the cache."""
    output.echo_path(find_environment(os.environ).cache)


@command.command(short_help="Remove the recorded limits and the prompt files")
def clear() -> None:
    """Remove the recorded limits and the prompt files; the next refreshes fill the cache again.

    Only files of statusline are removed. The schedule of requests stays, so that no server is asked any earlier:
    until then prompts show `…`, unless you run `statusline refresh --force`.
    """
    environment = find_environment(os.environ)
    shown = click.format_filename(environment.cache)
    if not any(_ours(environment.cache)):
        click.echo(f"Nothing to remove in {shown}.")
        return
    with state_files.exclusive(environment.cache):
        for name, files in _remove(environment.cache).items():
            click.echo(f"removed {name}" if files == 1 else f"removed {name} ({files} files)")
    if others := _others(environment.cache):
        click.echo(f"left alone: {others} other{'s' * (others > 1)} in {shown}")
    click.echo(f"kept: the schedule of requests in {click.format_filename(environment.state)}")


def _remove(cache: str) -> Counter[str]:
    """Remove our files and the folders that are empty then; return the number of files by place in the cache."""
    removed: Counter[str] = Counter()
    for file in list(_ours(cache)):
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise _refusal("remove", str(file), error) from None
        removed["/".join(file.relative_to(cache).parts[:2])] += 1
    _remove_empty(*_folders(cache, _BESIDE))
    for logins in _folders(cache, _LOGINS):
        for login in _folders(logins, _LOGIN_KEY):
            _remove_empty(*_folders(login, _SPOOL), login)
        _remove_empty(logins)
    return removed


def _remove_empty(*folders: str) -> None:
    for folder in folders:
        with contextlib.suppress(OSError):  # it is not empty, or not a folder
            Path(folder).rmdir()


def _ours(cache: str) -> Iterator[Path]:
    yield from _files(cache, _RECORD)
    for folder in _folders(cache, _BESIDE):
        yield from _files(folder, _SPOOLED)
    for logins in _folders(cache, _LOGINS):
        for login in _folders(logins, _LOGIN_KEY):
            yield from _files(login, _PROMPT)
            for spool in _folders(login, _SPOOL):
                yield from _files(spool, _SPOOLED)


def _others(cache: str) -> int:
    folders = _folders(cache, _LOGINS) + _folders(cache, _BESIDE)
    beside = len(_entries(cache)) - len(_files(cache, _LOCK)) - len(folders)
    return beside + sum(len(_entries(folder)) for folder in folders)


def _files(folder: str, names: re.Pattern[str]) -> list[Path]:
    return [Path(e.path) for e in _entries(folder) if names.fullmatch(e.name) and e.is_file(follow_symlinks=False)]


def _folders(folder: str, names: re.Pattern[str]) -> list[str]:
    return [e.path for e in _entries(folder) if names.fullmatch(e.name) and e.is_dir(follow_symlinks=False)]


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _refusal("read", folder, error) from None


def _refusal(verb: str, name: str, error: OSError) -> StorageError:
    remedy = "Give the cache folder back to your user, or set STATUSLINE_CACHE_DIR to another one."
    return StorageError(
        "Cannot {verb} {name}: {reason}.", remedy, verb=verb, name=name, reason=error.strerror or "the system refused"
    )
