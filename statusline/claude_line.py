"""The Claude Code line: the cached limits of every login, overlaid with what this session itself has just learned. HOT.

Claude's prompt file has more holes than the others, all resolved here before the clock's holes are filled:

    X<window>,<used>,<resets_at>,<as_of>,<mark>,<source>,<warning>,<critical>,<runs out at>
                     a window that the session may know better: what the cache knows of it (empty: unknown; mark `~`:
                     an estimate), and the percentages from which it is at the levels 1 and 2
    Y<name>,<used>,<resets_at>,<warning>,<critical>,<runs out at>   a window that only the cache knows
    ?<condition>     what follows is shown if the condition holds, up to `|` (from there: if not) and `;`. They nest.
        w<window>          the window exists          k<window>  ... and its percentage is known
        r<window>,<epoch>  it is the cycle that resets at epoch        b<name>  it is the one that binds first
        l<0|1|2>           the worst window is at that level           o<window>,<0|1|2>  this one is
        n                  no window of this session's login is known      t<epoch>  it is not yet epoch
    U<window> L<window> R<window>,<strftime>   used and left (whole percent), when it resets
    T<window> A<window> O<window>              time left, age and source of the number
    G<window>,<width>,<kind>,<tick>            a gauge; C<width>,<kind>: one of the context
    K<seconds>,<as_of>  what follows is shown once the oldest number is older than seconds; `w` ends it. A: that age
    D<field>         a field of the session
    ( ... )          dropped unless a window or a field in it has something to say; F says that it has
    S<text>          a separator (split by ASCII 29), printed only between two things; 0: the next one is left out; 1: it is not
    P<padding>       the padding of Claude Code's line, in columns

Of the rungs the first that fits is shown, measured with this session's texts. Claude Code leaves COLUMNS - 4 - 2 x
padding columns, and cuts off what is longer.
"""

import os
import time

from statusline import document, harvest, paths, snapshot
from statusline import show as hot

TYPE_CHECKING = False
if TYPE_CHECKING:
    Window = tuple[float | None, int | None, int]  # used percentage, resets_at, as_of
    Own = dict[str, tuple[float, int, int]]

MARK = snapshot.MARK
SAME_CYCLE = 60
KNOWN_WINDOWS = ("five_hour", "seven_day")
ESTIMATED = "~"
HARVESTED = "claude_statusline"
RESET = "\x1b[0m"
PART = "\x1d"
FRAME = 4
NEVER = 9_999_999_999
DEFAULT = "data/claude.prompt"  # what the compiler makes of a default config and no data; a test holds the two equal


