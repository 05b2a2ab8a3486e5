"""The prompt files on disk: compiled from the record for a login, and for all that show the same account."""

from __future__ import annotations

import contextlib
import glob
import os
from functools import partial
from typing import TYPE_CHECKING

from statusline.blame import left
from statusline.config.providers import CLAUDE
from statusline.hot import paths, prompt_file
from statusline.providers.claude.settings import padding
from statusline.refresh import apply, costs, due
from statusline.render import compiler, settled, targets
from statusline.render.redactor import redactor_for
from statusline.state import files, recent_pace, schedule

if TYPE_CHECKING:
    from collections.abc import Collection

    from statusline.config import Config
    from statusline.limits.model import Record
    from statusline.limits.view import AccountView
    from statusline.refresh.job import Job
    from statusline.state.environment import Environment
    from statusline.state.transaction import SharedState

SOONEST = 30
_ELSEWHERE = CLAUDE + prompt_file.ELSEWHERE
POSTPONED_BY = 300


def publish(job: Job, shared: SharedState, now: int, before: Record | None = None) -> None:
    """Compile the record into the prompt files of every account, and write down when each is asked next.

    The caller has the shared state open. before: the record of which there are files, if a refresh will soon write all
    of them anyway: then only those are written that show what has changed since. Raises StorageError.
    """
    times = due.next_requests(job, shared, now)
    apply.next_requests(shared, times)
    every = max(job.config.refresh_every, schedule.EVERY_FLOOR)
    spread = every // 10  # the times after one refresh differ by twice that at most
    wanted = due.together(times.values(), spread, now + every)
    refresh_after = min(max(wanted, now + SOONEST), now + every + spread)
    headers = {
        login_job.environment.key: compiler.Header(now, refresh_after, job.config_stamp, login_job.environment.login)
        for login_job in job.all
    }
    write(job.environment, shared.record, job.config, headers, before)
    _sweep(job.environment, job.config)
    for folder in (
        *(login_job.environment.folder for login_job in job.all),
        job.environment.cache,
        job.environment.state,
    ):
        files.sweep(folder)


def is_current(job: Job) -> bool:
    """Return whether there are prompt files of this config for every account."""
    for login_job in job.all:
        own = login_job.environment
        parts = prompt_file.parts(f"{own.folder}/plain.prompt", own.login)
        if parts is None or parts[0][4] != job.config_stamp:
            return False
    return True


def postpone(environment: Environment, now: int) -> None:
    """Move refresh_after of the prompt files as they are, so that a failing refresh is not started by each prompt."""
    for target in (*targets.TARGETS, *compiler.ELSEWHERE):
        is_settled = _is_settled(target, environment.key)
        _postpone(f"{environment.folder}/{target}", environment.login, now, is_settled=is_settled)
        for folder in account_folders(environment):
            _postpone(f"{folder}/{target}", None, now)


def account_folders(environment: Environment) -> list[str]:
    return sorted(glob.glob(f"{glob.escape(environment.accounts)}/*"))


def write(
    environment: Environment,
    record: Record,
    config: Config,
    headers: dict[str, compiler.Header],
    before: Record | None = None,
) -> None:
    """Write all prompt files of the logins with these keys, and of those that show one of their accounts.

    before: as of `publish`.
    """
    model = next(iter(headers.values()))
    others = {key: _own_header(environment, key, record, model) for key in _sharing(headers, record)}
    columns, redactor = padding(environment.environ), redactor_for(environment, config, record)
    known_costs = costs.read(environment, config, redactor, model.written_at)
    for key, header in {**others, **headers}.items():
        if header:
            pace = partial(_with_pace_and_room, environment=environment, config=config, now=header.written_at)
            without = _unread(environment.folder_of(key), key)
            if before and _elsewhere(before) == _elsewhere(record):
                without += _current(f"{environment.folder_of(key)}/{_ELSEWHERE}", header)
            providers = _codex_providers(environment, key, header.login)
            texts = compiler.prompt_files(
                record, key, config, header, pace, columns, redactor, known_costs, without, providers
            )
            for name, text in texts.items():
                _write(f"{environment.folder_of(key)}/{name}", text, is_settled=_is_settled(name, key))


