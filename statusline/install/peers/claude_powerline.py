"""claude-powerline's config (2026): lines of segments by name, a style and a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.install.peers.look import LIMITS, quoted
from statusline.providers.parsing.values import mapping, objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.install.peers.look import Look

THEMES = ("light", "dark", "nord", "tokyo-night", "rose-pine", "gruvbox")
STYLES = {"powerline": "arrow", "capsule": "round"}
ABSENT = {"tmux": "the tmux session", "env": "a variable of the environment"}


def read(document: dict[str, Any], look: Look) -> None:
    """Fill a look with what the config shows."""
    display = mapping(document.get("display"))
    theme, style = document.get("theme", "dark"), display.get("style", "minimal")
    if theme in THEMES:
        look.keys["theme"] = quoted(theme)
    else:
        look.lacks("colours of a theme of its own")
    if style in STYLES:
        look.keys["claude_line.caps"] = quoted(STYLES[style])
    elif style == "tui":
        look.lacks("boxes around the lines")
    if display.get("charset") == "text":
        look.keys["ascii"] = "true"
    if any(mapping(item).get("amount") for item in mapping(document.get("budget")).values()):
        look.lacks("budgets")
    for line in objects(display.get("lines")):
        for name, settings in mapping(line.get("segments")).items():
            if mapping(settings).get("enabled") is not False:
                _add(str(name), mapping(settings), look)
        look.end_row()


def _add(name: str, settings: dict[str, Any], look: Look) -> None:
    if name in SEGMENTS:
        SEGMENTS[name](settings, look)
    elif name in PLAIN:
        look.add(PLAIN[name])
    else:
        look.lacks(ABSENT.get(name, "".join(c for c in name[:40] if c.isprintable())))


def _directory(settings: dict[str, Any], look: Look) -> None:
    look.add("$dir")
    if settings.get("style", "full") != "basename":
        look.keys["claude_line.dir_from"] = quoted("home")


def _git(settings: dict[str, Any], look: Look) -> None:
    ahead = "" if settings.get("showAheadBehind") is False else "( \u2191$ahead)( \u2193$behind)"
    tree = "( +$staged)( ~$dirty)( ?$untracked)" if settings.get("showWorkingTree") is True else "( \u25cf$dirty)"
    more = [
        text
        for key, text in (("showSha", "( $sha)"), ("showStashCount", "( \u29c7$stash)"))
        if settings.get(key) is True
    ]
    look.add(f"$branch{tree}{ahead}{''.join(more)}")
    if settings.get("showRepoName") is True:
        look.add("$repo")
    for key, what in (
        ("showOperation", "merge and rebase in progress"),
        ("showTag", "the nearest tag"),
        ("showTimeSinceCommit", "the time since the last commit"),
        ("showUpstream", "the name of the upstream"),
    ):
        if settings.get(key) is True:
            look.lacks(what)


def _costs(variable: str) -> Callable[[dict[str, Any], Look], None]:
    def add(settings: dict[str, Any], look: Look) -> None:
        look.add(variable)
        if settings.get("type", "cost") != "cost":
            look.lacks("tokens of a session or a day")

    return add


def _context(settings: dict[str, Any], look: Look) -> None:
    text = settings.get("displayStyle", "text") == "text"
    left = settings.get("percentageMode", "remaining" if text else "used") == "remaining"
    percent = "$context_left" if left else "$context"
    if not text:
        look.add(f"[$context_gauge {percent}](own)")
    else:
        look.add(percent if settings.get("showPercentageOnly") is True else f"$context_tokens \\({percent}\\)")


def _metrics(settings: dict[str, Any], look: Look) -> None:
    if settings.get("showDuration") is not False:
        look.add("$duration")
    if settings.get("showResponseTime") is not False:
        look.add("API $api_time")
    if settings.get("showLinesAdded") is not False or settings.get("showLinesRemoved") is not False:
        look.add("$lines")
    if settings.get("showMessageCount") is not False:
        look.lacks("the number of messages")


def _thinking(settings: dict[str, Any], look: Look) -> None:
    effort = "" if settings.get("showEffort") is False else "( $effort)"
    look.add(f"$thinking{effort}" if settings.get("showEnabled") is not False else "$effort")


SEGMENTS: dict[str, Callable[[dict[str, Any], Look], None]] = {
    "directory": _directory,
    "git": _git,
    "session": _costs("$cost"),
    "today": _costs("$cost_today today"),
    "context": _context,
    "metrics": _metrics,
    "thinking": _thinking,
}
PLAIN = {
    "model": "$model",
    "block": LIMITS,
    "weekly": LIMITS,
    "version": "v$version",
    "sessionId": "$session_id",
    "agent": "$agent",
    "cacheTimer": "cache $cache_left",
}