class Line:
    """Resolves the pieces of one Claude prompt file. Times are epoch seconds, percentages 0-100."""

    def __init__(self, own: "Own", fields: "dict[str, str]", now: int) -> None:
        self.own = own
        self.fields = fields
        self.now = now
        self.padding = self.cap = 0
        self.worst, self.binding = -1, ""
        self.windows: "dict[str, Window]" = {name: window for name, window in own.items() if name in KNOWN_WINDOWS}
        self.levels: "dict[str, tuple[float, float]]" = {}  # also the names of the windows that are shown
        self.others: "dict[str, Window]" = {}
        self.said: "dict[str, tuple[str, str]]" = {}  # mark, source
        self.runs_out: "dict[str, int]" = {}
        self.as_of = 0
        self.out: "list[str]" = []
        self.shown = self.filled = True
        self.branches: "list[tuple[bool, bool]]" = []
        self.groups: "list[tuple[int, str, bool, bool, bool]]" = []
        self.separator = self.paint = ""
        self.begun = self.skip = False

    def resolve(self, pieces: "list[str]") -> "list[str]":
        """Return pieces with only clock holes left."""
        for piece in pieces:
            if piece[:1] != MARK:
                if self.shown and piece:
                    self._text(piece)
            elif piece[1:2] in "?|;":
                self._branch(piece[1:2], piece[2:])
            elif self.shown:
                self._hole(piece[1:2], piece[2:], piece)
        return self.out

    def _branch(self, kind: str, condition: str) -> None:
        if kind == "?":
            holds = self.shown and self._holds(condition)
            self.branches.append((self.shown, holds))
            self.shown = holds
        elif kind == "|":
            outside, held = self.branches[-1]
            self.shown = outside and not held
        else:
            self.shown = self.branches.pop()[0]

    def _hole(self, kind: str, argument: str, piece: str) -> None:  # noqa: C901, PLR0912 - one line for each of the holes
        if kind in "XY":
            self._declare(kind, argument)
        elif kind in "ULRTOG":
            self._window(kind, argument)
        elif kind in "KA":
            self._age(kind, argument)
        elif kind == "D":
            self._say(self.fields.get(argument, ""))
        elif kind == "C":
            self._context(argument)
        elif kind == "S":
            self.separator = self.separator if self.skip else argument if self.begun else ""
            self.skip = False
        elif kind in "()":
            self._group(kind)
        elif kind == "F":
            self._flush()
            self.begun = self.filled = True
        elif kind in "01":
            self.skip = kind == "0"
        elif kind == "N":
            self.separator, self.begun = "", False
            self.out.append(piece)
        elif kind == "P":
            self.padding = int(argument)
        elif kind == "w":
            self.out.append(piece)
        elif kind == "f":
            self.cap = int(argument)
        else:
            self._text(piece)

    def _group(self, kind: str) -> None:
        if kind == "(":
            self.groups.append((len(self.out), self.separator, self.begun, self.skip, self.filled))
            self.filled = False
            return
        length, separator, begun, skip, outside = self.groups.pop()
        if self.filled:
            self.skip = False
        else:
            del self.out[length:]
            self.separator, self.begun, self.skip = separator, begun, skip
        self.filled = self.filled or outside

    def _declare(self, kind: str, argument: str) -> None:
        if kind == "Y":
            name, used, resets_at, warning, critical, runs_out = argument.split(",")
            self.others[name] = (float(used) if used else None, int(resets_at) if resets_at else None, 0)
        else:
            name, used, resets_at, as_of, mark, source, warning, critical, runs_out = argument.split(",")
            cached = (float(used) if used else None, int(resets_at) if resets_at else None, int(as_of or 0))
            own = self.own.get(name)
            if as_of and not (own and self._newer(own, cached)):
                self.windows[name] = cached
                self.said[name] = (mark, source)
        self.levels[name] = (float(warning), float(critical))
        if runs_out:
            self.runs_out[name] = int(runs_out)

    @staticmethod
    def _newer(own: "tuple[float, int, int]", cached: "Window") -> bool:
        later = own[1] - (cached[1] or 0)
        return later > SAME_CYCLE or (later >= -SAME_CYCLE and own[2] >= cached[2])

    def _holds(self, condition: str) -> bool:
        kind, (name, _, more) = condition[0], condition[1:].partition(",")
        if kind == "l":
            if self.worst < 0:
                self.worst = max(map(self._level, self.levels), default=0)
            return self.worst == int(name)
        if kind == "b":
            self.binding = self.binding or min(self.levels, key=self._urgency)
            return name == self.binding
        if kind == "n":
            return not any(shown in self.windows for shown in self.levels)
        if kind == "o":
            return self._level(name) == int(more)
        if kind == "t":
            return self.now < int(name)
        window = self.windows.get(name)
        if kind == "r":
            return window is not None and abs((window[1] or 0) - int(more)) <= SAME_CYCLE
        return window is not None and (kind == "w" or self._used(window) is not None)

    def _used(self, window: "Window | None") -> "float | None":
        return window[0] if window and (window[1] is None or self.now < window[1]) else None

    def _level(self, name: str) -> int:
        used = self._used(self.windows.get(name) or self.others.get(name))
        warning, critical = self.levels[name]
        return 0 if used is None or used < warning else 1 if used < critical else 2

    def _urgency(self, name: str) -> "tuple[int, float]":
        """Return what is least for the window that binds first."""
        used = self._used(self.windows.get(name) or self.others.get(name))
        return (NEVER, 1.0) if used is None else (self.runs_out.get(name, NEVER), -used)

    def _window(self, kind: str, argument: str) -> None:
        name, _, rest = argument.partition(",")
        used, resets_at, _ = self.windows[name]
        mark, source = self.said.get(name, ("", HARVESTED))
        if kind in "TR":
            if resets_at is not None and self.now < resets_at:
                self._say(f"{MARK}t{resets_at}" if kind == "T" else time.strftime(rest, time.localtime(resets_at)))
        elif kind == "O":
            self._say(source)
        elif kind == "G":
            from statusline.gauge import gauge, ramp

            width, kind, tick = rest.split(",")
            bar = gauge(used or 0.0, int(width), kind, float(tick) if tick else None) if width != "0" else ""
            self._say(bar or ramp(used or 0.0, kind))
        else:
            whole = snapshot.whole(used or 0.0)
            self._say(f"{mark}{whole if kind == 'U' else 100 - whole}")

    def _context(self, argument: str) -> None:
        used = self.fields.get("context", "").rstrip("%")
        if used:
            from statusline.gauge import gauge

            width, kind = argument.split(",")
            self._say(gauge(float(used), int(width), kind, None))

    def _age(self, kind: str, argument: str) -> None:
        if kind == "K":
            after, _, as_of = argument.partition(",")
            known = [window[2] for name, window in self.windows.items() if name in self.levels]
            self.as_of = min(known + ([int(as_of)] if as_of else []), default=self.now)
            self.out.append(f"{MARK}w{self.as_of + int(after)},")
        elif argument:
            self._say(f"{MARK}a{self.windows[argument][2]}")
        else:
            self._text(f"{MARK}a{self.as_of}")

    def _say(self, text: str) -> None:
        if text:
            self.filled = True
            self._text(text)

    def _text(self, text: str) -> None:
        """Print text, after the separator and the colour that were waiting for it."""
        if text == RESET and self.paint:
            self.paint = ""
        elif text[0] == "\x1b" and text != RESET:
            self.paint = text
        else:
            if text != RESET:
                self._flush()
                self.begun = True
            self.out.append(text)

    def _flush(self) -> None:
        if self.separator:
            self.out += self.separator.split(PART)
        if self.paint:
            self.out.append(self.paint)
        self.separator = self.paint = ""


