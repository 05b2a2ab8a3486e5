"""The message about an event, as text and as JSON. Percent 0-100, times epoch seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.alerts.event import BLOCKED, EARLY_RESET, LOGIN, RESET, RUN_OUT, TEST, THRESHOLD
from statusline.config.providers import TABLE
from statusline.frozen import dataclass
from statusline.hot.text import duration, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.alerts.event import Event

SCHEMA = "statusline-alert/1"


@dataclass(frozen=True, slots=True)
class Notice:
    title: str
    body: str
    document: dict[str, object]


def notice(event: Event, now: int) -> Notice:
    title, body = _WORDS[event.kind](event, now)
    numbers = {
        "used_percentage": _rounded(event.used),
        "previous_percentage": _rounded(event.previous),
        "threshold": event.threshold,
        "resets_at": event.resets_at,
        "runs_out_at": event.runs_out_at,
        "was_due_at": event.due,
        "as_of": event.as_of,
        "reason": event.reason or None,
    }
    names = {"label": event.label, "window": event.window or None, "window_label": event.window_label or None}
    fields = {"event": event.kind, "provider": event.provider, "account": event.account or None, **names, **numbers}
    document: dict[str, object] = {"schema": SCHEMA, **fields, "sent_at": now, "title": title, "body": body}
    return Notice(title, body, {key: value for key, value in document.items() if value is not None})


def name(event: Event) -> str:
    """Return the name of an event's window: `Claude work 5h`."""
    row = TABLE.get(event.provider)
    parts = (row.title if row else event.provider, event.label, event.window_label)
    return " ".join(part for part in parts if part)


def _threshold(event: Event, now: int) -> tuple[str, str]:
    return f"{name(event)}: {_percent(event.used)} used", _until_reset(event, now)


def _run_out(event: Event, now: int) -> tuple[str, str]:
    runs_out_at, reset = event.runs_out_at or now, event.resets_at
    early = f", {duration(reset - runs_out_at)} before its reset" if reset is not None and reset > runs_out_at else ""
    left = f"In {duration(runs_out_at - now)} at this pace{early}."
    return f"{name(event)} runs out", f"{left} {_percent(event.used)} used now."


def _reset(event: Event, _: int) -> tuple[str, str]:
    return f"{name(event)} has reset", f"It was at {_percent(event.previous)}."


def _early_reset(event: Event, now: int) -> tuple[str, str]:
    due = "" if event.due is None else f"It was due in {duration(event.due - now)}"
    if event.previous is None:
        return f"{name(event)} resets earlier than announced", f"{_until_reset(event, now)} {due}."
    return f"{name(event)} has reset early", f"{due}, and was at {_percent(event.previous)}."


def _login(event: Event, _: int) -> tuple[str, str]:
    return f"{name(event)}: the login no longer works", event.remedy


def _blocked(event: Event, _: int) -> tuple[str, str]:
    return f"{name(event)} is blocked", f"{event.why} {event.remedy}".strip()


def _test(*_: object) -> tuple[str, str]:
    return "statusline: test alert", "Alerts look like this."


def _until_reset(event: Event, now: int) -> str:
    if event.resets_at is None:
        return "Its reset is unknown."
    return f"Resets in {duration(event.resets_at - now)}."


def _percent(used: float | None) -> str:
    """Return a percentage as every surface shows it, but not cut off at 100."""
    if used is None:
        return "?"
    return f"{whole(used) if used <= 100 else int(used)}%"  # noqa: PLR2004 - percent


def _rounded(used: float | None) -> float | None:
    return None if used is None else round(used, 1)


_WORDS: dict[str, Callable[[Event, int], tuple[str, str]]] = {
    THRESHOLD: _threshold,
    RUN_OUT: _run_out,
    RESET: _reset,
    EARLY_RESET: _early_reset,
    LOGIN: _login,
    BLOCKED: _blocked,
    TEST: _test,
}
