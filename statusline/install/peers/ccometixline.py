"""CCometixLine's config.toml (1.1): segments with icons and colours, a style and a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.format.style import COLOURS
from statusline.install.peers.look import CAPS, LIMITS, literal, quoted
from statusline.providers.parsing.values import mapping, objects

if TYPE_CHECKING:
    from statusline.install.peers.look import Look

THEMES = {
    "gruvbox": "gruvbox",
    "nord": "nord",
    "powerline-light": "light",
    "powerline-rose-pine": "rose-pine",
    "powerline-tokyo-night": "tokyo-night",
}
SEGMENTS = {
    "model": "$model",
    "directory": "$dir",
    "git": "$branch( \u25cf$dirty)( \u2191$ahead)( \u2193$behind)",
    "context_window": "$context( \u00b7 $context_tokens)",
    "usage": LIMITS,
    "cost": "$cost",
    "session": "$duration( $lines)",
    "output_style": "$output_style",
}
ABSENT = {"update": "news of a newer version"}
_MOST = 255


def read(document: dict[str, Any], look: Look) -> None:
    """Fill a look with what the config shows."""
    style = mapping(document.get("style"))
    mode, theme = style.get("mode"), str(document.get("theme"))
    if theme in THEMES:
        look.keys["theme"] = quoted(THEMES[theme])
    if mode == "powerline":
        look.keys["claude_line.caps"] = quoted(CAPS.get(str(style.get("separator")).strip(), "arrow"))
    else:
        look.keys["separator"] = quoted(literal(str(style.get("separator") or " | ")))
    for segment in objects(document.get("segments")):
        if segment.get("enabled") is True:
            _add(segment, look, "plain" if mode == "plain" else "nerd_font")


def _add(segment: dict[str, Any], look: Look, icons: str) -> None:
    name = str(segment.get("id"))
    if name not in SEGMENTS:
        look.lacks(ABSENT.get(name, "".join(c for c in name[:40] if c.isprintable())))
        return
    colours = mapping(segment.get("colors"))
    bold = "bold" if mapping(segment.get("styles")).get("text_bold") is True else ""
    words = " ".join(filter(None, (bold, _colour(colours.get("text")))))
    if SEGMENTS[name] == LIMITS:
        look.add(LIMITS)
        return
    icon = literal(str(mapping(segment.get("icon")).get(icons) or ""))
    look.add(f"{icon} {SEGMENTS[name]}".strip(), words, _colour(colours.get("background")))


def _colour(value: object) -> str:
    """Return one of {c16}, {c256} and {r, g, b} as a word of ours."""
    colour = mapping(value)
    parts = [colour.get(name) for name in ("r", "g", "b")]
    if all(isinstance(part, int) and 0 <= part <= _MOST for part in parts):
        return "#" + "".join(f"{part:02x}" for part in parts)
    few, many = colour.get("c16"), colour.get("c256")
    if isinstance(few, int) and 0 <= few < 2 * len(COLOURS):
        return ("bright-" if few >= len(COLOURS) else "") + COLOURS[few % len(COLOURS)]
    return str(many) if isinstance(many, int) and 0 <= many <= _MOST else ""
