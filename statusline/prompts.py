"""The prompt files on disk: compiled from the record for a login, and for all that show the same account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline import compile, snapshot, store, targets  # noqa: A004 - our module's name is the field's word

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.model import Record
    from statusline.place import Place

POSTPONED_BY = 300


def write(place: Place, record: Record, config: Config, header: compile.Header) -> None:
    """Write all prompt files of place's login; the caller holds the cache's lock. Raises StorageError."""
    for key in (place.key, *_sharing(place.key, record)):
        own = header if key == place.key else _kept_header(place, key, record, header)
        if own:
            for name, text in compile.prompt_files(record, key, config, own).items():
                store.write_atomic(f"{place.folder_of(key)}/{name}.prompt", text.encode("utf-8", "replace"))


def postpone(place: Place, now: int) -> None:
    """Move refresh_after of the prompt files as they are, so that a failing refresh is not started by each prompt."""
    for target in (*targets.TARGETS, "json"):
        path = f"{place.folder}/{target}.prompt"
        found = snapshot.read(path, place.login)
        if found:
            header, pieces = found
            header[2] = str(now + POSTPONED_BY)
            text = snapshot.UNIT.join(header) + "\n" + snapshot.UNIT.join([*pieces, snapshot.END])
            store.write_atomic(path, text.encode())


def _sharing(key: str, record: Record) -> list[str]:
    def shown(login_key: str) -> set[str]:
        login = record.logins.get(login_key)
        return {entry.account for entry in login.signed_in.values()} if login else set()

    return [other for other in record.logins if other != key and shown(other) & shown(key)]


def _kept_header(place: Place, key: str, record: Record, header: compile.Header) -> compile.Header | None:
    """Return the header another login's files have, with our text's age; None if it has none to keep."""
    login = record.logins[key].values
    found = snapshot.read(f"{place.folder_of(key)}/plain.prompt", login)
    return compile.Header(header.written_at, int(found[0][2]), header.config_stamp, login) if found else None
