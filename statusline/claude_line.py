"""The Claude Code line: the cached limits of every login, overlaid with what this session itself has just learned. HOT.

Claude's prompt file has more holes than the others, all resolved here before the clock's holes are filled:

    X<window>,<used>,<resets_at>,<as_of>[,~]   what the cache knows of a window; empty fields: unknown; `~`: estimated
    V<window>[,<from>,<to>]  what follows is shown while the window exists [and from <= used < to]
    V<window>,?              … while it exists and its percentage is unknown
    V!                       … while no window is known at all; a bare `V` ends each of these
    U<window> L<window> T<window>   used, left (whole percent), a space and the time left
    K<seconds>,<as_of>       what follows is shown once the oldest number is older than seconds; `w` ends it
    A                        the age of that number
    0                        the next separator is left out
    D<field>                 a field of the session: model, context, cost, folder
    ( … )                    dropped unless a window or a field in it has something to say
    S<text>                  a separator, printed only between two things
"""

from statusline import document, harvest, paths, snapshot
from statusline import show as hot

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

    Window = tuple[float | None, int | None, int]  # used percentage, resets_at, as_of

MARK = snapshot.MARK
SAME_CYCLE = 60
KNOWN_WINDOWS = ("five_hour", "seven_day")
ESTIMATED = "~"

DEFAULT = (  # the body of a Claude prompt file for a default config and no data; a test holds the two equal
    "\x1e(",
    "\x1b[2m",
    "C ",
    "\x1b[0m",
    "\x1e0",
    "\x1eVfive_hour",
    "\x1eS · ",
    "\x1b[2m",
    "5h ",
    "\x1b[0m",
    "\x1eVfive_hour,0,60",
    "\x1eUfive_hour",
    "%",
    "\x1eVfive_hour,60,85",
    "\x1b[33m",
    "\x1eUfive_hour",
    "%",
    "\x1b[0m",
    "\x1eVfive_hour,85,",
    "\x1b[1;31m",
    "\x1eUfive_hour",
    "%",
    "\x1b[0m",
    "\x1eVfive_hour,0,",
    "\x1eTfive_hour",
    "\x1eVfive_hour,?",
    "\x1b[2m",
    "–",
    "\x1b[0m",
    "\x1eV",
    "\x1eVseven_day",
    "\x1eS · ",
    "\x1b[2m",
    "7d ",
    "\x1b[0m",
    "\x1eVseven_day,0,60",
    "\x1eUseven_day",
    "%",
    "\x1eVseven_day,60,85",
    "\x1b[33m",
    "\x1eUseven_day",
    "%",
    "\x1b[0m",
    "\x1eVseven_day,85,",
    "\x1b[1;31m",
    "\x1eUseven_day",
    "%",
    "\x1b[0m",
    "\x1eVseven_day,0,",
    "\x1eTseven_day",
    "\x1eVseven_day,?",
    "\x1b[2m",
    "–",
    "\x1b[0m",
    "\x1eV",
    "\x1eK900,",
    "\x1b[2m",
    " (",
    "\x1b[0m",
    "\x1b[2m",
    "\x1eA",
    "\x1b[0m",
    "\x1b[2m",
    " ago)",
    "\x1b[0m",
    "\x1ew",
    "\x1e)",
    "\x1e(",
    "\x1eS · ",
    "\x1eDmodel",
    "\x1e)",
    "\x1e(",
    "\x1eS · ",
    "\x1b[2m",
    "ctx ",
    "\x1b[0m",
    "\x1eDcontext",
    "\x1e)",
    "\x1e(",
    "\x1eS · ",
    "\x1eDcost",
    "\x1e)",
    "\x1e(",
    "\x1eS · ",
    "\x1eDfolder",
    "\x1e)",
)


