"""The tables about the look: [window] and [window.NAME], [claude_line], [target.NAME]."""

from __future__ import annotations

from dataclasses import field

from statusline.config import checks, variables, windows
from statusline.config.fields import named, option
from statusline.config.levels import Thresholds
from statusline.config.targets import TARGETS
from statusline.frozen import dataclass

GAUGES = ("blocks", "braille", "ascii")
WIDEST_GAUGE = 40
WIDEST = 1000
MOST_PRIORITY = 1000
CAPS = ("arrow", "round", "slant", "flame")
DIR_FROM = ("name", "home", "repo")
MOST_DIR_LEVELS = 20
_TARGETS = tuple(row.name for row in TARGETS.values() if not row.for_scripts)
COLORS = ("auto", "none", "16", "256", "truecolor")
FORMAT = "$accounts"
PROVIDER_FORMAT = "([$symbol ](label))$windows$stale"

_window = checks.formatted(variables.WINDOW)


@dataclass(frozen=True, slots=True)
class Window:
    """One table [window.NAME]. Config.window_of() fills in what is empty."""

    label: str = option("Its label; empty: the vendor's name for it.", checks.text, default="")
    format: str = option("Its long form; empty: that of [window].", _window, default="")
    short: str = option("Its short form; empty: that of [window].", _window, default="")
    tiny: str = option("Its tiny form; empty: that of [window].", _window, default="")
    style: str = option('Replaces "own" and "level" in its formats, unless empty.', checks.named_styling, default="")
    disabled: bool = option("Never show it.", checks.boolean, default=False)
    thresholds: Thresholds | None = field(
        default=None, metadata={"comment": "Its own thresholds.", "table": Thresholds, "example": Thresholds()}
    )
    priority: int = option(
        "Windows with a lower priority are dropped first when the width is short.",
        checks.whole(-MOST_PRIORITY, MOST_PRIORITY),
        default=0,
    )


@dataclass(frozen=True, slots=True)
class WindowDefaults:
    """The table [window], with the tables [window.NAME] in `named`, in their order."""

    format: str = option(
        "The long form of a window. Variables: " + ", ".join(variables.WINDOW) + ".",
        _window,
        default="[$label](label) [$used](own)( $resets)( [→ full in $runs_out_in](own))",
    )
    short: str = option(
        "The short form, used when the long one does not fit.",
        _window,
        default="[$label](label) [$used](own)( $resets_day)( [→$runs_out_in](own))",
    )
    tiny: str = option(
        "The tiny form, used when the short one does not fit; its $label goes last, where one window is left.",
        _window,
        default="([$label](label) )[$used](own)",
    )
    named: tuple[tuple[str, Window], ...] = named(
        'One window by its name, as in `windows`; quote a name with a colon: [window."seven_day:fable"].',
        Window,
        windows.is_name,
        suggestions=windows.WINDOWS,
        example="seven_day",
    )


@dataclass(frozen=True, slots=True)
class ClaudeLine:
    format: str = option(
        "Variables: " + ", ".join(variables.CLAUDE_LINE) + "; a new line in it makes a second line.",
        checks.formatted(variables.CLAUDE_LINE, lines=True),
        default="$accounts($sep$model)($sep[ctx ](label)[$context](own))($sep$cost)($sep$dir)",
    )
    context: Thresholds = field(
        default=Thresholds(),
        metadata={"comment": "When `own` around $context or $context_gauge changes its style.", "table": Thresholds},
    )
    caps: str = option(
        'The shape of $cap: "arrow", "round", "slant" or "flame"; needs a font with powerline symbols.',
        checks.one_of(CAPS),
        default="arrow",
    )
    dir_from: str = option(
        'Where $dir begins: "name" (the last folder alone), "home" (~/code/app), or "repo" (at the repository).',
        checks.one_of(DIR_FROM),
        default="name",
    )
    dir_levels: int = option(
        "The most folders in $dir, the last ones; 0: all.", checks.whole(0, MOST_DIR_LEVELS), default=0
    )


@dataclass(frozen=True, slots=True)
class Target:
    """One table [target.NAME]. Config.target_of() fills in what is empty."""

    format: str = option(
        "Its format; empty: the main `format`, or that of [claude_line] for claude and codex.",
        checks.target_format,
        default="",
    )
    colors: str = option(
        'How many colours: "auto", "none", "16", "256" or "truecolor".', checks.one_of(COLORS), default="auto"
    )
    width: int = option("Columns at most; 0: what the terminal has.", checks.whole(0, WIDEST), default=0)


@dataclass(frozen=True, slots=True)
class Targets:
    named: tuple[tuple[str, Target], ...] = named(
        "Settings for one target only: " + ", ".join(_TARGETS) + ".",
        Target,
        _TARGETS.__contains__,
        suggestions=_TARGETS,
        example="tmux",
    )
