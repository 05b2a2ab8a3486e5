"""The names of accounts and windows for people and scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.windows import WINDOWS
from statusline.frozen import dataclass
from statusline.hot.text import printable
from statusline.limits import view
from statusline.providers.codex.usage_document import classify
from statusline.redaction import NO_REDACTION

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.config import Config
    from statusline.limits.model import Account, Record
    from statusline.redaction import Redactor

SHORT_KEY = 6
_ANY_LENGTH = "window_"
BY_LABEL = {label: window for window, (label, _) in WINDOWS.items()}


@dataclass(frozen=True, slots=True)
class AccountName:
    """An account for people: `label` is the user's own name for it, `key` its hash, `text` a name that is unique.

    `shown` is the key as it may be shown.
    """

    key: str
    provider: str
    label: str | None
    text: str
    shown: str

    def answers_to(self, name: str) -> bool:
        """Tell whether name means this account: its label, its key, or the beginning of the key shown."""
        digests = (key.partition(":")[2] for key in (self.key, self.shown))
        is_exact = name in (self.label, self.key, self.shown)
        return is_exact or (len(name) >= SHORT_KEY and any(digest.startswith(name) for digest in digests))


@dataclass(frozen=True, slots=True)
class WindowName:
    """A window for people; `length_seconds` None: unknown."""

    window: str
    label: str
    length_seconds: int | None


def accounts(
    record: Record, login_key: str, config: Config, now: int, redactor: Redactor = NO_REDACTION
) -> Callable[[str], AccountName]:
    """Return a function from an account's key to its name, even if the record has forgotten it. now: epoch seconds.

    redactor: hides real names; the account still answers to them.
    """
    views = {shown_view.account.account: shown_view for shown_view in view.everywhere(record, login_key, config, now)}

    def named(key: str) -> AccountName:
        provider = record.accounts[key].provider if key in record.accounts else key.partition(":")[0]
        own_label = views[key].account.label or config.of(provider).label if key in views else None
        label = own_label or (record.accounts[key].label if key in record.accounts else None)
        label, shown = printable(redactor.label(label) or ""), redactor.key(key)
        apart = label or ("" if key in views else shown.partition(":")[2][:SHORT_KEY])
        return AccountName(key, provider, label or None, f"{provider} {apart}".strip(), shown)

    return named


def window(name: str, account: Account | None, config: Config) -> WindowName:
    """Return the name of an account's window (account None: forgotten): the config's, its source's, or its own."""
    recorded_sample = next((sample for sample in account.samples if sample.window == name), None) if account else None
    label, length = _by_name(name)
    label = config.window_of(name).label or (recorded_sample.label if recorded_sample else label)
    return WindowName(name, printable(label), recorded_sample.length_seconds if recorded_sample else length)


def _by_name(name: str) -> tuple[str, int | None]:
    """Return label and length of a window that no record tells of any more: `seven_day:fable` is `fable 7d`."""
    base, _, scope = name.partition(":")
    seconds = base.removeprefix(_ANY_LENGTH)
    label, length = WINDOWS.get(base, (base, None))
    if seconds != base and seconds.isascii() and seconds.isdecimal():
        _, label, length = classify(int(seconds))
    return f"{scope} {label}".strip(), length
