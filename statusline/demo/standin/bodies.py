"""What the vendors' usage endpoints answer with status 200, shaped as captured in 2026 and built relative to now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from statusline.limits.model import FIVE_HOURS, SEVEN_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

THIRTY_DAYS = 2_592_000

FABLE: Mapping[str, float] = {"Fable": 7}
SPARK: Mapping[str, tuple[str, float, float]] = {"GPT-5.3-Codex-Spark": ("codex_bengalfox", 3, 1)}

_CODE_NAMES = (
    "seven_day_oauth_apps",
    "seven_day_cowork",
    "seven_day_omelette",
    "tangelo",
    "iguana_necktie",
    "omelette_promotional",
    "nimbus_quill",
    "cinder_cove",
    "amber_ladder",
)
_EARLY = timedelta(microseconds=-56_352)
_LATE = timedelta(microseconds=123_456)


def reset_minute(now: float, seconds: float) -> int:
    """Return the whole minute (epoch seconds) at which `claude_body` ends a window: the next one from now + seconds."""
    return -(-int(now + seconds) // 60) * 60


def claude_body(  # noqa: PLR0913 - one argument a field of the answer
    now: float,
    five_hour: float | None = 42.4,
    seven_day: float | None = 18.5,
    scoped: Mapping[str, float] = FABLE,
    *,
    opus: float | None = None,
    sonnet: float | None = None,
    five_hour_in: int = 7_860,
    seven_day_in: int = 345_600,
    extra_used: int | None = None,
    extra_limit: int | None = None,
) -> dict[str, object]:
    """Return the answer of GET /api/oauth/usage: percentages 0-100, seconds to the resets, extra usage in cents.

    None leaves a window null, as the server does. Resets jitter by microseconds around a whole minute, as the
    server's do. Keys and nulls as in the public capture of 2026-07-21.
    """
    session = _claude_reset(now, five_hour_in, _EARLY)
    week = _claude_reset(now, seven_day_in, _LATE)
    limits = [
        _claude_limit("session", "session", five_hour, session),
        _claude_limit("weekly_all", "weekly", seven_day, week),
    ]
    limits += [_claude_limit("weekly_scoped", "weekly", used, week, model) for model, used in scoped.items()]
    return {
        "five_hour": _claude_window(five_hour, session),
        "seven_day": _claude_window(seven_day, week),
        "seven_day_opus": _claude_window(opus, week),
        "seven_day_sonnet": _claude_window(sonnet, week),
        **dict.fromkeys(_CODE_NAMES),
        "extra_usage": _extra_usage(extra_used, extra_limit),
        "limits": [limit for limit in limits if limit],
        "member_dashboard_available": False,
    }


def codex_body(  # noqa: PLR0913 - one argument a field of the answer
    now: float,
    five_hour: float | None = 12,
    seven_day: float | None = 47,
    additional: Mapping[str, tuple[str, float, float]] = SPARK,
    *,
    thirty_day: float | None = None,
    five_hour_in: int = 13_200,
    seven_day_in: int = 400_000,
    plan: str = "pro",
    balance: str | None = "0",
) -> dict[str, object]:
    """Return the answer of GET …/wham/usage: percentages 0-100, seconds to the resets, the balance of the credits.

    The windows that are not None fill the slots from the shortest on, so without five hours the week is `primary`,
    and without any `rate_limit` is null. `additional` maps a name to (metered feature, five hours, seven days).
    Fields as Codex CLI 0.171.0 receives them.
    """
    windows = [
        (five_hour, FIVE_HOURS, five_hour_in),
        (seven_day, SEVEN_DAYS, seven_day_in),
        (thirty_day, THIRTY_DAYS, seven_day_in),
    ]
    return {
        "user_id": "user-standin",
        "account_id": "33333333-3333-4333-8333-333333333333",
        "email": "someone@example.com",
        "plan_type": plan,
        "rate_limit": _codex_limit(now, windows),
        "code_review_rate_limit": None,
        "additional_rate_limits": [
            {
                "limit_name": name,
                "metered_feature": feature,
                "rate_limit": _codex_limit(now, [(short, FIVE_HOURS, FIVE_HOURS), (long, SEVEN_DAYS, SEVEN_DAYS)]),
            }
            for name, (feature, short, long) in additional.items()
        ]
        or None,
        "credits": balance and {"has_credits": balance != "0", "unlimited": False, "balance": balance},
        "spend_control": {"reached": False, "individual_limit": None},
        "rate_limit_reached_type": None,
        "promo": None,
        "rate_limit_reset_credits": {"available_count": 0},
    }


def _claude_reset(now: float, seconds: int, jitter: timedelta) -> str:
    return (datetime.fromtimestamp(reset_minute(now, seconds), UTC) + jitter).isoformat()


def _claude_window(used: float | None, reset: str) -> dict[str, object] | None:
    if used is None:
        return None
    dollars = dict.fromkeys(("limit_dollars", "used_dollars", "remaining_dollars"))
    return {"utilization": float(used), "resets_at": reset, **dollars}


def _claude_limit(
    kind: str, group: str, used: float | None, reset: str, model: str | None = None
) -> dict[str, object] | None:
    if used is None:
        return None
    return {
        "kind": kind,
        "group": group,
        "percent": round(used),
        "severity": "normal" if used < 80 else "warning",  # noqa: PLR2004 - the vendor's threshold is not known
        "resets_at": reset,
        "scope": model and {"model": {"id": None, "display_name": model}, "surface": None},
        "is_active": kind == "session",
    }


def _extra_usage(used: int | None, limit: int | None) -> dict[str, object]:
    return {
        "is_enabled": used is not None,
        "monthly_limit": limit,
        "used_credits": used,
        "utilization": 100 * used / limit if used is not None and limit else None,
        "currency": "USD",
        "decimal_places": 2,
        "disabled_reason": None,
        "daily": None,
        "weekly": None,
    }


def _codex_limit(now: float, windows: list[tuple[float | None, int, int]]) -> dict[str, object] | None:
    present = [
        {
            "used_percent": used,
            "limit_window_seconds": length,
            "reset_after_seconds": seconds,
            "reset_at": int(now) + seconds,
        }
        for used, length, seconds in windows
        if used is not None
    ]
    if not present:
        return None
    reached = any(used is not None and used >= 100 for used, _, _ in windows)  # noqa: PLR2004 - percent
    primary, secondary = [*present, None][:2]
    return {
        "allowed": not reached,
        "limit_reached": reached,
        "primary_window": primary,
        "secondary_window": secondary,
    }
