"""Every setting: its table, key, default, check and comment."""

from __future__ import annotations

import dataclasses
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING

from statusline.config import checks, variables
from statusline.config.alerts import Alerts
from statusline.config.commands import Commands
from statusline.config.display import (
    FORMAT,
    GAUGES,
    PROVIDER_FORMAT,
    WIDEST_GAUGE,
    ClaudeLine,
    Target,
    Targets,
    Window,
    WindowDefaults,
)
from statusline.config.fields import option
from statusline.config.git import Git
from statusline.config.index import Index
from statusline.config.levels import THEMES, Styles, Thresholds, percent
from statusline.config.prices import Prices
from statusline.config.providers import PROVIDERS, SOURCES, TABLE, ProviderRow, listed
from statusline.config.targets import TARGETS
from statusline.config.windows import WINDOW_NAME, WINDOWS
from statusline.config.working_time import Pacing
from statusline.format.evaluate import names
from statusline.format.grammar import parse
from statusline.frozen import dataclass
from statusline.hot import paths
from statusline.hot.paths import ACCOUNT_MARK
from statusline.hot.session_document import REPOSITORY
from statusline.hot.text import DAY

REFRESH_FLOOR = 180
_EVERY_CLIENT = listed((row.client for row in TABLE.values()), "and")
_CLIENTS = listed((source for row in TABLE.values() for source in row.off_by_default), "and")
_MOST_HISTORY = 3650
_MOST_TOKENS = 10**12


@dataclass(frozen=True, slots=True)
class Provider:
    enabled: bool = option("Fetch and show its limits.", checks.boolean, default=True)
    symbol: str = option("Shown before its limits.", checks.text, default="")
    label: str = option('Your own name for this login, such as "work".', checks.text, default="")
    style: str = option('Replaces "label" around the symbol, unless empty.', checks.named_styling, default="")
    format: str = option(
        "Variables: " + ", ".join(variables.PROVIDER) + ".",
        checks.formatted(variables.PROVIDER),
        default=PROVIDER_FORMAT,
    )
    base_url: str = option("Address of its server; empty: the one in its own settings.", checks.address, default="")
    sources: tuple[str, ...] = option(
        f"Sources of its limits, in this order; {_CLIENTS} run the vendor's own client.",
        checks.sources(SOURCES),
        default=(),
    )


@dataclass(frozen=True, slots=True)
class WebProvider(Provider):
    """The table of a provider that can also be asked as its web app asks."""

    web_url: str = option(
        "Address of the web app, used only after `statusline login claude-web`.", checks.address, default=""
    )


@dataclass(frozen=True, slots=True)
class Estimate:
    """The table [estimate], in input tokens; an output token counts as 5, a cached one as 1.25 written and 0.1 read."""

    five_hour_tokens: int = option(
        "Tokens that your plan allows in five hours, as input tokens; 0: unknown.",
        checks.whole(0, _MOST_TOKENS),
        default=0,
    )
    seven_day_tokens: int = option(
        "Tokens that your plan allows in a week, as input tokens; 0: unknown.", checks.whole(0, _MOST_TOKENS), default=0
    )


@dataclass(frozen=True, slots=True)
class Http:
    user_agent: str = option("The user agent of requests; empty: statusline/<version>.", checks.header, default="")


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """One table of [[accounts]]: a login in another folder; `folder` may begin with `~`."""

    provider: str = option("", checks.one_of(tuple(SOURCES)), default="")
    label: str = option("", checks.label, default="")
    folder: str = option("", checks.folder, default="")

    @property
    def key(self) -> str:
        """Return the key of its login in the record."""
        return ACCOUNT_MARK + paths.account_name(self.label)


MOST_ACCOUNTS = 20
_FIRST = next(iter(TABLE.values()))
_WINDOW = Window()
_TARGET = Target()


def _provider(row: ProviderRow) -> Provider:
    settings = Provider(symbol=row.symbol, base_url=row.base_url, sources=row.default_sources)
    fields = {field.name: getattr(settings, field.name) for field in dataclasses.fields(settings)}
    return WebProvider(**fields, web_url=row.web_url) if row.web_url else settings


@lru_cache(maxsize=64)
def _window(tables: WindowDefaults, thresholds: Thresholds, name: str) -> Window:
    settings = dict(tables.named).get(name, _WINDOW)
    return dataclasses.replace(
        settings,
        format=settings.format or tables.format,
        short=settings.short or tables.short,
        tiny=settings.tiny or tables.tiny,
        thresholds=settings.thresholds or thresholds,
    )


