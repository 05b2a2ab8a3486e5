"""The support bundle: facts that help to find a bug, in lines that a person can read before sending them.

It opens no log or prompt of a vendor's program, copies no environment, and has no place for an e-mail address or a
token. Output of other programs is left out.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import re
import stat
import sys
from collections import Counter
from typing import TYPE_CHECKING

from statusline.config import changed as config_changed
from statusline.errors import StatuslineError
from statusline.history import export
from statusline.hot.text import DAY, duration
from statusline.index import upkeep
from statusline.providers.claude import statusline
from statusline.providers.codex import statusline as codex_statusline
from statusline.state import files, record, schedule, session_spool, token_index, transaction
from statusline.state import samples as state_samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.diagnostics.doctor import Report
    from statusline.redaction import Redactor
    from statusline.refresh.job import Job
    from statusline.state.environment import Environment

CONTENTS = (
    "versions of statusline, Python and its libraries; the kind of system",
    "which files of statusline exist, with their sizes and modes",
    "the settings you changed, without arguments of commands and comments",
    "the schedule: when each source was asked, and the kind of its last failure",
    "how many entries, samples, sessions and logs are readable, and how many are not",
    "the report of `statusline doctor`",
)
NEVER = "tokens, cookies, e-mail addresses, prompts, transcripts, logs, output of other programs"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_DISTRIBUTION = "statusline-limits"  # as pyproject.toml has it
_TERMINAL = ("TERM", "COLORTERM", "TERM_PROGRAM")


def lines(job: Job, report: Report, doctor: Iterable[str], redactor: Redactor, now: int) -> Iterator[str]:
    """Yield the whole bundle. report and doctor: the redacted report of doctor, and its lines; now: epoch seconds."""
    yield f"statusline support bundle 1 · privacy {redactor.mode} · {export.iso(now)}"
    yield from _section("Versions", _versions(report, job, redactor))
    yield from _section("Files", _files(job.environment, redactor))
    yield from _section("Settings", _settings(job, redactor))
    yield from _section("Schedule", _schedule(job.environment, redactor, now))
    yield from _section("Read", _counters(job, now))
    yield from ("", "Doctor", "")
    yield from doctor


def _section(title: str, rows: Iterable[str]) -> Iterator[str]:
    yield from ("", title)
    yield from (f"  {row}" for row in rows)


def _versions(report: Report, job: Job, redactor: Redactor) -> Iterator[str]:
    yield from (f"{name} {value}" for name, value in report.versions.items())
    yield f"implementation {platform.python_implementation()}, encoding {sys.getfilesystemencoding()}"
    yield from sorted(_libraries())
    if not redactor.strict:
        yield from (
            f"{name}={redactor.text(job.environment.environ[name])}"
            for name in _TERMINAL
            if name in job.environment.environ
        )


def _libraries() -> Iterator[str]:
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        for requirement in importlib.metadata.requires(_DISTRIBUTION) or ():
            name = _NAME.match(requirement)
            if name and "extra ==" not in requirement:
                with contextlib.suppress(importlib.metadata.PackageNotFoundError):
                    yield f"{name[0]} {importlib.metadata.version(name[0])}"


def _files(environment: Environment, redactor: Redactor) -> Iterator[str]:
    prompts = [f"{environment.folder}/{name}.prompt" for name in ("plain", "claude", "json")]
    state = [
        f"{environment.state}/{name}"
        for name in ("", "history.sqlite3", "tokens.sqlite3", "config.good.toml", "alerts.json")
    ]
    for path in (environment.config, environment.cache, environment.record, *prompts, environment.schedule, *state):
        yield f"{redactor.path(path)}: {_kind(path)}"


def _kind(path: str) -> str:
    try:
        state = os.stat(path)
    except OSError:
        return "does not exist"
    mode = f"mode {stat.S_IMODE(state.st_mode):04o}"
    if stat.S_ISREG(state.st_mode):
        return f"{state.st_size} bytes, {mode}"
    return f"folder, {mode}" if stat.S_ISDIR(state.st_mode) else f"not a regular file, {mode}"


def _settings(job: Job, redactor: Redactor) -> Iterator[str]:
    if job.config_error:
        yield "the file is invalid; these are the last valid ones"
    changed = list(config_changed.changed(job.config, redactor))
    yield from changed or ["all defaults"]


def _schedule(environment: Environment, redactor: Redactor, now: int) -> Iterator[str]:
    entries, reason = schedule.load(_stored(environment.schedule), now)
    if reason:
        yield f"schedule.json: {reason}"
    for (account, source), entry in sorted(entries.items()):
        parts = [f"{redactor.key(account)} {source}: {entry.reason or 'never asked'}"]
        parts += [f"last answer {duration(now - entry.last_success)} ago"] if entry.last_success else []
        parts += [f"failures {entry.failures}, back-off {entry.backoff} s"] if entry.failures else []
        parts += [f"deadline of a 429 in {duration(end - now)}"] if (end := entry.deadline_429 or 0) > now else []
        yield "; ".join([*parts, f"requests in the last hour {len(entry.requests)}"])
    if not entries:
        yield "nothing was asked yet"


def _counters(job: Job, now: int) -> Iterator[str]:
    record_, reason = record.load_checked(_stored(job.environment.record))
    samples = Counter(sample.source for account in record_.accounts.values() for sample in account.samples)
    yield f"accounts: {len(record_.accounts)}; logins: {len(record_.logins)}; {reason or 'nothing is unreadable'}"
    yield from (f"samples of {source}: {count}" for source, count in sorted(samples.items()))
    for account in record_.accounts.values():
        if account.problem:
            yield f"last failure of {account.provider}: {account.problem.code} by {account.problem.source}"
    sessions, unread = _spool(job)
    yield f"sessions of Claude Code: {sessions}, of which unreadable: {unread}"
    yield f"sessions of Codex: {len(session_spool.windows(codex_statusline.folder(job.context())))}"
    yield from _history(job.environment.state, now)
    yield from _index(job.environment.state)


def _spool(job: Job) -> tuple[int, int]:
    """Return how many sessions left a file, and how many of those files are unreadable."""
    read = statusline.counts(job.context())
    return len(read), sum(1 for count in read if not count)


def _history(state: str, now: int) -> Iterator[str]:
    try:
        with state_samples.reading(state) as history:
            if history is None:
                yield "history: none"
                return
            week = now - 7 * DAY
            points = sum(1 for _ in history.entries(week))
            yield f"history: {len(history.windows())} windows, {points} rows in a week"
    except StatuslineError as error:
        yield f"history: {error.code}"


def _index(state: str) -> Iterator[str]:
    try:
        with token_index.reading(state) as index:
            if index is None:
                yield "index: none"
                return
            status = upkeep.status(index.connection)
    except StatuslineError as error:
        yield f"index: {error.code}"
        return
    for folder in status.folders:
        parts = (f"{folder.there} logs", f"{folder.logs - folder.there} gone", f"{folder.unreadable} lines unreadable")
        whole = f"complete from {folder.known_from} on" if folder.known_from else "complete"
        yield f"index of {folder.provider}: {', '.join(parts)}; {whole}"
    yield f"calls: {', '.join(f'{count} of {provider}' for provider, count in status.calls.items()) or 'none'}"


def _stored(path: str) -> bytes | None:
    try:
        return files.read_bytes(path, transaction.RECORD_LIMIT)
    except StatuslineError:
        return b""
