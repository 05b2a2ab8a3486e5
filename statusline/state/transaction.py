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
    """What is on disk now; whoever has them open may replace entries, and they are written back when changed."""

    record: Record
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)

    def account(self, login: Login) -> Account:
        """Return what is known of login's account."""
        return self.record.accounts.get(login.account) or Account(login.account, login.provider)

    def put(self, account: Account) -> None:
        """Replace what is known of an account."""
        self.record = replace(self.record, accounts={**self.record.accounts, account.account: account})


def read(environment: Environment, now: int) -> SharedState:
    """Return the books without a lock, for a reader: each file is replaced whole. now: epoch seconds.

    Raises StorageError, also for a book that a newer statusline has written.
    """
    return _understood(_stored(environment), now)


@contextmanager
def opened(environment: Environment, now: int) -> Iterator[SharedState]:
    """Hold both locks, yield the books, write back what changed. Raises StorageError. now: epoch seconds."""
    with files.exclusive(environment.state), _unless_same(environment.state, environment.cache):
        before = _stored(environment)
        books = _understood(before, now)
        yield books
        # Compared as stored: what was put right while reading (a clock set back, say) must reach the disk too.
        after = schedule.dump(books.entries, now), record.dump(books.record)
        for path, old, new in zip((environment.schedule, environment.record), before, after, strict=True):
            if new != old:
                files.write_atomic(path, new)


def _stored(environment: Environment) -> tuple[bytes | None, bytes | None]:
    return _stored_in(environment.schedule, schedule.VERSION), _stored_in(environment.record, record.VERSION)


def _stored_in(path: str, known: int) -> bytes | None:
    data = files.read_bytes(path, RECORD_LIMIT)
    found = _VERSION.match(data or b"")
    if found and int(found[1]) > known:
        raise files.newer(path, int(found[1]), known)
    return data


def _understood(stored: tuple[bytes | None, bytes | None], now: int) -> SharedState:
    return SharedState(record.load(stored[1]), schedule.load(stored[0], now)[0])


def _unless_same(held: str, folder: str) -> AbstractContextManager[None]:
    """Lock folder unless it is the one already held: both may be set to the same place, and locks do not nest."""
    return nullcontext() if os.path.realpath(held) == os.path.realpath(folder) else files.exclusive(folder)
