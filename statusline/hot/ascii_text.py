"""Text for a terminal whose locale knows no UTF-8. HOT, imported only there."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from statusline.hot import system

_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")  # what Python itself puts into LC_CTYPE where the locale is C
_LIKE = {
    "·": "|",
    "–": "-",
    "…": "...",
    "≈": "~",
    "±": "+-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "›": ">",
    "→": "->",
    "│": "|",
    "█": "#",
    "░": "-",
    "▉": "#",
    "▊": "#",
    "▋": "#",
    "▌": "#",
    "▍": "-",
    "▎": "-",
    "▏": "-",
    "▁": ".",
    "▂": ":",
    "▃": "-",
    "▄": "=",
    "▅": "+",
    "▆": "*",
    "▇": "%",
}
_BRAILLE = range(0x2800, 0x2900)  # the last eight bits are its dots
_HALF = 4
TABLE = {
    **{ord(character): like for character, like in _LIKE.items()},
    **{dots: "#" if (dots & 0xFF).bit_count() > _HALF else "-" for dots in _BRAILLE},
}


def wanted(environ: "system.Environ") -> bool:
    """Return whether the locale is named, and as one without UTF-8. None named says nothing about the terminal."""
    name = environ.get("LC_CTYPE", "")
    if name in _COERCED and sys.flags.utf8_mode:
        name = ""
    name = environ.get("LC_ALL") or name or environ.get("LANG") or ""
    return bool(name) and "utf" not in name.lower()


def in_ascii(text: str) -> str:
    """Return text in ASCII characters, those that have no likeness as `?`."""
    return text.translate(TABLE).encode("ascii", "replace").decode()
