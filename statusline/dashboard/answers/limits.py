"""Every limit as it stands: the document of `statusline show --format json`, with what it means in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from statusline.config.providers import TABLE
from statusline.dashboard import query
from statusline.dashboard.source import account_names
from statusline.hot import prompt_file
from statusline.limits import pace, view, windows
from statusline.render import json_document

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source
    from statusline.limits.model import Sample
    from statusline.limits.view import AccountView


def limits(source: Source, values: Values) -> dict[str, Any]:
    query.nothing(values)
    current = source.overview()
    views, named = current.views(), account_names(current)
    fragments = json_document.fragments(view.redacted(views, current.redactor), current.config)
    document: dict[str, Any] = json.loads(prompt_file.fill(fragments, current.now))
    for shown, account in zip(views, document["accounts"], strict=True):
        label = named(shown.account.account).label if shown.account.account else None
        account["name"] = " · ".join(filter(None, (TABLE[shown.account.provider].title, label)))
        account["status_word"] = windows.status_word(shown, account["status"])
        for sample, window in zip(shown.windows, account["windows"], strict=True):
            window.update(_words(sample, shown, current.config, current.now))
    return {
        **document,
        "privacy": current.redactor.mode,
        "complaint": current.complaint or None,
        "nobody": view.NOBODY if view.nobody(views) else None,
    }


def _words(sample: Sample, shown: AccountView, config: Config, now: int) -> dict[str, str]:
    """Return the name of a window, its level, and a sentence on its pace."""
    used = windows.used_at(sample, now)
    level = windows.level(used or 0.0, config, config.window_of(sample.window).thresholds)
    words = {"label": windows.label(sample, config), "level": level}
    own_pace = shown.pace.get(sample.window)
    if own_pace is None or used is None or sample.resets_at is None:
        return words
    return {**words, "sentence": f"{pace.points_text(own_pace)} · {pace.words(own_pace, sample.resets_at, now)}"}
