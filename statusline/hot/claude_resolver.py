"""Fills the holes that only Claude's prompt file has (docs/prompt-file.md) with what its session says. HOT."""

from statusline.hot import prompt_file
from statusline.hot.text import SAME_CYCLE, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    Numbers = dict[str, tuple[float, int, int]]  # by window: used percentage, resets_at, as_of

WIDEST = 64  # columns: more no config asks for
MARK = prompt_file.MARK
RESET = "\x1b[0m"
FILL, CAP = "\x1d", "\x1c"  # no text can have these


class Line:
    """Resolves the fragments of one variant. Times are epoch seconds, percentages 0-100."""

    def __init__(self, numbers: "Numbers", fields: "dict[str, str]", now: int) -> None:
        self.numbers = numbers
        self.fields = fields
        self.now = now
        self.padding = self.cap = 0
        self.own: Numbers = {}  # those of the session that go before the cache's
        self.moved: set[str] = set()  # of them, those of a later cycle than the cache's
        self.learned = False  # whether any of them is newer
        self.out: list[str] = []
        self.groups: list[tuple[int, str, bool, bool]] = []
        self.separator = self.paint = self.caps = ""
        self.cells: list[str] = []  # the colours of the next gauge's columns
        self.begun = self.filled = False

    def resolve(self, fragments: "list[str]") -> "list[str]":
        """Return fragments with only clock holes left."""
        shown = timely = level = True
        for fragment in fragments:
            if fragment[:1] != MARK:
                if shown and fragment:
                    self._text(fragment)
            elif fragment[1:2] == "w":
                timely = within(fragment[2:], self.now)
                shown = timely and level
            elif fragment[1:2] == "<":
                level = within(fragment[2:], float(self.fields.get("context", "").rstrip("%") or 0))
                shown = timely and level
            elif shown:
                self._hole(fragment[1:2], fragment[2:], fragment)
        return self.out

    def _hole(self, kind: str, argument: str, fragment: str) -> None:
        if kind in "DE":
            self._field(*argument.split(",", 1))
        elif kind in "ULGTRC":
            self._say(self._value(kind, argument))
        elif kind == "S":
            self.separator = argument if self.begun else ""
        elif kind in "()":
            self._group(kind)
        elif kind == "X":
            self._compare(argument)
        elif kind in "VfP":
            self._prepare(kind, argument)
        elif kind == "N":
            self.separator, self.begun = "", False
            self.out.append(fragment)
        elif kind in "HK":
            self._between(kind, argument)
        elif kind in "0F":
            self.begun = self.begun and kind != "0"
            self.filled = self.filled or (kind == "F" and not self.learned)
        else:
            self._text(fragment)

    def _compare(self, argument: str) -> None:
        """Prefer the session's number for a window to the cache's if it is as new and not of an earlier cycle."""
        name, resets_at, as_of = argument.split(",")
        own = self.numbers.get(name)
        if own:
            later, newer = own[1] - int(resets_at), own[2] - int(as_of)
            if newer >= 0 and later >= -SAME_CYCLE:
                self.own[name] = own
                self.learned = self.learned or newer > 0
                if later > SAME_CYCLE:
                    self.moved.add(name)

    def _group(self, kind: str) -> None:
        if kind == "(":
            self.groups.append((len(self.out), self.separator, self.begun, self.filled))
            self.filled = False
            return
        length, separator, begun, outside = self.groups.pop()
        if not self.filled:
            del self.out[length:]
            self.separator, self.begun = separator, begun
        self.filled = self.filled or outside

    def _value(self, kind: str, argument: str) -> str:
        """Return what the session says, else what the cache knows: it stands after the last comma."""
        name, _, rest = argument.partition(",")
        if kind == "C":
            used = self.fields.get("context", "").rstrip("%")
            return _gauge(float(used), name, rest.rstrip(","), "") if used else ""
        if name in self.own:
            return self._newer(kind, name, rest)
        shape, _, cached = rest.rpartition(",")
        if kind == "R":
            return prompt_file.moment(int(cached), shape) if cached else ""
        return f"{MARK}t{cached}" if kind == "T" and cached else cached

    def _newer(self, kind: str, name: str, rest: str) -> str:
        used, resets_at, _ = self.own[name]
        if kind == "T":
            return f"{MARK}t{resets_at}"
        form, _, rest = rest.partition(",")
        if kind == "R":
            return prompt_file.moment(resets_at, form)
        if kind == "G":
            gauge, tick, _ = rest.split(",")
            return _gauge(used, form, gauge, "" if name in self.moved else tick)
        return f"{whole(used) if kind == 'U' else 100 - whole(used)}{form}"

    def _field(self, name: str, separator: str) -> None:
        text = self.fields.get(name)
        if text:
            self.separator = separator if separator and self.begun else self.separator
            self._say(text)

    def _prepare(self, kind: str, argument: str) -> None:
        if kind == "V":
            self.cells = argument.split(prompt_file.PART)
        elif kind == "f":
            self.cap = int(argument)
        else:
            self.padding = int(argument)

    def _between(self, kind: str, shapes: str) -> None:
        """Print what stands between two things in the place of a separator."""
        self.separator, self.begun, self.caps = "", False, shapes or self.caps
        self.out.append(CAP if kind == "K" else FILL)

    def _say(self, text: str) -> None:
        cells = self.cells
        if cells:
            self.cells = []  # whether the gauge says anything or not
        if text:
            self.filled = True
            if cells:
                self._graded(text, cells)
            else:
                self._text(text)

    def _graded(self, bar: str, cells: "list[str]") -> None:
        """Print a gauge whose columns have colours of their own, as far as they are filled."""
        from statusline.hot.gauge import EMPTY

        base = self.paint
        for cell, colour in zip(bar, cells, strict=False):
            paint = base if cell in EMPTY else base + colour
            for part in (paint, cell, RESET) if paint else (cell,):
                self._text(part)

    def _text(self, text: str) -> None:
        """Print text, after the separator and the colour that were waiting for it."""
        if text == RESET and self.paint:
            self.paint = ""
        elif text[:2] == "\x1b[" and text != RESET:
            self.paint = text
        else:
            if text != RESET:
                if self.separator:
                    self.out += self.separator.split(prompt_file.PART)
                if self.paint:
                    self.out.append(self.paint)
                self.separator = self.paint = ""
                self.begun = True
            self.out.append(text)


def within(bounds: str, value: float) -> bool:
    """Return whether `from,until` holds a value; an empty bound is none."""
    start, _, end = bounds.partition(",")
    return (not start or int(start) <= value) and (not end or value < int(end))


def _gauge(used: float, columns: str, kind: str, tick: str) -> str:
    """Return a bar of so many columns, one character for 0. Raises ValueError for a width that is none."""
    from statusline.hot.gauge import gauge, ramp

    if len(columns) > len(str(WIDEST)) or int(columns) > WIDEST:
        raise ValueError(columns)
    return gauge(used, int(columns), kind, float(tick) if tick else None) if int(columns) else ramp(used, kind)