@dataclass(frozen=True, slots=True)
class _General:
    offline: bool = option(
        f"Use no network: show only what {_EVERY_CLIENT} leave on this machine.",
        checks.boolean,
        default=False,
    )
    refresh_every: int = option(
        f"Seconds between two requests to a server; less than {REFRESH_FLOOR} counts as {REFRESH_FLOOR}.",
        checks.whole(1, DAY),
        default=300,
    )
    stale_after: int = option(
        "Seconds after which a number is marked as stale.", checks.whole(1, 30 * DAY), default=900
    )
    history_days: int = option(
        "Days of history to keep; 0: no history.",
        checks.whole(0, _MOST_HISTORY),
        default=400,
    )
    privacy: str = option(
        'How much doctor, explain, JSON, export and watch show of names and paths: "normal", "redacted" or "strict".',
        checks.one_of(("normal", "redacted", "strict")),
        default="normal",
    )
    format: str = option(
        "The format of a segment; see `statusline preset` and docs/format.md. Variables: "
        + ", ".join(variables.SEGMENT)
        + ".",
        checks.formatted(variables.SEGMENT),
        default=FORMAT,
    )
    separator: str = option(
        "The separator between two limits, and $sep: a format without variables.",
        checks.formatted(variables.NONE),
        default=" · ",
    )
    gauge: str = option(
        'The characters of $gauge: "blocks", "braille" or "ascii".', checks.one_of(GAUGES), default="blocks"
    )
    gauge_width: int = option("Columns of $gauge.", checks.whole(1, WIDEST_GAUGE), default=5)
    gauge_gradient: bool = option(
        "Colour the columns of $gauge and $context_gauge from the normal style to the critical one.",
        checks.boolean,
        default=False,
    )
    gauge_tick: bool = option("Mark in $gauge where even use would be by now.", checks.boolean, default=True)
    theme: str = option(
        "The styles for what [styles] leaves empty, like your terminal: " + ", ".join(THEMES) + ".",
        checks.one_of(THEMES),
        default="dark",
    )
    ascii: bool = option("Use ASCII characters only.", checks.boolean, default=False)
    remaining: bool = option("Show the percentage left instead of the percentage used.", checks.boolean, default=False)
    windows: tuple[str, ...] = option(
        "The windows to show always, in this order; others appear from show_others_from on, or if they run out first.",
        checks.windows(WINDOWS, WINDOW_NAME),
        default=("five_hour", "seven_day"),
    )
    show_others_from: int = option(
        "Percent used from which any other window is shown too (0-100); earlier if it will run out first.",
        percent,
        default=80,
    )
    time_left: bool = option("Show the time left until a window resets.", checks.boolean, default=True)
    thresholds: Thresholds = field(default=Thresholds(), metadata={"comment": "When a limit changes its style."})
    styles: Styles = field(
        default=Styles(),
        metadata={
            "comment": 'Styles: "bold red", "fg:208", "#ff8800", "bg:blue", "dim", "underline", "none"; ""'
            " is the theme's style."
        },
    )


if TYPE_CHECKING:
    _WithProviders = _General
else:
    _fields = {
        row.name: field(default=_provider(row), metadata={"comment": f"{row.client}."}) for row in TABLE.values()
    }
    _body = {"__module__": __name__, "__annotations__": dict.fromkeys(_fields, "Provider"), **_fields}
    _WithProviders = dataclass(frozen=True, slots=True)(type("_WithProviders", (_General,), _body))


@dataclass(frozen=True, slots=True)
class Config(_WithProviders):
    """Every setting, with its default. Times in seconds, percentages 0-100. A provider's table is named after it."""

    window: WindowDefaults = field(default=WindowDefaults(), metadata={"comment": "How a window looks."})
    claude_line: ClaudeLine = field(
        default=ClaudeLine(), metadata={"comment": "What the lines inside Claude Code and Codex show."}
    )
    target: Targets = field(default=Targets(), metadata={"comment": ""})
    estimate: Estimate = field(
        default=Estimate(),
        metadata={"comment": "The basis of estimates as long as Anthropic has reported no percentage."},
    )
    git: Git = field(default=Git(), metadata={"comment": "The repository that a session of Claude Code works in."})
    command: Commands = field(default=Commands(), metadata={"comment": ""})
    pace: Pacing = field(default=Pacing(), metadata={"comment": "When you work: the basis of pace."})
    alerts: Alerts = field(default=Alerts(), metadata={"comment": "Alerts when a limit needs you; off by default."})
    http: Http = field(default=Http(), metadata={"comment": "Requests to servers."})
    index: Index = field(default=Index(), metadata={"comment": "The index of calls, for `cost` and estimates."})
    prices: Prices = field(default=Prices(), metadata={"comment": "Your own prices of models, for `cost`."})
    accounts: tuple[NamedAccount, ...] = field(
        default=(),
        metadata={
            "comment": "Other logins, for --account and JSON; folder: as in "
            f"{listed((row.folder_variable for row in TABLE.values()), 'or')}.",
            "tables": NamedAccount,
            "check": checks.tables(MOST_ACCOUNTS),
            "example": NamedAccount(_FIRST.name, "work", f"{_FIRST.folder}-work"),
            "unique": ("label", paths.account_name),
        },
    )

    def of(self, provider: str) -> Provider:
        settings: Provider = getattr(self, provider)
        return settings

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return the addresses of servers that the providers' tables name, which may be empty."""
        tables = [self.of(provider) for provider in PROVIDERS]
        web = (table.web_url for table in tables if isinstance(table, WebProvider))
        return (*(table.base_url for table in tables), *web)

    @property
    def enabled_accounts(self) -> tuple[NamedAccount, ...]:
        return tuple(account for account in self.accounts if self.of(account.provider).enabled)

    @property
    def session_variables(self) -> set[str]:
        """Return the variables of the lines that a session fills in."""
        formats = [self.target_of(row.name).format for row in TARGETS.values() if row.open_to_session]
        return set().union(*(names(parse(format_, variables.CLAUDE_LINE)) for format_ in formats))

    @property
    def looks_into_repositories(self) -> bool:
        """Return whether a line asks for more of a repository than HEAD says."""
        return self.git.enabled and bool(self.session_variables & {*REPOSITORY} - {"branch"})

    def window_of(self, name: str) -> Window:
        """Return the settings of a window with every form and the thresholds filled in."""
        return _window(self.window, self.thresholds, name)

    def target_of(self, name: str) -> Target:
        settings = dict(self.target.named).get(name, _TARGET)
        return dataclasses.replace(
            settings,
            format=settings.format or (self.claude_line.format if TARGETS[name].open_to_session else self.format),
        )
