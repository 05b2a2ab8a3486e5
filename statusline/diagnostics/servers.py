"""The requests to each server: those of the last hour, the wait after a 429, and the next one with its reason."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from statusline.frozen import dataclass
from statusline.hot.text import duration
from statusline.providers import source as load
from statusline.refresh import due
from statusline.state import schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.refresh.job import Job
    from statusline.refresh.sign_ins import SignIn
    from statusline.state.transaction import SharedState

OUR_OWN = "GET "  # the beginning of a source's own requests; other sources run an official client


@dataclass(frozen=True, slots=True)
class Turn:
    """The next request of one source (epoch seconds, None: needs more than time), and the reason."""

    source: str
    next_at: int | None
    why: str


def examine(job: Job, shared: SharedState, now: int) -> list[dict[str, object]]:
    """Return a JSON object per server. Requests and waits are those of all accounts."""
    turns: defaultdict[str, list[Turn]] = defaultdict(list)
    for signed_in in job.all:
        for provider, sign_in in signed_in.sign_ins.items():
            for host, turn in _turns(signed_in, provider, sign_in, shared, now):
                turns[host].append(turn)
    return [_row(host, host_turns, shared, now) for host, host_turns in turns.items()]


def of(description: str) -> str:
    """Return the server in a source's description, or the whole description if a client asks instead."""
    return description.removeprefix(OUR_OWN).partition("/")[0] if description.startswith(OUR_OWN) else description


def lines(rows: Iterable[dict[str, object]], now: int) -> Iterator[str]:
    """Yield one line per server for people. now: epoch seconds."""
    for row in rows:
        deadline = row["deadline"]
        wait = f"; rate limited for another {duration(deadline - now)}" if isinstance(deadline, int) else ""
        count = row["requests_last_hour"]
        yield f"{row['host']}: {count} request{'' if count == 1 else 's'} in the last hour; {row['why']}{wait}"


def _turns(job: Job, provider: str, sign_in: SignIn, shared: SharedState, now: int) -> Iterator[tuple[str, Turn]]:
    answering = ""
    for name in job.config.of(provider).sources:
        source = load(name)
        if not source.NETWORK or job.config.offline or sign_in.why_not(name):
            continue
        description = source.describe(job.context())
        yield of(description), _turn(job, name, sign_in, shared, now, answering)
        entry = shared.entries.get((sign_in.login.account, name)) if sign_in.login else None
        answering = answering or (name if entry and entry.reason == schedule.FRESH else "")


def _turn(job: Job, source: str, sign_in: SignIn, shared: SharedState, now: int, answering: str) -> Turn:
    if sign_in.login is None:
        return Turn(source, None, "nobody is signed in")
    if answering:
        return Turn(source, None, f"not needed while {answering} answers")
    account, stamp = sign_in.login.account, sign_in.stamp_for(source)
    entry = shared.entries.get((account, source))
    allowed = schedule.next_allowed(entry, now, stamp)
    put_off = due.put_off_until(entry, shared.record.accounts.get(account), job.config.refresh_every, now)
    if put_off > allowed:
        return Turn(source, put_off, f"Claude Code keeps the numbers fresh, again in {duration(put_off - now)}")
    return Turn(source, allowed if allowed < schedule.NEVER else None, schedule.why(entry, now, stamp))


def _row(host: str, turns: list[Turn], shared: SharedState, now: int) -> dict[str, object]:
    first = min(turns, key=lambda turn: schedule.NEVER if turn.next_at is None else turn.next_at)
    names = {turn.source for turn in turns}
    entries = [schedule.normalised(entry, now) for (_, source), entry in shared.entries.items() if source in names]
    return {
        "host": host,
        "requests_last_hour": sum(len(entry.requests) for entry in entries),
        "next_request_at": first.next_at,
        "deadline": max((end for entry in entries if (end := entry.deadline_429 or 0) > now), default=None),
        "why": first.why,
    }
