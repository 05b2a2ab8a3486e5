"""What there is to show: the windows of an account, and how bad each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.hot.claude_resolver import ESTIMATED
from statusline.limits.model import ESTIMATE
from statusline.limits.view import BLOCKED, OK, PENDING

if TYPE_CHECKING:
    from statusline.config import Config, Thresholds
    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView

AFTER_RESET = 60  # seconds: what a vendor says right at a reset may still be the old number
SIGN_IN_STATUSES = ("expired", "unauthorized")
WAITING_STATUSES = (PENDING, "rate_limited")
LEVELS = ("normal", "warning", "critical")
BLOCKED_WORD = "blocked"
DASH = "–"


def shown_windows(view: AccountView, config: Config) -> list[Sample]:
    """Return the samples to show: the configured windows (or else every main one), and any that binds.

    Where only windows of one model or one kind of use are known, the fullest of them is shown.
    """
    known = [sample for sample in view.windows if not config.window_of(sample.window).disabled]
    by_name = {sample.window: sample for sample in known}
    chosen = [by_name[name] for name in config.windows if name in by_name]
    chosen = chosen or [sample for sample in known if ":" not in sample.window and not _is_unheard_of(sample)]
    shown = chosen + [
        sample for sample in known if sample not in chosen and (sample.used_percentage or 0) >= config.show_others_from
    ]
    return shown or sorted(known, key=lambda sample: -(sample.used_percentage or 0))[:1]


def _is_unheard_of(sample: Sample) -> bool:
    """Tell whether it is a limit of a kind that nobody knows: in JSON always, in a prompt only where it matters."""
    return sample.window.startswith("limit_")


def used_at(sample: Sample, at: int) -> float | None:
    """Return the percentage that is known at an instant (epoch seconds): None past the reset."""
    return sample.used_percentage if sample.resets_at is None or at < sample.resets_at else None


def level(used: float, config: Config, thresholds: Thresholds | None = None) -> str:
    """Return the name of the config style for a used percentage (0-100)."""
    limits = thresholds or config.thresholds
    if used >= limits.critical:
        return "critical"
    return "warning" if used >= limits.warning else "normal"


def mark(sample: Sample) -> str:
    """Return what stands before a percentage that is an estimate, empty for an official one."""
    return ESTIMATED if sample.confidence == ESTIMATE else ""


def label(sample: Sample, config: Config) -> str:
    """Return how a window is called: as the config says, or else as its source did."""
    return config.window_of(sample.window).label or sample.label


def nothing(view: AccountView) -> str:
    """Return the word for an account of which no window is known."""
    if view.status == BLOCKED:
        return BLOCKED_WORD
    if view.status in SIGN_IN_STATUSES:
        return "sign in"
    if view.status == OK and not view.windows:
        return "no limits"
    return "…" if view.status in WAITING_STATUSES else "?"
