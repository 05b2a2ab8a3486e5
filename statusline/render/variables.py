"""The variables of a format: what each of them says of a window at one moment."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

from statusline.errors import RateLimited
from statusline.format import style
from statusline.format.grammar import STYLE_NAMES
from statusline.format.style import NO_STYLE, Fragment
from statusline.hot import gauge
from statusline.hot.text import DAY, whole
from statusline.limits import amounts, pace, windows
from statusline.limits.view import UNCONFIGURED
from statusline.limits.windows import BLOCKED_WORD, DASH
from statusline.render.timeline import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config, Styles
    from statusline.config.display import Window
    from statusline.format.style import Style
    from statusline.limits.model import Sample
    from statusline.limits.pace import Pace
    from statusline.limits.view import AccountView

UNKNOWN = "unknown"
RUNS_OUT_IN = "full in "
_TIME_OF_DAY, _DAY_AND_TIME, _DAY = "%H:%M", "%a %H:%M", "%a"
RESETS = ("resets_in", "resets_at", "resets", "resets_day", "resets_brief")  # the last stands for `resets` in BRIEF
_ZONE = re.compile(r"[\w/+:.-]*", re.ASCII)


class Part:
    """One window of an account that is to be shown; without a sample: the word for what there is to say instead.

    It equals itself alone. `name`: no other part of a segment has it. `runs_out_at`: when the limit is reached at this
    pace (epoch seconds), None if not before the reset. `only_session`: nothing is known of it yet; a session of Claude
    Code may bring it.
    """

    __slots__ = ("name", "only_session", "pace", "runs_out_at", "sample", "settings", "view")

    def __init__(
        self, view: AccountView, config: Config, sample: Sample | None = None, *, only_session: bool = False
    ) -> None:
        window = sample.window if sample else ""
        self.view, self.sample, self.only_session = view, sample, only_session
        self.name = f"{view.account.provider}:{view.account.account}:{window}"
        self.pace: Pace | None = view.pace.get(window) if sample else None
        self.runs_out_at = self.pace.runs_out_at if self.pace else None
        self.settings: Window = config.window_of(window)

    @property
    def blocks(self) -> bool:
        return self.sample is None and self.view.account.block is not None

    def used(self, at: int) -> float | None:
        return windows.used_at(self.sample, at) if self.sample else None

    def level(self, at: int, config: Config) -> str:
        """Return the level at an instant, `unknown` if the percentage is."""
        if self.blocks:
            return windows.LEVELS[-1]
        if self.only_session:
            return windows.LEVELS[0]
        used = self.used(at)
        return UNKNOWN if used is None else windows.level(used, config, self.settings.thresholds)

    def urgency(self, at: int) -> tuple[int, float]:
        """Return what is least for the window that binds first: the one that runs out first, or is used most."""
        if self.blocks:
            return 0, 0.0
        used = self.used(at)
        if used is None:
            return NEVER, 1.0
        return NEVER if self.runs_out_at is None else self.runs_out_at, -used


def parts(view: AccountView, config: Config) -> list[Part]:
    """Return what an account has to show, that it is blocked before all else; nothing if nobody is signed in to it."""
    shown = [Part(view, config, sample) for sample in windows.shown_windows(view, config)]
    if view.account.block:
        return [Part(view, config), *shown]
    return shown or ([] if view.status == UNCONFIGURED else [Part(view, config)])


def paint(text: str, styles: Styles, level: str, own_level: str) -> Style:
    """Return the style that the words of `[…](words)` name; level and own are names of styles."""
    named, plain = NO_STYLE, []
    for word in text.split():
        name = {"level": level, "own": own_level}.get(word.lower(), word.lower())
        if word.lower() in STYLE_NAMES:
            named = style.over(named, style.parse(getattr(styles, name)))
        else:
            plain.append(word)
    return style.over(named, style.parse(" ".join(plain)))


def of_window(name: str, part: Part, at: int, config: Config) -> Iterator[Fragment]:
    """Yield the value of a window's variable at an instant; nothing where it has none."""
    sample = part.sample
    if sample is None:
        return
    used = part.used(at)
    if name in ("used", "left", "gauge"):
        yield Fragment(DASH if used is None else number(name, sample, used, config, part.pace))
    elif name == "projected" and used is not None:
        yield from projected(part, at)
    elif name == "age":
        yield Fragment(hole=f"a{sample.as_of}")
    elif name in RESETS:
        yield from reset(name, sample, config) if used is not None else ()
    elif name == "runs_out_in":
        if part.runs_out_at is not None and at < part.runs_out_at and used is not None:
            yield Fragment(hole=f"t{part.runs_out_at}")
    else:
        text = fixed(name, part, config) if used is not None or name != "pace" else ""
        yield from [Fragment(text)] if text else []


