"""The record and the schedule, read and written together under their locks."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from statusline.limits.model import Account
from statusline.state import files, record, schedule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from statusline.limits.model import Login, Record
    from statusline.state.environment import Environment
    from statusline.state.schedule import Entry

RECORD_LIMIT = 16 * 1024 * 1024
_VERSION = re.compile(rb'\{"version":(\d{1,9})\b')  # both files begin with it


@dataclass(slots=True)
class SharedState:
    """The state on disk; inside `opened` entries may be replaced, and are written back if they changed."""

    record: Record
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)

    def account(self, login: Login) -> Account:
        return self.record.accounts.get(login.account) or Account(login.account, login.provider)

    def put(self, account: Account) -> None:
        self.record = replace(self.record, accounts={**self.record.accounts, account.account: account})


def read(environment: Environment, now: int) -> SharedState:
    """Return the state without a lock, for a reader: each file is replaced whole. now: epoch seconds.

    Raises StorageError, also for a file that a newer statusline has written.
    """
    return _understood(_stored(environment), now)


@contextmanager
def opened(environment: Environment, now: int) -> Iterator[SharedState]:
    """Hold both locks, yield the state, write changes back. Raises StorageError. now: epoch seconds."""
    with files.exclusive(environment.state), _unless_same(environment.state, environment.cache):
        stored = _stored(environment)
        shared = _understood(stored, now)
        yield shared
        # Compared as stored: repairs made while reading (after a clock was set back, say) must reach the disk too.
        updated = schedule.dump(shared.entries, now), record.dump(shared.record)
        for path, old_data, new_data in zip((environment.schedule, environment.record), stored, updated, strict=True):
            if new_data != old_data:
                files.write_atomic(path, new_data)


def _stored(environment: Environment) -> tuple[bytes | None, bytes | None]:
    return _stored_in(environment.schedule, schedule.VERSION), _stored_in(environment.record, record.VERSION)


def _stored_in(path: str, supported: int) -> bytes | None:
    data = files.read_bytes(path, RECORD_LIMIT)
    version = _VERSION.match(data or b"")
    if version and int(version[1]) > supported:
        raise files.newer(path, int(version[1]), supported)
    return data


def _understood(stored: tuple[bytes | None, bytes | None], now: int) -> SharedState:
    return SharedState(record.load(stored[1]), schedule.load(stored[0], now)[0])


def _unless_same(locked: str, folder: str) -> AbstractContextManager[None]:
    """Lock folder unless it is the one already locked: both may be the same folder, and locks do not nest."""
    return nullcontext() if os.path.realpath(locked) == os.path.realpath(folder) else files.exclusive(folder)
