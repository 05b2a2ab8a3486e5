"""Links in a line (OSC 8): only in terminals that are known to show them, and only to https. HOT, loaded on demand."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from statusline.hot import system

LONGEST = 512
START, END = "\x1b]8;;", "\x1b\\"
# Characters of an address besides letters and digits (RFC 3986): no space, quote or backslash.
MARKS = "-._~:/?#[]!$&'()*+,;=%"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
PROGRAMS = ("iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper", "Tabby", "rio", "zed")
TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour", "wezterm")
TMUX = (3, 4)  # the first that keeps links, and leaves them out where the terminal around it takes none
VTE = 5_000
KONSOLE = 201_200


def linked(text: str, url: str, environ: "system.Environ") -> str:
    """Return text as a link to url; as it is where the terminal may not take links, or url is no plain https one."""
    return f"{START}{url}{END}{text}{START}{END}" if text and harmless(url) and taken(environ) else text


def harmless(url: str) -> bool:
    """Return whether an address is an https one of printable ASCII, whose host is what it looks like."""
    if url[:8] != "https://" or len(url) > LONGEST:
        return False
    host = url[8:].partition("/")[0]
    return host[:1].isalnum() and not host.strip(LETTERS + ".-:") and not url.strip(LETTERS + MARKS)


def taken(environ: "system.Environ") -> bool:
    """Return whether the terminal is known to show links. FORCE_HYPERLINK (0 or 1) goes before what is known."""
    forced = environ.get("FORCE_HYPERLINK", "")
    if forced:
        return forced not in ("0", "false")
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    if environ.get("TMUX") or program == "tmux":
        return program == "tmux" and _tmux(environ.get("TERM_PROGRAM_VERSION", "")) >= TMUX
    if environ.get("STY") or term[:6] in ("screen", "tmux", "dumb"):
        return False
    return (
        program in PROGRAMS
        or term in TERMS
        or bool(environ.get("WT_SESSION"))
        or _number(environ.get("VTE_VERSION", "")) >= VTE
        or _number(environ.get("KONSOLE_VERSION", "")) >= KONSOLE
    )


def _tmux(version: str) -> "tuple[int, int]":
    """Return the version of tmux as numbers: 3.5a is (3, 5), next-3.6 is (3, 6)."""
    major, _, minor = version.removeprefix("next-").partition(".")
    return _number(major), _number("".join(c for c in minor if c.isdecimal()))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 9 else 0  # noqa: PLR2004 - digits
