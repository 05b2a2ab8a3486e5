"""Every setting: its table, key, default, check and comment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from statusline import paths
from statusline.config import checks
from statusline.config.alerting import Alerts
from statusline.config.declaring import option
from statusline.config.pacing import Pacing
from statusline.place import ACCOUNT_MARK

SOURCES = {
    "claude": (
        "claude_statusline",
        "claude_state_file",
        "claude_client",
        "claude_oauth",
        "claude_web",
        "claude_transcripts",
    ),
    "codex": ("codex_rollouts", "codex_client", "codex_oauth"),
}
OFF_UNLESS_NAMED = ("claude_client", "codex_client")
DEFAULT_SOURCES = {
    provider: tuple(name for name in names if name not in OFF_UNLESS_NAMED) for provider, names in SOURCES.items()
}
WINDOWS = (
    "five_hour",
    "seven_day",
    "seven_day_opus",
    "seven_day_sonnet",
    "seven_day_oauth_apps",
    "one_day",
    "thirty_day",
)
# Other lengths in seconds, and windows of one model or one Codex limit id: `window_7200`, `seven_day:fable`.
_WINDOW_NAME = re.compile(rf"(?:{'|'.join(WINDOWS)}|window_[0-9]{{2,9}})(?::[a-z0-9._-]{{1,64}})?")

REFRESH_FLOOR = 180
_DAY = 86_400
_MOST_HISTORY = 3650
_MOST_TOKENS = 10**12

_percent = checks.whole(0, 100)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The table [thresholds], in percent used."""

    warning: int = option(
        "Percent used from which a limit is shown in the warning style (0-100).", _percent, default=60
    )
    critical: int = option("Percent used from which it is shown in the critical style (0-100).", _percent, default=85)


@dataclass(frozen=True, slots=True)
class Styles:
    """The table [styles]."""

    normal: str = option("A limit below the warning threshold.", checks.styling, default="")
    warning: str = option("A limit from the warning threshold on.", checks.styling, default="yellow")
    critical: str = option("A limit from the critical threshold on.", checks.styling, default="bold red")
    label: str = option("Labels and separators.", checks.styling, default="dim")
    unknown: str = option("A number that is not known.", checks.styling, default="dim")
    stale: str = option("A number that is older than stale_after.", checks.styling, default="dim")


@dataclass(frozen=True, slots=True)
class Provider:
    """The table of one provider: [claude] or [codex]."""

    enabled: bool = option("Whether its limits are asked for and shown.", checks.boolean, default=True)
    symbol: str = option("What stands before its limits.", checks.text, default="")
    label: str = option('Your own name for this login, such as "work".', checks.text, default="")
    base_url: str = option("Address of its server; empty: as its own settings say.", checks.address, default="")
    sources: tuple[str, ...] = option(
        "Where its limits may come from, in this order; claude_client and codex_client run the vendor's own client.",
        checks.sources(SOURCES),
        default=(),
    )


@dataclass(frozen=True, slots=True)
class ClaudeProvider(Provider):
    """The table [claude]."""

    web_url: str = option(
        "Address of the web app, asked only after `statusline login claude-web`.",
        checks.address,
        default="https://claude.ai",
    )


