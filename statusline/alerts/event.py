"""The event that an alert is about, before it becomes a message."""

from __future__ import annotations

from statusline.config.alerts import EVENTS
from statusline.frozen import dataclass

THRESHOLD, RUN_OUT, RESET, EARLY_RESET, LOGIN, BLOCKED = EVENTS
TEST = "test"


@dataclass(frozen=True, slots=True)
class Event:
    """A reason for an alert. Percent 0-100, times epoch seconds.

    `at`: when it was noticed; `until`: when it loses its use. `label` and `window_label` are the names of account and
    window. `used` is the percentage as of `as_of`, `previous` the one before a reset, `due` the reset that was expected
    before an early one.
    """

    kind: str
    provider: str
    account: str
    at: int
    until: int
    label: str | None = None
    window: str = ""
    window_label: str = ""
    used: float | None = None
    as_of: int | None = None
    threshold: int | None = None
    resets_at: int | None = None
    runs_out_at: int | None = None
    previous: float | None = None
    due: int | None = None
    remedy: str = ""
    reason: str = ""
    why: str = ""
