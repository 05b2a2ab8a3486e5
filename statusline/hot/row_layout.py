"""What depends on its neighbours in a line of Claude Code or Codex: `$fill` and `$cap`. HOT, loaded only for these.

Both stand in the text as a character that no text can have: FILL for the space in the middle of a line, CAP for the end
of one coloured block and the start of the next.
"""

from statusline.hot.claude_resolver import CAP, FILL, RESET
from statusline.hot.text import width, without_colour

UNKNOWN_SPACE = "  "  # for a $fill where nobody knows how many columns there are


def stretched(row: str, columns: int) -> str:
    """Return a row with its FILLs as spaces, so that it takes all columns (0: unknown).

    What the last parts have nothing to say is left out; a row that begins with space begins with a colour's end, for
    Claude Code takes spaces off.
    """
    parts = row.split(FILL)
    while len(parts) > 1 and not without_colour(parts[-1]).strip():
        ending = parts.pop()
        parts[-1] += ending
    gaps = len(parts) - 1
    free = columns - width("".join(parts)) if columns else 0
    out = parts[0]
    for gap, part in enumerate(parts[1:]):
        share = free * (gap + 1) // gaps - free * gap // gaps
        out += (" " * max(1, share) if columns else UNKNOWN_SPACE) + part
    return RESET + out if gaps and not without_colour(parts[0]) else out


def capped(text: str, shapes: str) -> str:
    """Return text with its CAPs as characters between the colours before and after them.

    shapes: the end of a block, what parts two of one colour, and the start of a block, which may be empty.
    """
    return "\n".join(_capped(row, shapes.split(",")) for row in text.split("\n"))


def _capped(row: str, shapes: "list[str]") -> str:
    parts = row.split(CAP)
    blocks = [part for part in parts if without_colour(part)]
    grounds = [("", ""), *map(_grounds, blocks), ("", "")]
    last = len(blocks)
    shown = [bool(without_colour(end)) for end in (parts[0], parts[-1])]  # a line need not begin or end with one
    out = ""
    for index, block in enumerate([*blocks, ""]):
        if 0 < index < last or (not shown[0] if index == 0 else not shown[1]):
            out += _cap(grounds[index][1], grounds[index + 1][0], shapes, 0 < index < last)
        out += block
    return out


def _cap(before: str, after: str, shapes: "list[str]", inside: bool) -> str:
    """Return what stands between two backgrounds, as SGR codes; inside: whether there is text on both sides."""
    end, between, start = shapes
    if before and before == after and between:
        return f"\x1b[{before}m{between}{RESET}"
    if before and after and not start:
        return f"\x1b[{_foreground(before)};{after}m{end}{RESET}"
    closing = f"\x1b[{_foreground(before)}m{end}{RESET}" if before else ""
    opening = f"\x1b[{_foreground(after)}m{start}{RESET}" if after and start else ""
    return closing + (" " if inside and not (before and after) else "") + opening


def _grounds(block: str) -> "tuple[str, str]":
    """Return the background of the first and of the last character of a block, as SGR codes; empty: the terminal's."""
    first: "str | None" = None
    last = current = ""
    start, *rest = block.split("\x1b[")
    if without_colour(start):
        first = ""
    for part in rest:
        codes, _, text = part.partition("m")
        current = "" if codes in ("0", "") else _background(codes) or current
        if without_colour(text):
            first = current if first is None else first
            last = current
    return first or "", last


def _background(codes: str) -> str:
    """Return the codes of a sequence that set the background, empty if none does."""
    numbers = codes.split(";")
    while numbers:
        length = 1
        if numbers[0] in ("38", "48"):
            length = 5 if numbers[1:2] == ["2"] else 3
        if (numbers[0][:1] == "4" and numbers[0] != "4") or numbers[0][:2] == "10":
            return ";".join(numbers[:length])
        numbers = numbers[length:]
    return ""


def _foreground(background: str) -> str:
    """Return the codes of a background for text in that colour."""
    code, semicolon, rest = background.partition(";")
    return f"{int(code) - 10}{semicolon}{rest}"
