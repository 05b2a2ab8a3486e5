"""When a server is next asked: its schedule, brought forward by a reset, put off by Claude Code's own numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline.hot import prompt_file, show
from statusline.limits.windows import AFTER_RESET
from statusline.state import schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.limits.model import Account, Sample
    from statusline.state.environment import Environment
    from statusline.state.schedule import Entry

PUT_OFF_AT_MOST = 15 * 60
HARVEST = "claude_statusline"


def after_success(entry: Entry, account: Account, now: int) -> Entry:
    """Return entry with the next request a minute after the account's next reset, if that comes before its turn.

    Never sooner than the floor between two requests. Times are epoch seconds.
    """
    resets = [sample.resets_at for sample in account.samples if sample.resets_at is not None and sample.resets_at > now]
    wanted = min((reset + AFTER_RESET for reset in resets), default=entry.next_at)
    return replace(entry, next_at=min(entry.next_at, max(wanted, now + schedule.EVERY_FLOOR)))


def put_off_until(entry: Entry | None, account: Account | None, every: int, now: int) -> int:
    """Return until when a due request may wait because a session of Claude Code keeps the numbers fresh; 0: not at all.

    At most fifteen minutes after the last answer or a minute after the next reset, and not at all where the account has
    a window that sessions do not report (one of a single model, or the week once the five hours are used up) or one
    whose reset has passed since.
    """
    if entry is None or account is None or entry.reason != schedule.FRESH or entry.last_success is None:
        return 0
    harvested = {sample.window: sample.as_of for sample in account.samples if sample.source == HARVEST}
    running = {
        sample.window for sample in account.samples if sample.resets_at is None or sample.resets_at > entry.last_success
    }
    said = min((harvested.get(window, 0) for window in running), default=0)
    if said <= entry.last_success or _reset_since(account.samples, said, now):
        return 0
    resets = (sample.resets_at + AFTER_RESET for sample in account.samples if sample.resets_at is not None)
    return min(said + every, entry.last_success + PUT_OFF_AT_MOST, *(at for at in resets if at > now))


def _reset_since(samples: Iterable[Sample], said: int, now: int) -> bool:
    resets = [sample.resets_at for sample in samples if sample.resets_at is not None]
    return any(said < reset + AFTER_RESET <= now for reset in resets)


def starts_refresh(environment: Environment, now: int) -> bool:
    """Tell whether a prompt drawn now (epoch seconds) would start one; False where none may be started."""
    if environment.environ.get("STATUSLINE_NO_REFRESH"):
        return False
    found = prompt_file.read(f"{environment.folder}/plain.prompt", environment.login)
    return found is None or show.stale(found[0], environment.environ, now)  # type: ignore[arg-type]  # any mapping will do
