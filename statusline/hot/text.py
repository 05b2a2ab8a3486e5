"""Durations, percentages and text in terminal cells, for both halves. HOT: built-ins only."""

MINUTE = 60
HOUR = 3_600
DAY = 86_400
SAME_CYCLE = 60  # seconds between two resets of a window that still mean the same one


def whole(used: float) -> int:
    """Return a percentage for people, rounded down; 0 only for nothing at all."""
    return 0 if used <= 0 else min(100, max(1, int(used)))


def duration(seconds: int) -> str:
    """Return seconds in the shortest useful form, rounded down: 3d, 1d4h, 2h11m, 14m, <1m."""
    if seconds < MINUTE:
        return "<1m"
    if seconds < HOUR:
        return f"{seconds // MINUTE}m"
    if seconds < DAY:
        return f"{seconds // HOUR}h{seconds % HOUR // MINUTE:02d}m"
    if seconds < 2 * DAY:
        return f"1d{seconds % DAY // HOUR}h"
    return f"{seconds // DAY}d"


def printable(text: str) -> str:
    """Return text with control characters, lone surrogates and line separators as `?`: safe in a header or a line."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        "?" if c < " " or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff" or c in "\u2028\u2029" else c for c in text
    )


def width(text: str) -> int:
    """Return the columns that the widest line of text takes in a terminal, colours left out."""
    return max(map(_cells, without_colour(text).split("\n")))


def shortened(text: str, columns: int) -> str:
    """Return one line in so many columns at most, cut in its middle: names differ mostly at one of their ends."""
    size, short = columns, text
    while size and _cells(short) > columns:
        short = f"{text[: (size - 1) // 2]}…{text[len(text) - size // 2 :]}"
        size -= 1
    return short


def folded(text: str, columns: int) -> "list[str]":
    """Return a text as lines of so many characters at most, as long as no word is longer."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > columns:
            lines.append(word)
        else:
            lines[-1] += " " + word if lines[-1] else word
    return lines


def _cells(text: str) -> int:
    if text.isascii() or max(text) < "\u0300":
        return len(text)
    wider = [c for c in set(text) if not (c < "\u0300" or "\u2010" <= c <= "\u2027" or "\u2500" <= c <= "\u259f")]
    return len(text) + sum(text.count(c) * (_cell(c) - 1) for c in wider)


def _cell(character: str) -> int:
    from unicodedata import category, east_asian_width

    if character == "\ufe0f":  # makes an emoji of what is before it, which is wide then
        return 1
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def without_colour(text: str) -> str:
    """Return text without SGR sequences and links."""
    text = without_links(text) if "\x1b]" in text else text
    first, *rest = text.split("\x1b[")
    return first + "".join(part.partition("m")[2] for part in rest)


def without_links(text: str) -> str:
    """Return text without OSC 8 sequences: what is linked stays."""
    first, *rest = text.split("\x1b]8;;")
    return first + "".join(part.partition("\x1b\\")[2] for part in rest)
