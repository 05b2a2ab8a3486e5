"""When a server is next asked: its schedule, brought forward by a reset, put off by Claude Code's own numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from statusline import schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.model import Account, Sample
    from statusline.schedule import Entry

AFTER_RESET = 60
PUT_OFF_AT_MOST = 15 * 60
HARVEST = "claude_statusline"
HARVESTED_WINDOWS = ("five_hour", "seven_day", "spend_limit")


def after_success(entry: Entry, account: Account, now: int) -> Entry:
    """Return entry with the next request a minute after the account's next reset, if that comes before its turn.

    Never sooner than the floor between two requests. Times are epoch seconds.
    """
    resets = [sample.resets_at for sample in account.samples if sample.resets_at is not None and sample.resets_at > now]
    wanted = min((reset + AFTER_RESET for reset in resets), default=entry.next_at)
    return replace(entry, next_at=min(entry.next_at, max(wanted, now + schedule.EVERY_FLOOR)))


def put_off_until(entry: Entry | None, account: Account | None, every: int, now: int) -> int:
    """Return until when a due request may wait because a session of Claude Code keeps the numbers fresh; 0: not at all.

    At most fifteen minutes after the last answer, and not at all where the account has a window that sessions never
    report (of one model, say) or one whose reset has passed since.
    """
    if entry is None or account is None or entry.reason != schedule.FRESH or entry.last_success is None:
        return 0
    harvested = [sample for sample in account.samples if sample.source == HARVEST]
    running = [
        sample for sample in account.samples if sample.resets_at is None or sample.resets_at > entry.last_success
    ]
    if not harvested or any(sample.window not in HARVESTED_WINDOWS for sample in running):
        return 0
    newest = max(sample.as_of for sample in harvested)
    if newest <= entry.last_success or _reset_since(account.samples, newest, now):
        return 0
    return min(newest + every, entry.last_success + PUT_OFF_AT_MOST)


def _reset_since(samples: Iterable[Sample], newest: int, now: int) -> bool:
    resets = [sample.resets_at for sample in samples if sample.resets_at is not None]
    return any(newest < reset + AFTER_RESET <= now for reset in resets)
