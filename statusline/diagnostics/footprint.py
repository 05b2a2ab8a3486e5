"""The footprint on this machine with this config: files read and written, programs started, servers asked.

`tests/test_contacts.py` runs everything under strace and holds the table to the truth.
"""

from __future__ import annotations

import glob
import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from statusline import alerts
from statusline.config.providers import TABLE
from statusline.diagnostics import servers
from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.hot import command_output, repository
from statusline.install import EVERYTHING, manifest
from statusline.install.base import Options
from statusline.prices import published
from statusline.providers import installation
from statusline.providers import source as load
from statusline.providers.claude import web, web_session
from statusline.providers.claude.settings import config_dir
from statusline.state import files, salt, schedule
from statusline.state.backoff import NOTHING_SENT
from statusline.state.environment import expanded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.redaction import Redactor
    from statusline.refresh.job import Job
    from statusline.state.environment import Environment
    from statusline.state.transaction import SharedState

_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
LOOPBACK = "127.0.0.1, a free port or that of --port"
_NEVER_KNOWN = {"last_asked_at": None, "next_at": None}
_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


@dataclass(frozen=True, slots=True)
class File:
    """A file, or the files below the folder `path` that match `pattern`; `**` is all of them."""

    path: str
    why: str
    pattern: str = ""

    def row(self, redactor: Redactor) -> dict[str, object]:
        path = redactor.path(self.path).rstrip("/") + (f"/{self.pattern}" if self.pattern else "")
        return {"path": path, "why": self.why, "exists": self._exists()}

    def _exists(self) -> bool | None:
        """Tell whether there is such a file, None if that would need a search through everything."""
        if self.path == "/":
            return None
        if self.pattern in ("", "**"):
            return os.path.lexists(self.path)
        return bool(glob.glob(f"{glob.escape(self.path)}/{self.pattern}"))


def examine(job: Job, shared: SharedState, redactor: Redactor, now: int) -> dict[str, object]:
    """Return the footprint as a JSON object. now: epoch seconds."""
    return {
        "offline": job.config.offline,
        "reads": [file.row(redactor) for file in dict.fromkeys(_reads(job))],
        "writes": [file.row(redactor) for file in dict.fromkeys(_writes(job.environment))],
        "programs": [{"program": _program(name, redactor), "why": why} for name, why in dict.fromkeys(_programs(job))],
        "listens": [{"address": LOOPBACK, "why": "`dashboard`, while it runs, and only to its own page"}],
        "hosts": [{**row, "host": _host(str(row["host"]), redactor)} for row in _hosts(job, shared, now)],
    }


def _host(name: str, redactor: Redactor) -> str:
    return redactor.text(name) if " " in name else redactor.host(name)


def _program(name: str, redactor: Redactor) -> str:
    return redactor.path(name) if os.path.isabs(name) else name


def _reads(job: Job) -> Iterator[File]:
    for signed_in in job.all:
        for provider in signed_in.sign_ins:
            files_read = installation(provider).files(signed_in.environment.environ)
            yield from (File(path, why, pattern) for path, why, pattern in files_read)
    environment = job.environment
    yield File(f"{config_dir(environment.environ)}/settings.json", "the padding of Claude Code's status line")
    yield from _surfaces(environment)
    yield from (
        File(path, "certificates for TLS") for name in _CA_VARIABLES if (path := environment.environ.get(name, ""))
    )
    home = expanded("~/", environment.environ)
    for pattern in (pattern for row in TABLE.values() for pattern in row.other_folders):
        why = "other logins, looked for only by `accounts` and `setup`"
        yield File(home, why, pattern.removeprefix("~/"))
    yield File("/", "the branch of Claude Code's folder", "**/.git/HEAD")
    yield File("/", "the same, of a worktree or a submodule", "**/.git")
    yield File("/proc/uptime", "until when a line holds that the shell around Claude Code's command prints by itself")
    if job.config.looks_into_repositories:
        yield File("/", "the repository of a session's folder, whose changes its line shows", "**")


def _surfaces(environment: Environment) -> Iterator[File]:
    """Yield the files of surfaces; `install` and `uninstall` write them, `doctor` reads them."""
    why = "for our lines in it: `install` and `uninstall` write them, `doctor` reads them"
    for surface in EVERYTHING.values():
        for scope in surface.scopes:
            try:
                yield from (File(path, why) for path in surface.files(environment, Options(scope)))
            except StatuslineError:  # install reports it
                continue


