"""The report of `statusline doctor`: sign-ins, sources, schedule, paths, one real render, problems with remedies."""

from __future__ import annotations

import os
import platform
import stat
import sys
import time
from typing import TYPE_CHECKING, Any

import statusline
from statusline import __version__
from statusline.config.providers import PROVIDERS, TABLE, listed
from statusline.diagnostics import beside, servers
from statusline.diagnostics import installed as diagnostics_installed
from statusline.errors import NotSignedIn, StatuslineError, sentence
from statusline.frozen import dataclass
from statusline.hot import prompt_file
from statusline.hot.text import HOUR
from statusline.limits import view
from statusline.limits.clock import problem as clock_problem
from statusline.providers import installation
from statusline.providers import source as load
from statusline.providers.permissions import exposed
from statusline.refresh import lingering
from statusline.refresh.job import prepare
from statusline.shell_init import fast_command
from statusline.state import files, packing, process, record, samples, schedule, token_index, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.refresh import job
    from statusline.refresh.sign_ins import SignIn
    from statusline.state.environment import Environment

RENDER_SECONDS = 5
OTHERS = 0o077
MOST_FOREIGN = 3  # files that are not ours, of one folder


@dataclass(frozen=True, slots=True)
class Finding:
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Report:
    """The output of the command, as JSON objects. Times are epoch seconds."""

    versions: dict[str, object]
    paths: dict[str, object]
    sign_ins: list[dict[str, object]]
    sources: list[dict[str, object]]
    hosts: list[dict[str, object]]
    windows: list[dict[str, object]]
    render: dict[str, object]
    background: dict[str, object]
    surfaces: list[dict[str, object]]
    findings: list[Finding]


def examine(environment: Environment, clock: Callable[[], int]) -> Report:
    """Look at everything once, without network and without changes."""
    now = clock()
    job = prepare(environment, clock, remember=False)
    render, render_findings = _render(environment)
    findings = [*_config(job), *_files(environment, now), *render_findings]
    shared = _shared(environment, now, findings)
    views = view.accounts(shared.record, environment.key, job.config, now)
    sources = list(_sources(job, shared, now))
    installed, broken = diagnostics_installed.examine(environment)
    findings += [Finding(message, remedy) for message, remedy in broken]
    findings += _sign_in_problems(job, views)
    findings += [Finding(problem.message, problem.remedy) for view in views if (problem := view.account.problem)]
    findings += _staleness(views, now)
    findings += [Finding(*clock_problem(view.account.clock_off)) for view in views if view.account.clock_off]
    findings += _never_asked(job, shared)
    findings += [Finding(*problem) for problem in beside.problems(environment, job.config, now)]
    findings += [finding for signed_in in job.accounts for finding in _unreadable(signed_in)]
    findings += [
        Finding(*problem)
        for signed_in in job.all
        for problem in exposed(signed_in.environment.environ, signed_in.sign_ins)
    ]
    findings += [finding for signed_in in job.all for finding in _client_problems(signed_in)]
    return Report(
        versions={"statusline": __version__, "python": platform.python_version(), "system": _system()},
        paths=_paths(environment),
        sign_ins=list(_sign_ins(job, shared, now)),
        sources=sources,
        hosts=servers.examine(job, shared, now),
        windows=list(_windows(views, now)),
        render=render,
        background={"waits": (waiting := lingering.process(environment, now)) is not None, "process": waiting},
        surfaces=installed,
        findings=list(dict.fromkeys(findings)),
    )


def _system() -> str:
    """Return the kind of system. platform.platform() would start `uname`, from wherever PATH has one."""
    macos = platform.mac_ver()[0]
    system = ["macOS", macos] if macos else [platform.system(), platform.release()]
    return "-".join([*system, platform.machine()])


def _paths(environment: Environment) -> dict[str, object]:
    return {
        "python": sys.executable,
        "config": environment.config,
        "cache": environment.cache,
        "state": environment.state,
        "login": environment.folder,
        "command": fast_command(),
    }


def _config(run: job.Job) -> Iterator[Finding]:
    if run.config_error:
        remedy = run.config_error.remedy or "Correct it."
        yield Finding(run.config_error.message, f"{remedy} Until then the last good config is used.")