class Line:
    """Resolves the pieces of one Claude prompt file. Times are epoch seconds, percentages 0-100."""

    def __init__(self, own: "dict[str, tuple[float, int, int]]", fields: "dict[str, str]", now: int) -> None:
        self.own = own
        self.fields = fields
        self.now = now
        self.windows: "dict[str, Window]" = {name: window for name, window in own.items() if name in KNOWN_WINDOWS}
        self.estimated: set[str] = set()
        self.as_of = 0
        self.out: list[str] = []
        self.shown = self.filled = True
        self.separator = ""
        self.begun = False
        self.group: tuple[int, str, bool] = (0, "", False)

    def resolve(self, pieces: "list[str]") -> "list[str]":
        """Return pieces with only clock holes left."""
        for piece in pieces:
            if piece[:1] != MARK:
                self._text(piece)
            elif piece[1:2] == "V":
                self.shown = not piece[2:] or self._holds(piece[2:])
            elif self.shown:
                self._hole(piece[1:2], piece[2:], piece)
        return self.out

    def _hole(self, kind: str, argument: str, piece: str) -> None:
        if kind == "X":
            self._declare(argument)
        elif kind in "ULT":
            self._window(kind, argument)
        elif kind == "D":
            self._text(self.fields.get(argument, ""))
            self.filled = self.filled or bool(self.fields.get(argument))
        elif kind == "S":
            self.separator = argument if self.begun else ""
        elif kind in "()":
            self._group(kind)
        elif kind == "0":
            self.begun = False
        elif kind in "KA":
            self._age(kind, argument)
        else:
            self.out.append(piece)

    def _group(self, kind: str) -> None:
        if kind == "(":
            self.group, self.filled = (len(self.out), self.separator, self.begun), False
            return
        if not self.filled:
            del self.out[self.group[0] :]
            self.separator, self.begun = self.group[1:]
        self.filled = True

    def _age(self, kind: str, argument: str) -> None:
        if kind == "K":
            after, _, as_of = argument.partition(",")
            known = [window[2] for window in self.windows.values()] + ([int(as_of)] if as_of else [])
            self.as_of = min(known, default=self.now)
            self.out.append(f"{MARK}w{self.as_of + int(after)},")
        else:
            self.out.append(f"{MARK}a{self.as_of}")

    def _declare(self, argument: str) -> None:
        name, used, resets_at, as_of, *mark = argument.split(",")
        cached = (float(used) if used else None, int(resets_at) if resets_at else None, int(as_of or 0))
        own = self.own.get(name)
        if not own or not self._newer(own, cached):
            self.windows[name] = cached
            if mark:
                self.estimated.add(name)

    @staticmethod
    def _newer(own: "tuple[float, int, int]", cached: "Window") -> bool:
        later = own[1] - (cached[1] or 0)
        return later > SAME_CYCLE or (later >= -SAME_CYCLE and own[2] >= cached[2])

    def _used(self, window: "Window") -> "float | None":
        return window[0] if window[1] is None or self.now < window[1] else None

    def _holds(self, argument: str) -> bool:
        if argument == "!":
            return not self.windows
        if argument[0] == "=":
            self.filled = True
            return True
        name, _, bounds = argument.partition(",")
        window = self.windows.get(name)
        if window is None:
            return False
        self.filled = True
        used = self._used(window)
        if not bounds or bounds == "?":
            return not bounds or used is None
        low, _, high = bounds.partition(",")
        return used is not None and float(low) <= used and (not high or used < float(high))

    def _window(self, kind: str, name: str) -> None:
        window = self.windows[name]
        used = self._used(window)
        if kind == "T":
            if window[1] is not None:
                self.out += [" ", f"{MARK}t{window[1]}"]
        elif used is not None:
            whole = snapshot.whole(used)
            self._text(f"{ESTIMATED if name in self.estimated else ''}{whole if kind == 'U' else 100 - whole}")

    def _text(self, text: str) -> None:
        if not self.shown or not text:
            return
        if text == "\n":
            self.separator, self.begun = "", False
        elif self.separator:
            self.out.append(self.separator)
            self.separator = ""
        self.begun = self.begun or text != "\n"
        self.out.append(text)


def segment(
    _: str, environ: "os._Environ[str]", now: int, account: "str | None" = None
) -> "tuple[str, hot.Found | None, str, bool]":
    """Return what show.segment does, for the document on stdin."""
    return render(document.read(), environ, now, account)


def render(
    said: "dict[str, object]", environ: "os._Environ[str]", now: int, account: "str | None" = None
) -> "tuple[str, hot.Found | None, str, bool]":
    """Return what show.segment does, for a document; spool what it says anew. The text is never empty.

    account: the label of the configured account to show; the session's own numbers count if it is the session's.
    """
    own = document.windows(said, now)
    session = document.session(said) or environ.get("CLAUDE_CODE_SESSION_ID", "")
    folder = paths.login_dir(environ)
    observed, spooled = harvest.observe(folder, session, document.transcript(said), own, now)
    if account is None:
        found = snapshot.read(folder + "/claude.prompt", paths.login(environ))
    else:
        from statusline.labelled import find

        found, same = find("claude", account, environ)
        own = own if same else {}
    line = "" if said else harvest.last_line(folder, session)
    if not line:
        windows = {name: (used, resets_at, observed.get(name, now)) for name, (used, resets_at) in own.items()}
        line = compose(found, windows, document.fields(said), now)
    if said:
        harvest.keep_line(folder, session, line)
    return without_colour(line) if environ.get("NO_COLOR") else line, found, folder, spooled


def compose(
    found: "hot.Found | None",
    own: "dict[str, tuple[float, int, int]]",
    fields: "dict[str, str]",
    now: int,
) -> str:
    """Return the line: from the prompt file, or from the document alone while there is none."""
    pieces = found[1] if found else list(DEFAULT) if own else [hot.PENDING, *DEFAULT]
    try:
        text = snapshot.fill(Line(own, fields, now).resolve(pieces), now)
    except (ValueError, KeyError, IndexError):
        text = snapshot.fill(Line(own, fields, now).resolve(list(DEFAULT)), now)
    return text if text.strip() else hot.PENDING


def without_colour(text: str) -> str:
    """Return text without SGR sequences."""
    first, *rest = text.split("\x1b[")
    return first + "".join(part.partition("m")[2] for part in rest)