def _unread(folder: str, key: str) -> list[str]:
    """Return the targets that no reader has asked for in a login's folder."""
    rows = [row.name for row in targets.TARGETS.values() if row.asked_for and not key.startswith(paths.ACCOUNT_MARK)]
    return [name for name in rows if not os.path.lexists(f"{folder}/{name}.prompt")]


def _codex_providers(environment: Environment, key: str, login: tuple[str, ...]) -> Collection[str]:
    """Return the providers that answer for Codex's login; none where no session of another one has asked."""
    if not os.path.lexists(f"{environment.folder_of(key)}/{compiler.CODEX_ELSEWHERE}.prompt"):
        return ()
    from statusline.providers.codex.settings import read_config  # here: few sessions ask for it

    return read_config({**environment.environ, "CODEX_HOME": login[-1]}).own_providers


def _elsewhere(record: Record) -> object:
    """Return all that sessions are shown which do not use the subscription of Claude Code."""
    accounts = [account for account in record.accounts.values() if account.provider != CLAUDE]
    return record.logins, accounts, record.accounts.keys()


def _current(path: str, header: compiler.Header) -> list[str]:
    """Return the name of a prompt file as the only one if it has been written by the same config, else none."""
    parts = prompt_file.parts(f"{path}.prompt", header.login)
    return [os.path.basename(path)] if parts and parts[0][4] == header.config_stamp else []


def _with_pace_and_room(
    views: tuple[AccountView, ...], environment: Environment, config: Config, now: int
) -> tuple[AccountView, ...]:
    return left.attach(recent_pace.attach(views, environment, config, now), environment.cache)


def _sweep(environment: Environment, config: Config) -> None:
    configured = {environment.folder_of(account.key) for account in config.enabled_accounts}
    for folder in set(account_folders(environment)) - configured:
        with contextlib.suppress(OSError):
            for path in glob.glob(f"{glob.escape(folder)}/*.prompt"):
                os.unlink(path)
            os.rmdir(folder)


def _postpone(path: str, login: tuple[str, ...] | None, now: int, *, is_settled: bool = False) -> None:
    parts = prompt_file.parts(f"{path}.prompt", login)
    if parts:
        header, body = parts
        header[2] = str(now + POSTPONED_BY)
        _write(path, f"{prompt_file.UNIT.join(header)}\n{body}", is_settled=is_settled)


def _is_settled(target: str, key: str) -> bool:
    """Return whether a shell reads the files of a login; those of an account are for the renders of Python."""
    return target in settled.TARGETS and not key.startswith(paths.ACCOUNT_MARK)


def _write(path: str, text: str, *, is_settled: bool) -> None:
    """Write a prompt file and what is settled of it, unless those on disk say the same and were written earlier.

    Who waits for the prompt file finds the other one written already.
    """
    data = text.encode("utf-8", "replace")
    on_disk = prompt_file.read_own(f"{path}.prompt")
    before, after = (each.split(prompt_file.UNIT.encode(), 2) for each in (on_disk, data))
    same = len(before) == len(after) and (before[0], before[2:]) == (after[0], after[2:])
    changed = not same or not before[1].isdigit() or int(before[1]) > int(after[1])
    newest = data if changed else on_disk
    if is_settled and (changed or not settled.belongs(prompt_file.read_own(path + settled.SUFFIX), newest)):
        line = settled.of_target(os.path.basename(path), newest.decode())
        files.write_atomic(path + settled.SUFFIX, line.encode(), durable=False)
    if changed:
        files.write_atomic(f"{path}.prompt", data, durable=False)


def _sharing(keys: Collection[str], record: Record) -> list[str]:
    def shown(login_key: str) -> set[str]:
        login = record.logins.get(login_key)
        return {entry.account for entry in login.signed_in.values() if entry.account} if login else set()

    written = set[str]().union(*map(shown, keys))
    return [other for other in record.logins if other not in keys and shown(other) & written]


def _own_header(environment: Environment, key: str, record: Record, header: compiler.Header) -> compiler.Header | None:
    """Return the header another login's files have, with our text's age; None if it has none to keep."""
    login = record.logins[key].values
    parts = prompt_file.parts(f"{environment.folder_of(key)}/plain.prompt", login)
    return compiler.Header(header.written_at, int(parts[0][2]), header.config_stamp, login) if parts else None
