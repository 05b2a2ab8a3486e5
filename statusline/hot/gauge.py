"""A percentage as a bar of a fixed width, and as one character. HOT: built-ins only.

Percentages are 0-100; what is beyond counts as the end. A gauge is full at 100 only and never empty above 0.
"""

# Per kind: an empty cell, then ever fuller ones, the last one full.
CELLS = {"blocks": "░▏▎▍▌▋▊▉█", "braille": "⣀⣄⣆⣇⣧⣷⣿", "ascii": "-#"}
EMPTY = tuple(cells[0] for cells in CELLS.values())
TICKS = {"blocks": "│", "braille": "╎", "ascii": "|"}
RAMPS = {"blocks": "▁▂▃▄▅▆▇█", "braille": "⣀⣄⣤⣦⣶⣷⣿", "ascii": ".:-=+*#%@"}
FULL = 100


def gauge(used: float, width: int, kind: str, tick: "float | None") -> str:
    """Return a bar of exactly width columns; tick: the percentage to mark in it (what even use would have reached).

    The mark is left out where it would hide that something is used, or that all is.
    """
    cells = CELLS[kind]
    steps = len(cells) - 1
    filled = _steps(used, width * steps)
    full, part = divmod(filled, steps)
    bar = (cells[steps] * full + cells[part] + cells[0] * width)[:width]
    if tick is None or used >= FULL:
        return bar
    place = min(width - 1, int(max(0.0, tick) * width / FULL))
    if place == 0 and (width == 1 or 0 < filled <= steps):
        return bar
    return bar[:place] + TICKS[kind] + bar[place + 1 :]


def ramp(used: float, kind: str) -> str:
    """Return one character, the higher the more is used."""
    cells = RAMPS[kind]
    return cells[_steps(used, len(cells) - 1)]


def _steps(used: float, most: int) -> int:
    """Return used percent of most, rounded; 0 only for nothing at all, most only for everything."""
    if used <= 0:
        return 0
    return most if used >= FULL else min(most - 1, max(1, round(used * most / FULL)))
