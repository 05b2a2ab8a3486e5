"""The `statusline/1` JSON document (data/statusline-1.schema.json), with the clock left open for the hot half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.limits import amounts
from statusline.limits.view import PENDING, UNCONFIGURED
from statusline.render.json_template import Clock, Switch, dump

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.limits.model import Amounts, Block, Problem, Room, Sample
    from statusline.limits.pace import Pace
    from statusline.limits.view import AccountView

SCHEMA = "statusline/1"


def fragments(views: tuple[AccountView, ...], config: Config) -> list[str]:
    return [fragment for fragment in dump(document(views, config)) if fragment]


def document(views: tuple[AccountView, ...], config: Config) -> dict[str, object]:
    """Return the document with Clock and Switch values. Percentages 0-100 to one decimal, times epoch seconds."""
    return {
        "schema": SCHEMA,
        "generated_at": Clock("n"),
        "stale": _stale(min((view.stale_at for view in views if view.stale_at is not None), default=None)),
        "status": _overall(views),
        "accounts": [_account(view, config) for view in views],
    }


def _account(view: AccountView, config: Config) -> dict[str, object]:
    account = view.account
    settings = config.of(account.provider)
    changes = view.stale_at is not None and view.status != view.stale_status
    newest = max(view.windows, key=lambda sample: sample.as_of, default=None)
    return {
        "provider": account.provider,
        "account": account.account or None,
        "label": account.label or settings.label or None,
        "plan": account.plan,
        "status": Switch(view.stale_at, view.status, view.stale_status) if changes and view.stale_at else view.status,
        "source": newest.source if newest else None,
        "as_of": view.as_of,
        "age_seconds": None if view.as_of is None else Clock("o", view.as_of),
        "next_refresh_at": account.next_refresh_at,
        "windows": [_window(sample, view, config) for sample in view.windows],
        "unlimited": True if account.unlimited_at is not None and not view.windows else None,
        "blocked": _block(account.block) if account.block else None,
        "credits": account.credits,
        "banked_resets": account.banked_resets,
        "extra_usage": account.extra_usage,
        "error": _error(account.problem) if account.problem else None,
    }


def _window(sample: Sample, view: AccountView, config: Config) -> dict[str, object]:
    reset, used = sample.resets_at, sample.used_percentage
    pace, room = view.pace.get(sample.window), view.room.get(sample.window)
    return {
        "window": sample.window,
        "label": sample.label,
        "length_seconds": sample.length_seconds,
        "used_percentage": _until(reset, None if used is None else round(used, 1)),
        "remaining_percentage": _until(reset, None if used is None else round(max(0.0, 100 - used), 1)),
        "resets_at": reset,
        "resets_in_seconds": None if reset is None else Switch(reset, Clock("l", reset), None),
        "as_of": sample.as_of,
        "age_seconds": Clock("o", sample.as_of),
        "source": sample.source,
        "confidence": sample.confidence,
        "stale": _stale(sample.as_of + config.stale_after),
        "expired": False if reset is None else Switch(reset, before=False, after=True),
        "pace": _until(reset, None if pace is None else _pace(pace)),
        "room": _until(reset, None if room is None else _room(room)),
        "amounts": _until(reset, _amounts(sample.amounts) if sample.amounts else None),
    }


def _room(room: Room) -> dict[str, object]:
    return {"unit": room.unit, "low": round(room.low, 2), "high": round(room.high, 2)}


def _amounts(money: Amounts) -> dict[str, object]:
    used, limit, currency = money.used, money.limit, money.currency
    return {
        "unit": currency or "credits",
        "used": None if used is None else amounts.plain(used, currency),
        "limit": None if limit is None else amounts.plain(limit, currency),
    }


def _block(block: Block) -> dict[str, object]:
    return {
        "reason": block.reason,
        "message": block.message,
        "remedy": block.remedy or None,
        "as_of": block.as_of,
        "until": block.until,
        "source": block.source,
    }


def _pace(pace: Pace) -> dict[str, object]:
    return {
        "expected_percentage": round(pace.expected, 1),
        "delta": round(pace.delta, 1),
        "projected_percentage": round(pace.projected, 1),
        "projected_error": None if pace.error is None else round(pace.error, 1),
        "runs_out_at": pace.runs_out_at,
    }


def _error(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "message": problem.message,
        "remedy": problem.remedy or None,
        "retry_at": problem.retry_at,
    }


def _until(reset: int | None, value: object) -> object:
    return value if reset is None or value is None else Switch(reset, value, None)


def _stale(at: int | None) -> object:
    return True if at is None else Switch(at, before=False, after=True)


def _overall(views: tuple[AccountView, ...]) -> str | None:
    for status in (UNCONFIGURED, PENDING):
        if views and all(view.status == status for view in views):
            return status
    return None
