"""When a server is next asked: its schedule, brought forward by a reset, put off by the sessions' own numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.hot import prompt_file, show
from statusline.limits.model import SPOKEN
from statusline.limits.windows import AFTER_RESET
from statusline.refresh.job import chain
from statusline.state import schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.limits.model import Account, Login, Sample
    from statusline.refresh.job import Job
    from statusline.state.environment import Environment
    from statusline.state.schedule import Entry
    from statusline.state.transaction import SharedState

PUT_OFF_AT_MOST = 15 * 60


def next_requests(job: Job, shared: SharedState, now: int) -> dict[str, int | None]:
    """Return when each account (by its key) may next be asked (epoch seconds), None if it will not be."""
    times: dict[str, int | None] = {}
    for login_job in job.all:
        for sign_in in login_job.sign_ins.values():
            if sign_in.login:
                candidates = times.get(sign_in.login.account), _next_request(login_job, shared, sign_in.login, now)
                times[sign_in.login.account] = min((at for at in candidates if at is not None), default=None)
    return times


def together(times: Iterable[int | None], spread: int, never: int) -> int:
    """Return when to ask for the first of these accounts, with those that are due within `spread` seconds of it."""
    known = [at for at in times if at is not None]
    first = min(known, default=never)
    return max((at for at in known if at <= first + spread), default=never)


def _next_request(job: Job, shared: SharedState, login: Login, now: int) -> int | None:
    sign_in = job.sign_ins[login.provider]
    times = []
    for source in chain(job, login.provider):
        if sign_in.why_not(source.NAME):
            continue
        entry = shared.entries.get((login.account, source.NAME))
        allowed = schedule.next_allowed(entry, now, sign_in.stamp_for(source.NAME))
        account = shared.record.accounts.get(login.account)
        times.append(max(allowed, put_off_until(entry, account, job.config.refresh_every, now)))
        if entry and entry.reason == schedule.FRESH:
            break
    return min((at for at in times if at < schedule.NEVER), default=None)


def after_success(entry: Entry, account: Account, now: int) -> Entry:
    """Return entry with the next request a minute after the account's next reset, if that comes before its turn.

    Never sooner than the floor between two requests. Times are epoch seconds.
    """
    resets = [sample.resets_at for sample in account.samples if sample.resets_at is not None and sample.resets_at > now]
    wanted = min((reset + AFTER_RESET for reset in resets), default=entry.next_at)
    return replace(entry, next_at=min(entry.next_at, max(wanted, now + schedule.EVERY_FLOOR)))


def put_off_until(entry: Entry | None, account: Account | None, every: int, now: int) -> int:
    """Return until when a due request may wait because a session keeps the numbers fresh; 0: not at all.

    At most fifteen minutes after the last answer or a minute after the next reset, and not at all where the account has
    a window that sessions do not report (one of a single model, or the week once the five hours are used up) or one
    whose reset has passed since.
    """
    if entry is None or account is None or entry.reason != schedule.FRESH or entry.last_success is None:
        return 0
    of_sessions = {sample.window: sample.as_of for sample in account.samples if sample.source in SPOKEN}
    running = {
        sample.window for sample in account.samples if sample.resets_at is None or sample.resets_at > entry.last_success
    }
    oldest = min((of_sessions.get(window, 0) for window in running), default=0)
    if oldest <= entry.last_success or _reset_since(account.samples, oldest, now):
        return 0
    resets = (sample.resets_at + AFTER_RESET for sample in account.samples if sample.resets_at is not None)
    return min(oldest + every, entry.last_success + PUT_OFF_AT_MOST, *(at for at in resets if at > now))


def _reset_since(samples: Iterable[Sample], since: int, now: int) -> bool:
    resets = [sample.resets_at for sample in samples if sample.resets_at is not None]
    return any(since < reset + AFTER_RESET <= now for reset in resets)


def starts_refresh(environment: Environment, now: int) -> bool:
    """Tell whether the cache is old enough that a prompt drawn now (epoch seconds) would start a refresh."""
    if environment.environ.get("STATUSLINE_NO_REFRESH"):
        return False
    plain = prompt_file.read(f"{environment.folder}/plain.prompt", environment.login)
    return plain is None or show.stale(plain[0], now)