def _writes(environment: Environment) -> Iterator[File]:
    yield File(
        environment.config,
        "the settings; written by you, `setup`, `configure`, `config set`, `preset use` and `accounts add`",
    )
    yield File(environment.record, "the numbers of every account")
    yield File(f"{environment.cache}/logins", "the prompt files, and what Claude Code's sessions reported", "**")
    yield File(environment.accounts, "the same of configured accounts", "**")
    yield File(f"{environment.cache}/{repository.FOLDER}", "what was seen of repositories", "*")
    yield File(f"{environment.cache}/{command_output.FOLDER}", "what your own commands last printed", "*")
    yield File(f"{environment.cache}/costs.json", "what calls have cost, for prompts and metrics")
    yield File(f"{environment.cache}/scales.json", "how many points of a limit a dollar makes")
    yield File(environment.schedule, "the time of the next request to each server")
    yield File(environment.state, "how the numbers changed", "history.sqlite3*")
    yield File(
        environment.state,
        "times, tokens, models and folders of calls, not what was said (see [index])",
        "tokens.sqlite3*",
    )
    yield File(f"{environment.state}/config.good.toml", "the last valid settings")
    yield File(environment.state, "the settings before a command changed them", "config.before-*.toml")
    yield File(
        web_session.file(environment.state), "the organisation of a claude.ai session; its key is in the keyring"
    )
    yield File(alerts.path(environment.state), "the alerts that were sent")
    yield File(f"{environment.state}/{salt.NAME}", "random bytes for the short hashes of --privacy")
    yield File(environment.state, "the prices that `prices update` fetched, and those before", "prices.json*")
    yield File(manifest.path(environment.state), "what `install` changed")
    yield File(environment.state, "the finished snippets of shells", "init.*")
    yield File(f"{environment.state}/backups", "the files before `install`", "*")
    yield File(
        environment.environ.get("TMPDIR", "") or "/tmp",  # noqa: S108 - it is named, not written to
        "a trial of what is installed: `install`, `doctor`, `demo`",
        "statusline-*",
    )
    for folder in dict.fromkeys((environment.cache, environment.state)):
        yield File(f"{folder}/{files.LOCK_NAME}", "a lock")


def own_files(environment: Environment) -> list[str]:
    """Return the files that statusline has written for itself and that are there: all but the config and surfaces.

    What a link leads to is not ours.
    """
    paths: list[str] = []
    for file in _writes(environment):
        if not any(f"{file.path}/".startswith(f"{folder}/") for folder in (environment.cache, environment.state)):
            continue
        if file.pattern == "**":
            below = [] if os.path.islink(file.path) else os.walk(file.path)
            paths += [f"{folder}/{name}" for folder, _, names in below for name in names]
        else:
            paths += glob.glob(glob.escape(file.path) + (f"/{file.pattern}" if file.pattern else ""))
    return sorted(path for path in set(paths) if os.path.islink(path) or os.path.isfile(path))


def _programs(job: Job) -> Iterator[tuple[str, str]]:
    config = job.config
    yield sys.executable, "itself: the refresh behind a prompt, and a trial of what is installed"
    if any(surface == "codex" for surface, _ in manifest.load(job.environment.state)):
        yield "codex", "`features list`: whether its footer can be ours, for `install codex` and `doctor`"
    yield "your browser", "`dashboard --open`"
    for provider in job.sign_ins:
        yield from installation(provider).programs()
        row = TABLE[provider]
        client_sources = (
            []
            if config.offline
            else [source_name for source_name in row.off_by_default if source_name in config.of(provider).sources]
        )
        yield from ((row.program, f"the source {source}, which the config names") for source in client_sources)
    if job.environment.environ.get("TMUX"):
        yield "tmux", "redraws its bar after a change"
    yield "sh", "`doctor`, `install`: runs the installed commands once; Claude Code's line: a command you chained"
    yield "uname", "`doctor`: the name of the system"
    yield from ((command.run[0], f"$command.{name}: your own command") for name, command in config.command.named)
    if config.alerts.enabled:
        yield from _of_alerts(config.alerts.channels, config.alerts.command)


def _of_alerts(channels: tuple[str, ...], command: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if "desktop" in channels:
        yield "osascript" if sys.platform == "darwin" else "notify-send", "alerts on the desktop"
    if "tmux" in channels or "bell" in channels:
        yield "tmux", "alerts in tmux"
    if command:
        yield command[0], "alerts: your own command"


def _hosts(job: Job, shared: SharedState, now: int) -> Iterator[dict[str, object]]:
    """Yield each server with its sources, and the time of the last request (epoch seconds, None: unknown)."""
    if job.config.offline:
        return
    servers_ = servers.examine(job, shared, now)
    for row in servers_:
        asking = _asking(job, str(row["host"]))
        times = [last_asked(entry) for (_, source), entry in shared.entries.items() if source in asking]
        last = max((time for time in times if time is not None), default=None)
        yield {"host": row["host"], "sources": sorted(asking), "last_asked_at": last, "next_at": row["next_request_at"]}
    web_host = urlsplit(web.address(job.config)).netloc
    if web_host not in {row["host"] for row in servers_}:
        yield {"host": web_host, "sources": ["`login claude-web` and `orgs`, if you run them"], **_NEVER_KNOWN}
    yield {"host": published.HOST, "sources": ["`prices update`, if you run it"], **_NEVER_KNOWN}
    for name in _PROXIES:
        if proxy := _proxy(job.environment.environ.get(name, "")):
            yield {"host": proxy, "sources": [f"the proxy of {name}"], **_NEVER_KNOWN}


def _proxy(address: str) -> str | None:
    """Return the name of a proxy, whose address may lack the scheme; None if it is empty or invalid."""
    try:
        return urlsplit(address if "://" in address else f"//{address}").hostname
    except ValueError:
        return None


def _asking(job: Job, host: str) -> set[str]:
    sources = set()
    for signed_in in job.all:
        for provider in signed_in.sign_ins:
            for name in signed_in.config.of(provider).sources:
                source = load(name)
                if source.NETWORK and host == servers.of(source.describe(signed_in.context())):
                    sources.add(name)
    return sources


def last_asked(entry: schedule.Entry) -> int | None:
    """Return the time of the last request (epoch seconds), None if it is unknown."""
    attempt = entry.last_attempt if entry.reason not in NOTHING_SENT else None
    return max((time for time in (*entry.requests, entry.last_success, attempt) if time is not None), default=None)
