"""A login's text for tmux as formats of tmux's own, which count the time left by themselves: no process at a redraw.

tmux 3.2 or newer. The formats are variables of the server's environment, hidden from programs. Each is expanded by
`#{T:…}`, so that `%s` is the epoch second of the redraw. tmux gives up a text after 100 expansions, but begins to
count anew from there in each `#{T:…}`: so every clock, and everything that shows at some time only, is one by itself.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from statusline.hot import prompt_file
from statusline.hot.prompt_file import MARK
from statusline.hot.show import FURTHEST
from statusline.hot.text import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PREFIX = "statusline_"
TEXT = f"{PREFIX}text"
STALE = "@statusline_stale"  # the option with the job that starts what is due; shell/statusline.tmux sets it
# tmux formats the time of a text in a buffer of 8 KiB and shows nothing if that is too short.
LONGEST = 7_500
_NOW = "%s"
_ROOM = "#{?@statusline_width,#{E:@statusline_width},#{e|/:#{client_width},2}}"
_SLACK = 5  # seconds that a clock may have been set back


def formats(header: list[str], variants: list[str], now: int) -> dict[str, str]:
    """Return variable -> format for the header and the variants of tmux's prompt file; none if tmux cannot take them.

    Moments are in the zone of this process. now: epoch seconds.
    """
    variables = _Variables()
    try:
        ladder = [variables.variant(variant.split(prompt_file.UNIT)) for variant in variants]
    except ValueError:
        return {}
    stale = f"#{{||:{_over('>=', _NOW, _until(header, now))},{_over('<', _NOW, int(header[1]) - _SLACK)}}}"
    # Without a client, as in `display-message -p`, nobody knows the columns there are.
    shown = _choice("client_width", variables.chosen(ladder), ladder[0][1])
    texts = {**variables.texts, TEXT: shown + _choice(stale, f"#{{E:{STALE}}}", "")}
    return texts if all(_length(text) <= LONGEST for text in texts.values()) else {}


def commands(texts: dict[str, str]) -> str:
    """Return the commands of tmux that set the variables, one a line."""
    return "".join(f"set-environment -gh {name} {_quoted(text)}\n" for name, text in texts.items())


class _Variables:
    """The formats of one text, each under a name of its own."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._numbers = count(1)

    def use(self, text: str) -> str:
        """Return what expands to a format, which becomes a variable unless it is one already."""
        if text not in self._names:
            self._names[text] = f"{PREFIX}{next(self._numbers)}"
            self.texts[self._names[text]] = text
        return f"#{{T:{self._names[text]}}}"

    def variant(self, fragments: list[str]) -> tuple[int, str]:
        """Return (most columns, format) of a variant of the prompt file. Raises ValueError."""
        first, *rest = fragments
        return int(first.removeprefix(prompt_file.VARIANT)), self.use("".join(self._spans(rest)))

    def chosen(self, ladder: list[tuple[int, str]]) -> str:
        """Return the format of the first variant that fits, by halves; of the last if none does."""
        if len(ladder) == 1:
            return ladder[0][1]
        middle = len(ladder) // 2
        wide, narrow = self.chosen(ladder[:middle]), self.chosen(ladder[middle:])
        return self.use(_choice(_over(">=", _ROOM, ladder[middle - 1][0]), wide, narrow))

    def _spans(self, fragments: Iterable[str]) -> Iterator[str]:
        """Yield the fragments, those of a span of time as one variable."""
        bounds: list[str] = []
        inside: list[str] = []
        for fragment in (*fragments, f"{MARK}w"):
            if fragment[:2] != f"{MARK}w":
                (inside if bounds else []).append(self._piece(fragment))
                if not bounds:
                    yield self._piece(fragment)
                continue
            if bounds:
                yield self._shown(bounds, "".join(inside))
            start, _, end = fragment[2:].partition(",")
            bounds = [_over(">=", _NOW, int(start))] if start else []
            bounds += [_over("<", _NOW, int(end))] if end else []
            inside = []

    def _shown(self, bounds: list[str], text: str) -> str:
        condition = bounds[0] if len(bounds) == 1 else f"#{{&&:{','.join(bounds)}}}"
        return self.use(_choice(condition, self.use(text), "")) if text else ""

    def _piece(self, fragment: str) -> str:
        if fragment[:1] != MARK:
            return fragment.replace("%", "%%")
        kind, argument = fragment[1:2], fragment[2:]
        if kind == "t":
            return self.use(_duration(f"#{{e|-:{int(argument)},{_NOW}}}"))
        if kind == "a":
            return self.use(_duration(f"#{{e|-:{_NOW},{int(argument)}}}"))
        if kind == "d":
            epoch, shape, _ = argument.split(",", 2)
            return prompt_file.moment(int(epoch), shape).replace("%", "%%")
        raise ValueError(kind)


def _duration(seconds: str) -> str:
    """Return the format of a time, as hot.text.duration writes it."""

    def part(divisor: int, within: int) -> str:
        return f"#{{e|/:#{{e|%%:{seconds},{within}}},{divisor}}}" if within else f"#{{e|/:{seconds},{divisor}}}"

    minutes = part(MINUTE, HOUR)
    hours = f"{part(HOUR, 0)}h{_choice(_over('<', minutes, 10), '0', '')}{minutes}m"
    days = _choice(_over("<", seconds, 2 * DAY), f"1d{part(HOUR, DAY)}h", f"{part(DAY, 0)}d")
    within_an_hour = _choice(_over("<", seconds, MINUTE), "<1m", f"{part(MINUTE, 0)}m")
    longer = _choice(_over("<", seconds, DAY), hours, days)
    return _choice(_over("<", seconds, HOUR), within_an_hour, longer)


def _over(comparison: str, left: str, right: int) -> str:
    return f"#{{e|{comparison}:{left},{right}}}"


def _choice(condition: str, yes: str, no: str) -> str:
    return f"#{{?{condition},{yes},{no}}}"


def _until(header: list[str], now: int) -> int:
    return min(int(header[2]), now + FURTHEST)


def _length(text: str) -> int:
    """Return the bytes of a text once tmux has written the time into it."""
    return len(text.encode()) + text.count(_NOW) * 9


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