def _files(environment: Environment, now: int) -> Iterator[Finding]:
    for folder, variable in ((environment.cache, "STATUSLINE_CACHE_DIR"), (environment.state, "STATUSLINE_STATE_DIR")):
        nearest = _existing(folder)
        foreign = list(files.foreign(folder))
        yield from (Finding(*problem) for problem in foreign[:MOST_FOREIGN])
        if foreign:
            continue
        if not os.access(nearest, os.W_OK | os.X_OK) or not os.path.isdir(nearest):
            yield Finding(
                sentence("{path} cannot be written.", path=folder), f"Give it back to your user, or set {variable}."
            )
        elif nearest == folder and stat.S_IMODE(os.stat(folder).st_mode) & OTHERS:
            yield Finding(
                sentence("{path} is open to other users.", path=folder),
                sentence("Run `chmod 700 '{path}'`.", path=folder),
            )
    for message, remedy in (*samples.problems(environment.state), *token_index.problems(environment.state)):
        yield Finding(message, remedy)
    prompt = prompt_file.read(f"{environment.folder}/plain.prompt", environment.login)
    if prompt and int(prompt[0][1]) > now + 60:
        yield Finding("The cache was written in the future: the clock was set back.", "Run `statusline refresh`.")


def _existing(path: str) -> str:
    while not os.path.lexists(path) and (above := os.path.dirname(path)) != path:
        path = above
    return path


def _shared(environment: Environment, now: int, findings: list[Finding]) -> transaction.SharedState:
    try:
        _, bad_record = record.load_checked(files.read_bytes(environment.record, transaction.RECORD_LIMIT))
        _, bad_schedule = schedule.load(files.read_bytes(environment.schedule, transaction.RECORD_LIMIT), now)
        for path, reason in ((environment.record, bad_record), (environment.schedule, bad_schedule)):
            if reason:
                findings.append(
                    Finding(
                        sentence("{path}: {reason}.", path=path, reason=reason),
                        "Nothing to do: the next refresh rewrites it.",
                    )
                )
        return transaction.read(environment, now)
    except StatuslineError as error:
        findings.append(Finding(error.message, error.remedy))
        return transaction.SharedState(record.load(None))


def _render(environment: Environment) -> tuple[dict[str, object], list[Finding]]:
    """Run the hot half once, as a prompt does, but without the refresh it might start."""
    fast = os.path.join(os.path.dirname(statusline.__file__), "fast.py")
    command = [sys.executable, "-IS", fast, "--format", "plain"]
    started = time.perf_counter()
    try:
        done = process.run(command, {**environment.environ, "STATUSLINE_NO_REFRESH": "1"}, RENDER_SECONDS)
    except OSError as error:
        finding = Finding(
            f"A render failed ({type(error).__name__}).", f"Run {fast_command()} --format plain to see why."
        )
        return {"milliseconds": None, "text": None, "packed": False}, [finding]
    spent = round((time.perf_counter() - started) * 1000, 1)
    text = done.output.decode("utf-8", "replace").rstrip("\n")
    return {"milliseconds": spent, "text": text, "packed": packing.is_current()}, []


def _sign_ins(run: job.Job, shared: transaction.SharedState, now: int) -> Iterator[dict[str, object]]:
    for account_job in run.all:
        views = view.accounts(shared.record, account_job.environment.key, run.config, now)
        for provider, sign_in in account_job.sign_ins.items():
            yield {"label": account_job.label or None, **_sign_in(provider, sign_in, views)}


def _sign_in(provider: str, sign_in: SignIn, views: tuple[view.AccountView, ...]) -> dict[str, object]:
    login = sign_in.login
    account_view = next((candidate for candidate in views if candidate.account.provider == provider), None)
    return {
        "provider": provider,
        "signed_in": login is not None,
        "where": login.where if login else None,
        "account": login.account if login else None,
        "plan": (login.plan if login else None) or (account_view.account.plan if account_view else None),
        "expires_at": login.credential.expires_at if login and login.credential else None,
        "status": account_view.status if account_view else None,
        "why": str(sign_in.error) if sign_in.error else None,
    }


