"""The holes of Claude's prompt file, resolved with what a session says; docs/prompt-file.md lists them. HOT."""

import time

from statusline.hot import prompt_file
from statusline.hot.text import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    Window = tuple[float | None, int | None, int]  # used percentage, resets_at, as_of
    Own = dict[str, tuple[float, int, int]]

MARK = prompt_file.MARK
SAME_CYCLE = 60
KNOWN_WINDOWS = ("five_hour", "seven_day")
ESTIMATED = "~"
HARVESTED = "claude_statusline"
RESET = "\x1b[0m"
PART = "\x1d"
NEVER = 9_999_999_999
WIDEST = 64  # columns: more no config asks for


class Line:
    """Resolves the pieces of one Claude prompt file. Times are epoch seconds, percentages 0-100."""

    def __init__(self, own: "Own", fields: "dict[str, str]", now: int) -> None:
        self.own = own
        self.fields = fields
        self.now = now
        self.padding = self.cap = 0
        self.worst = self.binding = ""
        self.windows: dict[str, Window] = {name: window for name, window in own.items() if name in KNOWN_WINDOWS}
        self.levels: dict[str, tuple[float, float]] = {}  # also the names of the windows that are shown
        self.others: dict[str, Window] = {}
        self.said: dict[str, tuple[str, str]] = {}  # mark, source
        self.runs_out: dict[str, int] = {}
        self.oldest, self.newest, self.as_of = NEVER, (0, ""), 0
        self.out: list[str] = []
        self.shown = self.filled = True
        self.branches: list[tuple[bool, bool]] = []
        self.groups: list[tuple[int, str, bool, bool, bool]] = []
        self.separator = self.paint = ""
        self.begun = self.skip = self.hidden = False
        self.skips: list[bool] = []

    def resolve(self, pieces: "list[str]") -> "list[str]":
        """Return pieces with only clock holes left."""
        for piece in pieces:
            if piece[:1] != MARK:
                if self.shown and piece and not self.hidden:
                    self._text(piece)
            elif piece[1:2] in "?|;":
                self._branch(piece[1:2], piece[2:])
            elif self.shown and (not self.hidden or piece[1:2] == "w"):
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
        elif kind in "()":
            self._group(kind)
        elif kind == "F":
            self.filled = True
        elif kind == "0":
            self.skips.append(self.skip)
            self.skip = True
        elif kind == "1":
            if not self.skip:
                self.separator = ""
            self.skip = self.skips.pop() and self.skip
        elif kind == "N":
            self.separator, self.begun = "", False
            self.out.append(piece)
        elif kind == "P":
            self.padding = int(argument)
        elif kind == "w":
            start, _, end = argument.partition(",")
            self.hidden = bool((start and self.now < int(start)) or (end and self.now >= int(end)))
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
        if not self.filled:
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
        if name in self.windows:
            seen = self.windows[name][2]
            self.oldest = min(self.oldest, seen)
            if seen > self.newest[0]:
                self.newest = seen, self.said.get(name, ("", HARVESTED))[1]
        if runs_out:
            self.runs_out[name] = int(runs_out)

    @staticmethod
    def _newer(own: "tuple[float, int, int]", cached: "Window") -> bool:
        later = own[1] - (cached[1] or 0)
        return later > SAME_CYCLE or (later >= -SAME_CYCLE and own[2] >= cached[2])

    def _holds(self, condition: str) -> bool:
        kind, (name, _, more) = condition[0], condition[1:].partition(",")
        if kind in "lb":
            return self._compared(kind) in condition[1:].split(",")
        if kind == "o":
            *names, level = condition[1:].split(",")
            return max(map(self._level, names)) == int(level)
        if kind == "n":
            return not any(known in self.levels for known in self.windows)
        if kind == "t":
            return self.now < int(name)
        window = self.windows.get(name)
        if kind == "r":
            return window is not None and abs((window[1] or 0) - int(more)) <= SAME_CYCLE
        return window is not None and (kind == "w" or self._used(window) is not None)

    def _compared(self, kind: str) -> str:
        """Return the level of the worst window, or the name of the one that binds first."""
        if not self.worst:
            self.worst = str(max(map(self._level, self.levels), default=0))
            self.binding = min(self.levels, key=self._urgency, default="")
        return self.worst if kind == "l" else self.binding

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
        if not name:
            self._newest(rest)
            return
        used, resets_at, _ = self.windows[name]
        mark, source = self.said.get(name, ("", HARVESTED))
        if kind in "TR":
            if resets_at is not None and self.now < resets_at:
                self._say(f"{MARK}t{resets_at}" if kind == "T" else moment(resets_at, rest))
        elif kind == "O":
            self._say(source)
        elif kind == "G":
            from statusline.hot.gauge import gauge, ramp

            width, kind, tick = rest.split(",")
            bar = gauge(used or 0.0, columns(width), kind, float(tick) if tick else None) if width != "0" else ""
            self._say(bar or ramp(used or 0.0, kind))
        else:
            percent = whole(used or 0.0)
            self._say(f"{mark}{percent if kind == 'U' else 100 - percent}")

    def _newest(self, fixed: str) -> None:
        """Print the source of the newest number; fixed: as_of and source of the newest one that no session knows."""
        as_of, _, source = fixed.partition(",")
        self._say(source if int(as_of or 0) > self.newest[0] else self.newest[1])

    def _context(self, argument: str) -> None:
        used = self.fields.get("context", "").rstrip("%")
        if used:
            from statusline.hot.gauge import gauge

            width, kind = argument.split(",")
            self._say(gauge(float(used), columns(width), kind, None))

    def _age(self, kind: str, argument: str) -> None:
        if kind == "K":
            after, _, as_of = argument.partition(",")
            oldest = min(self.oldest, int(as_of) if as_of else NEVER)
            self.as_of = self.now if oldest == NEVER else oldest
            self.hidden = bool(after) and self.now < self.as_of + int(after)
        elif argument:
            self._say(f"{MARK}a{self.windows[argument][2]}")
        else:
            self._say(f"{MARK}a{self.as_of}")

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
                self.begun, self.skip = True, False
            self.out.append(text)

    def _flush(self) -> None:
        if self.separator:
            self.out += self.separator.split(PART)
        if self.paint:
            self.out.append(self.paint)
        self.separator = self.paint = ""


def moment(epoch: int, shape: str) -> str:
    """Return a time as strftime writes it, however wide shape wants it not wider than WIDEST."""
    return time.strftime(shape[:WIDEST], time.localtime(epoch))[:WIDEST]


def columns(text: str) -> int:
    """Return the width of a gauge. Raises ValueError where it is none."""
    if len(text) > len(str(WIDEST)) or int(text) > WIDEST:
        raise ValueError(text)
    return int(text)
