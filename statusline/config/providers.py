"""The table of providers: one row for each vendor, with every constant that the program needs to know of it.

What a vendor needs as code is in its folder, `providers/NAME/`.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIVE_HOURS = 18_000
_SEVEN_DAYS = 604_800


@dataclass(frozen=True, slots=True)
class PreviewWindow:
    """One window of the made-up account in previews; `used` is 0-100, `resets_in` and `length` are seconds."""

    window: str
    label: str
    used: float
    resets_in: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    """One vendor. Folders and patterns begin with `~/`; a source is named after its provider and its module."""

    name: str
    title: str  # in tooltips, alerts and the dashboard
    client: str  # what people sign in to
    program: str  # the client's command
    symbol: str
    sign_in: str  # the command that signs in
    sign_in_remedy: str
    renewal_remedy: str

    folder: str
    folder_variable: str  # names another folder
    login_variables: tuple[str, ...] = ()  # besides the folder's, what chooses or carries a login
    path_variables: tuple[str, ...] = ()  # of those, the ones that name a folder
    secret_variables: tuple[str, ...] = ()  # of those, the ones that no other program may inherit
    login_files: tuple[str, ...]  # one of them is in each folder that somebody has signed in to
    file_beside_folder: str = ""  # the same, in the home, for the default folder alone
    other_folders: tuple[str, ...] = ()  # patterns of usual names for more logins

    sources: Mapping[str, str]  # in the order in which they are asked, with the title of each
    off_by_default: tuple[str, ...] = ()  # of those, the ones that run `program`
    base_url: str = ""  # empty: as the client's own settings say
    web_url: str = ""
    hosts: tuple[str, ...]  # the vendor's servers: their names are no secret
    file_names: tuple[str, ...] = ()  # besides login_files, names in the folder that are no secret

    windows: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)  # name -> label, length in seconds
    preview_plan: str
    preview_source: str
    preview: tuple[PreviewWindow, ...]

    @property
    def default_sources(self) -> tuple[str, ...]:
        """Return the sources that are asked unless the config says otherwise."""
        return tuple(source for source in self.sources if source not in self.off_by_default)

    def module_of(self, source: str) -> str:
        """Return the name of the module in the provider's folder: `oauth` for `claude_oauth`."""
        return source.removeprefix(f"{self.name}_")


CLAUDE = "claude"
CODEX = "codex"

_ROWS = (
    ProviderRow(
        name=CLAUDE,
        title="Claude",
        client="Claude Code",
        program="claude",
        symbol="C",
        sign_in="claude",
        sign_in_remedy="Run `claude` and sign in.",
        renewal_remedy="Run `claude`: it renews its login.",
        folder="~/.claude",
        folder_variable="CLAUDE_CONFIG_DIR",
        login_variables=(
            "CLAUDE_SECURESTORAGE_CONFIG_DIR",
            "CLAUDE_CODE_OAUTH_TOKEN",
            "CLAUDE_CODE_OAUTH_SCOPES",
            "STATUSLINE_CLAUDE_SESSION_KEY",
        ),
        path_variables=("CLAUDE_SECURESTORAGE_CONFIG_DIR",),
        secret_variables=("CLAUDE_CODE_OAUTH_TOKEN", "STATUSLINE_CLAUDE_SESSION_KEY"),
        login_files=(".credentials.json", ".claude.json", ".config.json"),
        file_beside_folder="~/.claude.json",
        other_folders=("~/.claude-*", "~/.config/claude*"),
        sources={
            "claude_statusline": "session",
            "claude_state_file": "state file",
            "claude_client": "client",
            "claude_oauth": "API",
            "claude_web": "claude.ai",
            "claude_transcripts": "transcripts",
        },
        off_by_default=("claude_client",),
        base_url="https://api.anthropic.com",
        web_url="https://claude.ai",
        hosts=("api.anthropic.com", "claude.ai"),
        file_names=("settings.json", "settings.local.json", "projects"),
        windows={
            "seven_day_opus": ("opus", _SEVEN_DAYS),
            "seven_day_sonnet": ("sonnet", _SEVEN_DAYS),
            "seven_day_oauth_apps": ("apps", _SEVEN_DAYS),
            "spend_limit": ("spend", None),
            "included_credits": ("included", None),
            "contract_budget": ("budget", None),
            "extra_usage": ("extra", None),
        },
        preview_plan="max",
        preview_source="claude_oauth",
        preview=(
            PreviewWindow("five_hour", "5h", 42.4, 7_860, _FIVE_HOURS),
            PreviewWindow("seven_day", "7d", 71.0, 172_800, _SEVEN_DAYS),
        ),
    ),
    ProviderRow(
        name=CODEX,
        title="Codex",
        client="Codex",
        program="codex",
        symbol="X",
        sign_in="codex login",
        sign_in_remedy="Run `codex login`.",
        renewal_remedy="Run `codex`: it renews its login.",
        folder="~/.codex",
        folder_variable="CODEX_HOME",
        login_variables=("CODEX_ACCESS_TOKEN", "OPENAI_FEDERATION_RULE_ID"),
        secret_variables=("CODEX_ACCESS_TOKEN",),
        login_files=("auth.json", "config.toml"),  # the second for a login in the keyring
        other_folders=("~/.codex-*",),
        sources={
            "codex_statusline": "session",
            "codex_rollouts": "session files",
            "codex_client": "client",
            "codex_oauth": "API",
        },
        off_by_default=("codex_client",),
        hosts=("chatgpt.com", "chat.openai.com"),
        file_names=("sessions", "archived_sessions"),
        windows={"credits": ("credits", None), "primary": ("limit", None), "secondary": ("limit 2", None)},
        preview_plan="plus",
        preview_source="codex_oauth",
        preview=(PreviewWindow("five_hour", "5h", 12.0, 13_200, _FIVE_HOURS),),
    ),
)

TABLE: dict[str, ProviderRow] = {row.name: row for row in _ROWS}
PROVIDERS = tuple(TABLE)
SOURCES = {row.name: tuple(row.sources) for row in _ROWS}


def source_title(source: str) -> str:
    """Return the words for a source that people read; its name if it is of no row."""
    return next((row.sources[source] for row in TABLE.values() if source in row.sources), source)


def listed(words: Iterable[str], last: str) -> str:
    """Return words as a sentence lists them: `a`, `a or b`, `a, b or c`; last: the word before the last one."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end
