"""`limits`: the accounts and windows of `statusline --format json`, without what an agent has no use for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from statusline.hot import prompt_file
from statusline.hot.text import duration
from statusline.limits import view
from statusline.render import json_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.mcp.request import Request

MAIN = "accounts"
_ACCOUNT = ("provider", "label", "plan", "status", "as_of")
_WINDOW = ("window", "label", "used_percentage", "remaining_percentage", "resets_at", "resets_in_seconds", "stale")


def answer(request: Request) -> dict[str, Any]:
    current = request.overview()
    views = view.redacted(current.views(), current.redactor)
    document = json.loads(prompt_file.fill(json_document.fragments(views, current.config), request.now))
    accounts = [_account(account) for account in document["accounts"]]
    wanted = request.text("provider")
    return {
        "generated_at": request.now,
        "privacy": current.redactor.mode,
        "accounts": [account for account in accounts if wanted in ("", account["provider"])],
    }


def lines(document: dict[str, Any]) -> Iterator[str]:
    for account in document["accounts"]:
        windows = ", ".join(map(_text, account["windows"]))
        name = account.get("label") or account["provider"]
        yield f"{name}: {windows or account['status']}"


def _text(window: dict[str, Any]) -> str:
    used = window.get("used_percentage")
    number = "unknown" if used is None else f"{used:g}% used"
    left = window.get("resets_in_seconds")
    old = " (old)" if window.get("stale") else ""
    return f"{window['label']} {number}{'' if left is None else f', resets in {duration(left)}'}{old}"


def _account(account: dict[str, Any]) -> dict[str, Any]:
    facts = {name: account[name] for name in _ACCOUNT if account.get(name) is not None}
    blocked = {"blocked": account["blocked"]["message"]} if account.get("blocked") else {}
    return {**facts, **blocked, "windows": [_window(window) for window in account["windows"]]}


def _window(window: dict[str, Any]) -> dict[str, Any]:
    values = {name: window[name] for name in _WINDOW if window.get(name) not in (None, False)}
    pace = window.get("pace") or {}
    ahead = {name: pace[name] for name in ("projected_percentage", "runs_out_at") if pace.get(name) is not None}
    return {**values, **ahead}