def _sources(run: job.Job, shared: transaction.SharedState, now: int) -> Iterator[dict[str, object]]:
    for provider, sign_in in run.sign_ins.items():
        for name in run.config.of(provider).sources:
            source = load(name)
            account = sign_in.login.account if sign_in.login else ""
            entry = shared.entries.get((account, name))
            off = "offline" if source.NETWORK and run.config.offline else sign_in.why_not(name)
            yield {
                "source": name,
                "provider": provider,
                "asks": source.describe(run.context()),
                "last_success_at": entry.last_success if entry else _newest(shared, account, name),
                "requests_last_hour": len([time for time in entry.requests if time > now - HOUR]) if entry else 0,
                "next_request_at": _next(name, entry, now, sign_in) if source.NETWORK and not off else None,
                "state": f"off: {off}" if off else _state(source, entry, now, sign_in),
            }


def _newest(shared: transaction.SharedState, account: str, name: str) -> int | None:
    account_record = shared.record.accounts.get(account)
    return (
        max((sample.as_of for sample in account_record.samples if sample.source == name), default=None)
        if account_record
        else None
    )


def _next(name: str, entry: schedule.Entry | None, now: int, sign_in: SignIn) -> int | None:
    allowed = schedule.next_allowed(entry, now, sign_in.stamp_for(name))
    return allowed if sign_in.login and allowed < schedule.NEVER else None


def _state(source: Any, entry: schedule.Entry | None, now: int, sign_in: SignIn) -> str:
    if not source.NETWORK:
        return "read at each refresh"
    return schedule.why(entry, now, sign_in.stamp_for(source.NAME)) if sign_in.login else "nobody is signed in"


def _windows(views: tuple[view.AccountView, ...], now: int) -> Iterator[dict[str, object]]:
    for account_view in views:
        for sample in account_view.windows:
            yield {
                "provider": account_view.account.provider,
                "window": sample.window,
                "source": sample.source,
                "age_seconds": max(0, now - sample.as_of),
            }


def _client_problems(run: job.Job) -> Iterator[Finding]:
    """Yield the problems of the clients' own settings, unless ours replace them."""
    for provider in PROVIDERS:
        if not run.config.of(provider).base_url:
            yield from (Finding(*problem) for problem in installation(provider).problems(run.environment.environ))


def _sign_in_problems(run: job.Job, views: tuple[view.AccountView, ...]) -> Iterator[Finding]:
    yield from _unreadable(run)
    signed_in = any(sign_in.login or sign_in.error for sign_in in run.sign_ins.values())
    if view.nobody(views) and not signed_in:
        yield Finding(
            f"Nobody is signed in to {listed((row.client for row in TABLE.values()), 'or')} here.",
            f"Run {listed((f'`{row.sign_in}`' for row in TABLE.values()), 'or')}; with another folder set "
            f"{listed((row.folder_variable for row in TABLE.values()), 'or')}.",
        )


def _unreadable(run: job.Job) -> Iterator[Finding]:
    for sign_in in run.sign_ins.values():
        if sign_in.error and not isinstance(sign_in.error, NotSignedIn):
            yield Finding(sign_in.error.message, sign_in.error.remedy)


def _never_asked(run: job.Job, shared: transaction.SharedState) -> Iterator[Finding]:
    unreadable = not shared.record.logins and os.path.exists(run.environment.record)  # that is a finding of its own
    login = shared.record.logins.get(run.environment.key)
    for provider, sign_in in run.sign_ins.items():
        if sign_in.login and not sign_in.error and not unreadable and not (login and provider in login.signed_in):
            yield Finding(f"There are no numbers of {provider} yet.", "Run `statusline refresh`.")


def _staleness(views: tuple[view.AccountView, ...], now: int) -> Iterator[Finding]:
    for account_view in views:
        if account_view.status == view.PENDING:
            yield Finding(f"There are no numbers of {account_view.account.provider} yet.", "Run `statusline refresh`.")
        elif account_view.status == view.OK and account_view.stale_at is not None and account_view.stale_at <= now:
            yield Finding(f"The numbers of {account_view.account.provider} are old.", "Run `statusline refresh`.")
