"""The segment: an account's windows as text, styles and clocks, still without any target's escapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline import snapshot
from statusline.claude_line import ESTIMATED, KNOWN_WINDOWS
from statusline.model import CLAUDE, ESTIMATE
from statusline.view import OK, PENDING, UNCONFIGURED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.model import Sample
    from statusline.view import AccountView

SIGN_IN_STATUSES = ("expired", "unauthorized")
WAITING_STATUSES = (PENDING, "rate_limited")
LABELS = {"five_hour": "5h", "seven_day": "7d"}
DASH = "–"
SPAN_END = "w"


@dataclass(frozen=True, slots=True)
class Piece:
    """A hole of the prompt file (without its mark), then text; both in a style (the name of a config style)."""

    text: str = ""
    style: str = ""
    hole: str = ""


def build(views: tuple[AccountView, ...], config: Config, *, live: bool) -> list[Piece]:
    """Return the pieces of a whole segment; live: Claude's own windows stay open for a session's document."""
    separator = Piece(hole="S" + config.separator) if live else Piece(config.separator)
    pieces: list[Piece] = []
    for view in views:
        part = list(_live_account(view, config) if live and view.account.provider == CLAUDE else _account(view, config))
        pieces += [*([separator] if pieces and part else []), *part]
    return [*pieces, *_session_fields(config, separator)] if live else pieces


def shown_windows(view: AccountView, config: Config) -> list[Sample]:
    """Return the samples to show: the configured windows (or else every main one), and any that binds."""
    by_name = {sample.window: sample for sample in view.windows}
    chosen = [by_name[name] for name in config.windows if name in by_name]
    chosen = chosen or [sample for sample in view.windows if ":" not in sample.window]
    return chosen + [
        sample
        for sample in view.windows
        if sample not in chosen and (sample.used_percentage or 0) >= config.show_others_from
    ]


def level(used: float, config: Config) -> str:
    """Return the name of the config style for a used percentage (0-100)."""
    if used >= config.thresholds.critical:
        return "critical"
    return "warning" if used >= config.thresholds.warning else "normal"


def mark(sample: Sample) -> str:
    """Return what stands before a percentage that is an estimate, empty for an official one."""
    return ESTIMATED if sample.confidence == ESTIMATE else ""


def _account(view: AccountView, config: Config) -> Iterator[Piece]:
    windows = shown_windows(view, config)
    if view.status == UNCONFIGURED:
        return
    yield from _symbol(view, config)
    if not windows:
        yield Piece(_nothing(view), "unknown")
        return
    for position, sample in enumerate(windows):
        if position:
            yield Piece(config.separator)
        yield from window(sample, config)
    oldest = min(sample.as_of for sample in windows)
    yield from _age(view, f"w{oldest + config.stale_after},", f"a{oldest}")


def window(sample: Sample, config: Config) -> Iterator[Piece]:
    """Yield the pieces of one window: label, percentage, time left, and what is shown past its reset."""
    used, reset = sample.used_percentage, sample.resets_at
    yield Piece(sample.label + " ", "label")
    if used is None:
        yield Piece(DASH, "unknown")
        return
    if reset is not None:
        yield Piece(hole=f"w,{reset}")
    whole = snapshot.whole(used)
    shown = f"{mark(sample)}{100 - whole if config.remaining else whole}{_unit(config)}"
    yield Piece(shown, level(used, config))
    if reset is not None:
        if config.time_left:
            yield Piece(" ")
            yield Piece(hole=f"t{reset}")
        yield Piece(hole=f"w{reset},")
        yield Piece(DASH, "unknown")
        yield Piece(hole=SPAN_END)


def _live_account(view: AccountView, config: Config) -> Iterator[Piece]:
    names = [name for name in config.windows if name in KNOWN_WINDOWS]
    known = {sample.window: sample for sample in view.windows}
    others = [sample for sample in shown_windows(view, config) if sample.window not in names]
    for sample in (known[name] for name in names if name in known):
        values = (sample.used_percentage, sample.resets_at, sample.as_of, *mark(sample))
        yield Piece(hole=",".join(["X" + sample.window, *("" if value is None else str(value) for value in values)]))
    yield Piece(hole="(")
    yield from _symbol(view, config)
    yield Piece(hole="0")
    for name in names:
        yield from _live_window(name, known[name].label if name in known else LABELS[name], config)
    for sample in others:
        yield Piece(hole=f"V={sample.window}")
        yield Piece(hole="S" + config.separator)
        yield from window(sample, config)
    oldest = str(min(sample.as_of for sample in others)) if others else ""
    yield from _age(view, f"K{config.stale_after},{oldest}", "A")
    yield Piece(hole=")")
    if view.status != UNCONFIGURED and not others:
        yield Piece(hole="V!")
        yield from _symbol(view, config)
        yield Piece(_nothing(view), "unknown")
        yield Piece(hole="V")


def _live_window(name: str, label: str, config: Config) -> Iterator[Piece]:
    yield Piece(hole="V" + name)
    yield Piece(hole="S" + config.separator)
    yield Piece(label + " ", "label")
    bounds = ("0", str(config.thresholds.warning), str(config.thresholds.critical), "")
    for style, low, high in zip(("normal", "warning", "critical"), bounds, bounds[1:], strict=False):
        yield Piece(hole=f"V{name},{low},{high}")
        yield Piece(_unit(config), style, hole=("L" if config.remaining else "U") + name)
    if config.time_left:
        yield Piece(hole=f"V{name},0,")
        yield Piece(hole="T" + name)
    yield Piece(hole=f"V{name},?")
    yield Piece(DASH, "unknown")
    yield Piece(hole="V")


def _session_fields(config: Config, separator: Piece) -> Iterator[Piece]:
    for name, before in (("model", ""), ("context", "ctx "), ("cost", ""), ("folder", "")):
        if getattr(config.claude_line, name):
            yield Piece(hole="(")
            yield separator
            if before:
                yield Piece(before, "label")
            yield Piece(hole="D" + name)
            yield Piece(hole=")")


def _symbol(view: AccountView, config: Config) -> Iterator[Piece]:
    settings = getattr(config, view.account.provider)
    if settings.symbol:
        yield Piece(settings.symbol + " ", "label")


def _age(view: AccountView, span: str, age: str) -> Iterator[Piece]:
    yield Piece(hole=span)
    yield Piece(" (", "stale")
    yield Piece(hole=age, style="stale")
    yield Piece(" ago, sign in)" if view.status in SIGN_IN_STATUSES else " ago)", "stale")
    yield Piece(hole=SPAN_END)


def _nothing(view: AccountView) -> str:
    if view.status in SIGN_IN_STATUSES:
        return "sign in"
    if view.status == OK and not view.windows:
        return "no limits"
    return "…" if view.status in WAITING_STATUSES else "?"


def _unit(config: Config) -> str:
    return "% left" if config.remaining else "%"
