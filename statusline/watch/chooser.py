"""The settings that `statusline configure` offers. Pure: no file, no terminal."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING

from statusline.config import editing, presets, reading
from statusline.config.levels import THEMES
from statusline.errors import ConfigError
from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.config import Config

OWN = "own"  # a value that is none of those offered
_CLAUDE_FIELDS = ("model", "context", "cost", "dir", "branch", "effort", "lines", "duration", "pr")
_FIELD_FORMATS = {"context": "($sep[ctx ](label)[$context](own))"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: its title, the values in words, what writes one into the text of a config, and which one it has."""

    title: str
    values: tuple[str, ...]
    write: Callable[[str, str], str]
    read: Callable[[Config], str]


def settings(file: str) -> list[Setting]:
    """Return the rows. file: the name of the config in errors."""

    def key(title: str, name: str, values: dict[str, object]) -> Setting:
        def write(text: str, word: str) -> str:
            return editing.put(text, name, json.dumps(values[word]), file)

        def read(config: Config) -> str:
            setting: object = config
            for part in name.split("."):
                setting = getattr(setting, part)
            plain = list(setting) if isinstance(setting, tuple) else setting
            return next((word for word, value in values.items() if value == plain), OWN)

        return Setting(title, tuple(values), write, read)

    return [
        Setting("Look", presets.NAMES, lambda text, name: presets.put(name, text, file), _preset),
        key("Theme", "theme", {name: name for name in THEMES}),
        key("Gauge", "gauge", {name: name for name in ("blocks", "braille", "ascii")}),
        key("Gauge width", "gauge_width", {str(columns): columns for columns in range(3, 13)}),
        key(
            "Limits",
            "windows",
            {
                "5h, then 7d": ["five_hour", "seven_day"],
                "7d, then 5h": ["seven_day", "five_hour"],
                "5h alone": ["five_hour"],
                "7d alone": ["seven_day"],
            },
        ),
        key("Numbers", "remaining", {"used": False, "left": True}),
        key("Time left", "time_left", {"shown": True, "hidden": False}),
        key("Warning from", "thresholds.warning", {f"{percent} %": percent for percent in range(40, 91, 5)}),
        key("Critical from", "thresholds.critical", {f"{percent} %": percent for percent in range(70, 100, 5)}),
        *(_claude_field(name, file) for name in _CLAUDE_FIELDS),
    ]


def _preset(config: Config) -> str:
    return next((name for name in presets.NAMES if presets.holds(name, config)), OWN)


def _claude_field(name: str, file: str) -> Setting:
    written = _FIELD_FORMATS.get(name, f"($sep${name})")

    def write(text: str, word: str) -> str:
        format_ = reading.parse(text, file).claude_line.format
        bare = format_.replace(written, "")
        if word == "hidden" and f"${name}" in bare:
            raise ConfigError(f"${name} stands in a format of your own.", "Take it out with `statusline config edit`.")
        changed = bare if word == "hidden" else bare + written
        return editing.put(text, "claude_line.format", json.dumps(changed), file)

    def read(config: Config) -> str:
        format_ = config.claude_line.format
        return "shown" if f"${name}" in format_.replace(f"${name}_", "") else "hidden"

    return Setting(f"Claude Code: {name}", ("shown", "hidden"), write, read)


@dataclass
class Choice:
    """The text of a config as it is being changed; `row` is the row that the keys change."""

    text: str
    file: str
    rows: list[Setting] = field(default_factory=list)
    row: int = 0
    problem: str = ""

    def __post_init__(self) -> None:
        self.rows = settings(self.file)

    @property
    def config(self) -> Config:
        return reading.parse(self.text, self.file)

    def move(self, rows: int) -> None:
        self.row = (self.row + rows) % len(self.rows)
        self.problem = ""

    def change(self, steps: int) -> None:
        """Give the row its next value, or the one before; a value that cannot be written is said instead."""
        setting = self.rows[self.row]
        value = setting.read(self.config)
        at = setting.values.index(value) + steps if value in setting.values else 0
        try:
            self.text = setting.write(self.text, setting.values[at % len(setting.values)])
            self.problem = ""
        except ConfigError as error:
            self.problem = str(error).replace("\n", " ")
