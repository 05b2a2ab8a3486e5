"""claude-hud's config.json, version 0.0.4: what is shown, and how many folders of the path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.install.peers.look import LIMITS, quoted
from statusline.providers.parsing.values import mapping

if TYPE_CHECKING:
    from statusline.install.peers.look import Look

MOST_LEVELS = 3
FIRST = {"showModel": ("$model", "cyan"), "showContextBar": ("[$context_gauge $context](own)", "")}
SECOND = {
    "showUsage": LIMITS,
    "showTokenBreakdown": "in: $tokens_in, cache: $tokens_cached",
    "showDuration": "$duration",
}
ABSENT = {
    "showConfigCounts": "counts of CLAUDE.md files, rules, MCP servers and hooks",
    "showTools": "running tools",
    "showAgents": "subagents",
    "showTodos": "todos",
}


def read(document: dict[str, Any], look: Look) -> None:
    """Fill a look with what the config shows; what it does not say is on."""
    display = mapping(document.get("display"))
    shown = [name for name in (*FIRST, *SECOND, *ABSENT) if display.get(name) is not False]
    look.keys["separator"] = quoted(" | ")
    for name, part in FIRST.items():
        if name in shown:
            look.add(*part)
    _path(document.get("pathLevels"), look)
    _git(mapping(document.get("gitStatus")), look)
    if document.get("lineLayout") == "expanded":
        look.end_row()
    for name, value in SECOND.items():
        if name in shown:
            look.add(value)
    for name, value in ABSENT.items():
        if name in shown:
            look.lacks(value)


def _git(settings: dict[str, Any], look: Look) -> None:
    if settings.get("enabled") is False:
        return
    look.add("git:$branch" + ("" if settings.get("showDirty") is False else "(*$dirty)"), "cyan")
    if settings.get("showAheadBehind") is True:
        look.add("(\u2191$ahead)(\u2193$behind)")


def _path(levels: object, look: Look) -> None:
    look.add("$dir", "yellow")
    if isinstance(levels, int) and 1 < levels <= MOST_LEVELS:
        look.keys["claude_line.dir_from"] = quoted("home")
        look.keys["claude_line.dir_levels"] = str(int(levels))
