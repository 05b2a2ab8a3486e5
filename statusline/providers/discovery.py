"""Other logins: folders of the vendors' clients in this home, by their usual names."""

from __future__ import annotations

import glob
import os
from typing import TYPE_CHECKING

from statusline.config import NamedAccount
from statusline.config.providers import TABLE
from statusline.hot import paths
from statusline.state.environment import expanded

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

_LONGEST = 24


def offered(environ: Mapping[str, str], configured: tuple[NamedAccount, ...]) -> list[NamedAccount]:
    """Return the logins that are not configured yet, under labels that are still free."""
    folders = {(account.provider, os.path.realpath(expanded(account.folder, environ))) for account in configured}
    labels = {paths.account_name(account.label).lower() for account in configured}
    accounts = []
    for provider, folder in _folders(environ):
        real = provider, os.path.realpath(expanded(folder, environ))
        if real not in folders:
            label = _label(provider, folder, labels)
            folders.add(real)
            labels.add(label.lower())
            accounts.append(NamedAccount(provider, label, folder))
    return accounts


def _folders(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (provider, folder below `~`) of each that holds a credential or its client's state."""
    home = paths.home(dict(environ))
    for row in TABLE.values():
        for pattern in (row.folder, *row.other_folders):
            for folder in sorted(glob.glob(glob.escape(home) + pattern.removeprefix("~"))):
                short = "~" + folder.removeprefix(home)
                traces = [f"{folder}/{name}" for name in row.login_files]
                if short == row.folder and row.file_beside_folder:
                    traces.append(home + row.file_beside_folder.removeprefix("~"))
                if os.path.isdir(folder) and any(map(os.path.isfile, traces)):
                    yield row.name, short


def _label(provider: str, folder: str, labels: Container[str]) -> str:
    """Return a label that tells the folder from others of its provider: `work` for `~/.claude-work`."""
    rest = os.path.basename(folder).lstrip(".").removeprefix(provider).lstrip("-_.")
    name = paths.file_name(rest).strip("-_.") or provider
    tries = [name, f"{provider}-{name}", *(f"{provider}-{number}" for number in range(2, 1000))]
    return next(label for label in tries if len(label) <= _LONGEST and label.lower() not in labels)
