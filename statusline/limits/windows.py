"""The windows of an account to show, and the level of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.providers import TABLE
from statusline.config.windows import WINDOWS
from statusline.limits.model import ESTIMATE
from statusline.limits.view import BLOCKED, NOT_UNDERSTOOD, OK, PENDING, STALE, UNCONFIGURED

if TYPE_CHECKING:
    from statusline.config import Config, Thresholds
    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView

AFTER_RESET = 60  # seconds: right at a reset a vendor may still send the old number
SIGN_IN_STATUSES = ("expired", "unauthorized")
MISSING_SCOPE = "missing_scope"
LEVELS = ("normal", "warning", "critical")
BLOCKED_WORD = "blocked"
DASH = "–"
_STATUS_WORDS = {
    OK: "",
    STALE: "stale",
    PENDING: "waiting",
    UNCONFIGURED: "not signed in",
    BLOCKED: BLOCKED_WORD,
    NOT_UNDERSTOOD: "unknown",
    "rate_limited": "rate limited",
}
ESTIMATED = "~"


def shown_windows(view: AccountView, config: Config) -> list[Sample]:
    """Return the samples to show: the configured windows (or else every main one), and others that are near or first.

    Another window is near its limit from `show_others_from` on; it is first if it runs out before any other.
    """
    samples = [sample for sample in view.windows if not config.window_of(sample.window).disabled]
    by_name = {sample.window: sample for sample in samples}
    chosen = [by_name[name] for name in config.windows if name in by_name]
    chosen = chosen or [sample for sample in samples if ":" not in sample.window and not _is_unheard_of(sample)]
    shown = chosen + [
        sample
        for sample in samples
        if sample not in chosen and ((sample.used_percentage or 0) >= config.show_others_from or _binds(sample, view))
    ]
    return shown or sorted(samples, key=lambda sample: -(sample.used_percentage or 0))[:1]


def _binds(sample: Sample, view: AccountView) -> bool:
    """Tell whether a window runs out before its reset, and before any other of its account does."""
    ends = {name: pace.runs_out_at for name, pace in view.pace.items() if pace.runs_out_at is not None}
    return sample.window in ends and ends[sample.window] == min(ends.values())


def _is_unheard_of(sample: Sample) -> bool:
    """Tell whether the limit is of an unknown kind: JSON has it always, a prompt only near its end."""
    return sample.window.startswith("limit_")


def used_at(sample: Sample, now: int) -> float | None:
    """Return the percentage used at `now` (epoch seconds): None past the reset."""
    return sample.used_percentage if sample.resets_at is None or now < sample.resets_at else None


def level(used: float, config: Config, thresholds: Thresholds | None = None) -> str:
    limits = thresholds or config.thresholds
    if used >= limits.critical:
        return "critical"
    return "warning" if used >= limits.warning else "normal"


def mark(sample: Sample) -> str:
    """Return the mark of an estimate, empty for an official percentage."""
    return ESTIMATED if sample.confidence == ESTIMATE else ""


def label(sample: Sample, config: Config) -> str:
    return config.window_of(sample.window).label or sample.label


def label_of(window: str, config: Config) -> str:
    """Return the label of a window of which no number is known."""
    return config.window_of(window).label or WINDOWS.get(window, (window, None))[0]


def sign_in_word(view: AccountView) -> str:
    """Return what somebody has to do about the login, and for a token that never may ask: what it is; else empty.

    A login that is merely past its end is renewed by its own client, whoever runs that once.
    """
    problem = view.account.problem
    if view.status == MISSING_SCOPE:
        return "setup token"
    if view.status not in SIGN_IN_STATUSES:
        return ""
    row = TABLE[view.account.provider]
    return f"run {row.program} once" if problem and problem.remedy == row.renewal_remedy else "sign in"


def status_word(view: AccountView, status: str) -> str:
    """Return one of a view's statuses in words, empty if all is well."""
    return sign_in_word(view) or _STATUS_WORDS.get(status, "failed")


def nothing(view: AccountView) -> str:
    if view.status == BLOCKED:
        return BLOCKED_WORD
    if word := sign_in_word(view):
        return word
    if view.status == OK and not view.windows:
        return "no limits"
    return "…" if view.status == PENDING else "?"
