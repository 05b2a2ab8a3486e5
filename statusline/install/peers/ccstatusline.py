"""ccstatusline's settings.json, version 3 (2026): rows of widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.install.peers.look import CAPS, FILL, LIMITS, colour, quoted
from statusline.providers.parsing.values import mapping, objects

if TYPE_CHECKING:
    from statusline.install.peers.look import Look

BAR, AGES = "$context_gauge $context", "$context_tokens"
WIDGETS = {
    "model": "$model",
    "output-style": "$output_style",
    "version": "v$version",
    "session-name": "$session",
    "claude-session-id": "$session_id",
    "session-clock": "$duration",
    "session-cost": "$cost",
    "thinking-effort": "$effort",
    "vim-mode": "$vim",
    "context-bar": BAR,
    "context-length": AGES,
    "context-window": "$context_size",
    "context-percentage": "[ctx $context](own)",
    "context-percentage-usable": "[ctx $context](own)",
    "tokens-input": "$tokens_in in",
    "tokens-output": "$tokens_out out",
    "tokens-cached": "$tokens_cached cached",
    "cache-read": "$tokens_cached cached",
    "cache-hit-rate": "$cache_hit hits",
    "cache-timer": "cache $cache_left",
    "current-working-dir": "$dir",
    "git-branch": "$branch",
    "jj-bookmarks": "$branch",
    "worktree-branch": "$branch",
    "jj-revision": "$change",
    "git-sha": "$sha",
    "git-staged-files": "+$staged",
    "git-staged": "+$staged",
    "git-unstaged-files": "!$dirty",
    "git-unstaged": "!$dirty",
    "git-untracked-files": "?$untracked",
    "git-untracked": "?$untracked",
    "git-status": "(+$staged)(!$dirty)(?$untracked)",
    "git-ahead-behind": "(\u2191$ahead)(\u2193$behind)",
    "git-conflicts": "=$conflict",
    "git-worktree": "$git_worktree",
    "worktree-name": "$worktree",
    "git-root-dir": "$repo",
    "git-origin-repo": "$repo",
    "git-origin-owner-repo": "$repo",
    "git-review": "$pr( $review)",
    **dict.fromkeys(
        ("session-usage", "weekly-usage", "block-timer", "reset-timer", "weekly-reset-timer", "weekly-sonnet-usage"),
        LIMITS,
    ),
    **dict.fromkeys(
        (
            "weekly-opus-usage",
            "fable-weekly-usage",
            "extra-usage-utilization",
            "extra-usage-used",
            "extra-usage-remaining",
        ),
        LIMITS,
    ),
}


def read(document: dict[str, Any], look: Look) -> None:
    """Fill a look with what the settings show."""
    powerline = mapping(document.get("powerline"))
    blocks = powerline.get("enabled") is True
    if blocks:
        separators = powerline.get("separators")
        first = separators[0] if isinstance(separators, list) and separators else ""
        look.keys["claude_line.caps"] = quoted(CAPS.get(str(first), "arrow"))
    else:
        look.keys["separator"] = quoted(f" {_separator(document)} ")
    lines = document.get("lines")
    for line in lines if isinstance(lines, list) else []:
        for item in objects(line):
            _add(item, look, bold=document.get("globalBold") is True)
        look.end_row()


def _separator(document: dict[str, Any]) -> str:
    marks = [
        item.get("character")
        for line in document.get("lines") or []
        for item in objects(line)
        if item.get("type") == "separator" and item.get("character")
    ]
    mark = next(iter(marks), None) or document.get("defaultSeparator") or "|"
    text = "".join(c for c in str(mark).strip()[:3] if c.isprintable() and c not in "$[](){}\\")
    return text or "|"


def _add(item: dict[str, Any], look: Look, *, bold: bool) -> None:
    kind, metadata = str(item.get("type")), mapping(item.get("metadata"))
    bold = bold or item.get("bold") is True
    words = " ".join(filter(None, ("bold" if bold else "", colour(item.get("color")))))
    ground = colour(item.get("backgroundColor"))
    if kind == "current-working-dir" and (metadata.get("fishStyle") or metadata.get("abbreviateHome")):
        look.keys["claude_line.dir_from"] = quoted("home")
    if item.get("hide") is True or kind == "separator":
        return
    if kind == "flex-separator":
        look.add(FILL)
    elif kind in ("custom-text", "custom-symbol"):
        look.add_text(str(item.get("customText") or item.get("customSymbol") or ""), words, ground)
    elif kind in WIDGETS:
        look.add(WIDGETS[kind], words if WIDGETS[kind] != LIMITS else "", ground)
    else:
        look.lacks("".join(c for c in kind[:40] if c.isprintable()))