def segment(
    _: str,
    environ: "os._Environ[str]",
    now: int,
    account: "str | None" = None,
    width: "int | None" = None,
) -> "tuple[str, hot.Found | None, str, bool]":
    """Return what show.segment does, for the document on stdin."""
    return render(document.read(), environ, now, account, width)


def render(
    said: "dict[str, object]",
    environ: "os._Environ[str]",
    now: int,
    account: "str | None" = None,
    width: "int | None" = None,
) -> "tuple[str, hot.Found | None, str, bool]":
    """Return what show.segment does, for a document; spool what it says anew. The text is never empty.

    account: the label of the configured account to show; the session's own numbers count if it is the session's.
    width: columns there are for it; None: as COLUMNS says.
    """
    own = document.windows(said, now)
    session = document.session(said) or environ.get("CLAUDE_CODE_SESSION_ID", "")
    folder = paths.login_dir(environ)
    observed, spooled = harvest.observe(folder, session, document.transcript(said), own, now)
    if account is None:
        found = snapshot.rungs(folder + "/claude.prompt", paths.login(environ))
    else:
        from statusline.labelled import rungs

        found, same = rungs("claude", account, environ)
        own = own if same else {}
    line = "" if said else harvest.last_line(folder, session)
    if not line:
        windows = {name: (used, resets_at, observed.get(name, now)) for name, (used, resets_at) in own.items()}
        line = compose(found, windows, _fields(said, found), now, room(environ, width))
    if said:
        harvest.keep_line(folder, session, line)
    plain = environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return without_colour(line) if plain else line, found, folder, spooled


def _fields(said: "dict[str, object]", found: "hot.Found | None") -> "dict[str, str]":
    fields = document.fields(said)
    if found and f"{MARK}Dbranch" in found[1][0]:
        from statusline.branch import branch

        fields["branch"] = document.clean(branch(document.folder(said)))
    return fields


def room(environ: "os._Environ[str]", width: "int | None") -> "tuple[int, bool]":
    """Return the columns there are (0: unknown), and whether Claude Code's frame still goes off them."""
    columns = environ.get("COLUMNS", "")
    if width or not columns.isdecimal() or len(columns) > 4:  # noqa: PLR2004 - digits
        return width or 0, False
    return int(columns), True


def compose(
    found: "hot.Found | None",
    own: "Own",
    fields: "dict[str, str]",
    now: int,
    told: "tuple[int, bool]" = (0, False),
) -> str:
    """Return the line: from the rungs of the prompt file, or from the document alone while there is none.

    told: what `room` returned.
    """
    before = [] if found or own else [hot.PENDING]
    try:
        return _fitting(found[1] if found else _default(), before, own, fields, now, told)
    except (ValueError, KeyError, IndexError):
        return _fitting(_default(), before, own, fields, now, told)


def _fitting(
    rungs: "list[str]", before: "list[str]", own: "Own", fields: "dict[str, str]", now: int, told: "tuple[int, bool]"
) -> str:
    for rung in rungs:
        line = Line(own, fields, now)
        text = snapshot.fill(line.resolve(before + rung.split(snapshot.UNIT)), now)
        columns, framed = told
        if framed:
            columns = max(1, columns - FRAME - 2 * line.padding)
        least = min(columns or line.cap, line.cap or columns)
        if text.strip() and (not least or width(text) <= least):
            return text
    return hot.PENDING


def _default() -> "list[str]":
    data = snapshot.read_bytes(os.path.join(os.path.dirname(os.path.abspath(__file__)), DEFAULT))
    return data.decode().split("\n")


def width(text: str) -> int:
    """Return the columns that the widest line of text takes in a terminal, colours left out."""
    return max(map(_cells, without_colour(text).split("\n")))


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(1 if c < "\u0300" or "\u2010" <= c <= "\u2027" or "\u2500" <= c <= "\u259f" else _cell(c) for c in text)


def _cell(character: str) -> int:
    from unicodedata import category, east_asian_width

    if character == "\ufe0f":  # makes an emoji of what is before it, which is wide then
        return 1
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def without_colour(text: str) -> str:
    """Return text without SGR sequences."""
    first, *rest = text.split("\x1b[")
    return first + "".join(part.partition("m")[2] for part in rest)