@dataclass(frozen=True, slots=True)
class ClaudeLine:
    """The table [claude_line]."""

    model: bool = option("The model of the session.", checks.boolean, default=True)
    context: bool = option("How much of the context is used, in percent.", checks.boolean, default=True)
    cost: bool = option("What the session has cost, in US dollars.", checks.boolean, default=True)
    folder: bool = option("The folder of the session.", checks.boolean, default=True)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The table [estimate], in input tokens; an output token counts as 5, a cached one as 1.25 written and 0.1 read."""

    five_hour_tokens: int = option(
        "Tokens of five hours in your plan, in input tokens; 0: not known.", checks.whole(0, _MOST_TOKENS), default=0
    )
    seven_day_tokens: int = option(
        "Tokens of a week in your plan, in input tokens; 0: not known.", checks.whole(0, _MOST_TOKENS), default=0
    )


@dataclass(frozen=True, slots=True)
class Http:
    """The table [http]."""

    user_agent: str = option(
        "How statusline names itself to servers; empty: statusline/<version>.", checks.header, default=""
    )


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """One table of [[accounts]]: a login besides that of the environment; `folder` may begin with `~`."""

    provider: str = option("", checks.one_of(tuple(SOURCES)), default="")
    label: str = option("", checks.label, default="")
    folder: str = option("", checks.folder, default="")

    @property
    def key(self) -> str:
        """Return the name of its login in the record."""
        return ACCOUNT_MARK + paths.account_name(self.label)


MOST_ACCOUNTS = 20
CLAUDE = ClaudeProvider(symbol="C", base_url="https://api.anthropic.com", sources=DEFAULT_SOURCES["claude"])
CODEX = Provider(symbol="X", sources=DEFAULT_SOURCES["codex"])


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, with its default. Times in seconds, percentages 0-100."""

    offline: bool = option(
        "Ask no server: only what Claude Code and Codex leave on this machine is shown.", checks.boolean, default=False
    )
    refresh_every: int = option(
        f"Seconds between two questions to a server; less than {REFRESH_FLOOR} counts as {REFRESH_FLOOR}.",
        checks.whole(1, _DAY),
        default=300,
    )
    stale_after: int = option(
        "Seconds after which a number is marked as stale.", checks.whole(1, 30 * _DAY), default=900
    )
    history_days: int = option(
        "Days for which changes of the numbers are kept; 0 keeps no history.",
        checks.whole(0, _MOST_HISTORY),
        default=400,
    )
    privacy: str = option(
        'What doctor, explain, JSON, export and watch say of names and paths: "normal", "redacted" or "strict".',
        checks.one_of(("normal", "redacted", "strict")),
        default="normal",
    )
    separator: str = option("What stands between two limits.", checks.text, default=" · ")
    ascii: bool = option("Write ASCII characters only.", checks.boolean, default=False)
    remaining: bool = option(
        "Show the percentage that is left instead of the one that is used.", checks.boolean, default=False
    )
    windows: tuple[str, ...] = option(
        "The windows that are always shown, in this order; others appear when they bind.",
        checks.windows(WINDOWS, _WINDOW_NAME),
        default=("five_hour", "seven_day"),
    )
    show_others_from: int = option(
        "Percent used from which any other window is shown too (0-100).", _percent, default=80
    )
    time_left: bool = option("Show the time left until a window starts anew.", checks.boolean, default=True)
    thresholds: Thresholds = field(default=Thresholds(), metadata={"comment": "When a limit changes its style."})
    styles: Styles = field(
        default=Styles(),
        metadata={"comment": 'Styles: "bold red", "fg:208", "#ff8800", "bg:blue", "dim", "underline", "none".'},
    )
    claude: ClaudeProvider = field(default=CLAUDE, metadata={"comment": "Claude Code."})
    codex: Provider = field(default=CODEX, metadata={"comment": "Codex CLI."})
    claude_line: ClaudeLine = field(
        default=ClaudeLine(), metadata={"comment": "What the status line inside Claude Code shows besides the limits."}
    )
    estimate: Estimate = field(
        default=Estimate(),
        metadata={"comment": "What estimates rest on where Anthropic never said how much is used."},
    )
    pace: Pacing = field(default=Pacing(), metadata={"comment": "How use is spread over a week."})
    alerts: Alerts = field(default=Alerts(), metadata={"comment": "Messages when a limit needs you; off by default."})
    http: Http = field(default=Http(), metadata={"comment": "Requests to servers."})
    accounts: tuple[NamedAccount, ...] = field(
        default=(),
        metadata={
            "comment": "Other logins, for --account and JSON; folder: what CLAUDE_CONFIG_DIR or CODEX_HOME would name.",
            "tables": NamedAccount,
            "check": checks.tables(MOST_ACCOUNTS),
            "example": NamedAccount("claude", "work", "~/.claude-work"),
            "unique": ("label", paths.account_name),
        },
    )

    @property
    def enabled_accounts(self) -> tuple[NamedAccount, ...]:
        """Return the accounts whose provider is enabled."""
        return tuple(one for one in self.accounts if getattr(self, one.provider).enabled)