def fixed(name: str, part: Part, config: Config) -> str:
    """Return the value of a variable that no clock changes before the reset; empty where it has none."""
    sample = part.sample
    if sample is None:
        return ""
    if name == "pace":
        return pace.delta_text(part.pace) if part.pace else ""
    if name == "amount":
        return amounts.words(sample.amounts) if sample.amounts else ""
    settings = {"label": windows.label(sample, config), "window": sample.window, "source": sample.source}
    return settings[name] if name in settings else of_account(name, part.view, config)


def of_account(name: str, view: AccountView, config: Config) -> str:
    """Return the value of a variable that is the same for all windows of an account; empty where it has none."""
    settings = config.of(view.account.provider)
    if name == "symbol":
        return str(settings.symbol)
    if name == "label":
        return view.account.label or settings.label or ""
    if name == "credits":
        return amounts.balance(view.account.credits)
    if name == "banked":
        return str(view.account.banked_resets or "")
    return (view.account.plan or "") if name == "plan" else ""


def number(name: str, sample: Sample, used: float, config: Config, own_pace: Pace | None) -> str:
    """Return `used`, `left` or `gauge` for a percentage that is known."""
    if name == "gauge":
        tick = own_pace.expected if own_pace and config.gauge_tick else None
        return gauge.gauge(used, config.gauge_width, gauge_kind(config), tick)
    percent = whole(used)
    shown = percent if name == "used" and not config.remaining else 100 - percent
    return f"{windows.mark(sample)}{shown}{unit(name, config)}"


def unit(name: str, config: Config) -> str:
    return "% left" if name == "used" and config.remaining else "%"


def gauge_kind(config: Config) -> str:
    return "ascii" if config.ascii else config.gauge


def moment(epoch: int, shape: str) -> str:
    """Return the hole of a moment: each reader writes it in its own zone."""
    zone = (os.environ["TZ"] or "UTC") if "TZ" in os.environ else ""  # set but empty means UTC to the system
    text = time.strftime(shape, time.localtime(epoch))
    return f"d{epoch},{shape},{zone if _ZONE.fullmatch(zone) else '?'},{text}"


def reset(name: str, sample: Sample, config: Config) -> Iterator[Fragment]:
    """Yield one of RESETS."""
    shape = reset_shape(name, sample, config)
    if shape is not None and sample.resets_at is not None:
        yield Fragment(hole=moment(sample.resets_at, shape) if shape else f"t{sample.resets_at}")


def reset_shape(name: str, sample: Sample, config: Config) -> str | None:
    """Return the strftime format of one of RESETS, empty for the time left, None where it says nothing.

    The time left counts for a window of a day at most; the reset of a longer one is a moment of a day.
    """
    length = sample.length_seconds
    if length is None and sample.resets_at is not None:
        length = sample.resets_at - sample.as_of
    short = length is not None and length <= DAY
    if name == "resets_at":
        return _TIME_OF_DAY if short else _DAY_AND_TIME
    if not config.time_left:
        return None
    if name == "resets_day":
        return None if short else _DAY
    if short or name == "resets_in":
        return ""
    return _DAY if name == "resets_brief" else _DAY_AND_TIME


def projected(part: Part, at: int) -> Iterator[Fragment]:
    """Yield where the pace leads: the time to the limit, or else the percentage at the reset."""
    if part.runs_out_at is not None:
        if at < part.runs_out_at:
            yield Fragment(RUNS_OUT_IN)
            yield Fragment(hole=f"t{part.runs_out_at}")
    elif part.pace:
        yield Fragment(pace.at_reset_text(part.pace))


def instead(part: Part, config: Config, *, long: bool, tiny: bool) -> list[Fragment]:
    """Return what an account without windows shows: why, and in the long form when a 429 is tried again."""
    if tiny:
        return [Fragment(tiny_word(part, config))]
    word, problem = windows.nothing(part.view), part.view.account.problem
    if not long or word != "?" or problem is None or problem.code != RateLimited.code or problem.retry_at is None:
        return [Fragment(word)]
    return [Fragment(f"{word} (next try in "), Fragment(hole=f"t{problem.retry_at}"), Fragment(")")]


def tiny_word(part: Part, config: Config) -> str:
    text = windows.nothing(part.view)
    if text == "…" and config.ascii:
        return "."
    return "!" if windows.sign_in_word(part.view) or text == BLOCKED_WORD else DASH if text == "no limits" else text
