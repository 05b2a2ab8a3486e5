"""What accounts and windows are called where people and scripts read it. The one place that names an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline.config.windows import WINDOWS
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
    """An account for people: `label` is the user's own word for it, `key` its hash, `text` what tells it apart.

    `shown` is the key that may be shown.
    """

    key: str
    provider: str
    label: str | None
    text: str
    shown: str

    def answers_to(self, word: str) -> bool:
        """Tell whether word means this account: its label, its key, or the beginning of that which is shown."""
        digests = (key.partition(":")[2] for key in (self.key, self.shown))
        known = word in (self.label, self.key, self.shown)
        return known or (len(word) >= SHORT_KEY and any(digest.startswith(word) for digest in digests))


@dataclass(frozen=True, slots=True)
class WindowName:
    """A window for people; `length_seconds` None: unknown."""

    window: str
    label: str
    length_seconds: int | None


def accounts(
    record: Record, login_key: str, config: Config, now: int, redactor: Redactor = NO_REDACTION
) -> Callable[[str], AccountName]:
    """Return what names an account by its key; also one that the record has forgotten. now: epoch seconds.

    veil: what a name may say; the account answers to its real one too.
    """
    here = {one.account.account: one for one in view.everywhere(record, login_key, config, now)}

    def named(key: str) -> AccountName:
        provider = record.accounts[key].provider if key in record.accounts else key.partition(":")[0]
        known = here[key].account.label or config.of(provider).label if key in here else None
        label = known or (record.accounts[key].label if key in record.accounts else None)
        label, shown = printable(redactor.label(label) or ""), redactor.key(key)
        apart = label or ("" if key in here else shown.partition(":")[2][:SHORT_KEY])
        return AccountName(key, provider, label or None, f"{provider} {apart}".strip(), shown)

    return named


def window(name: str, account: Account | None, config: Config) -> WindowName:
    """Return what a window of account (None: forgotten) is called: as the config says, its source, or its name."""
    known = next((sample for sample in account.samples if sample.window == name), None) if account else None
    label, length = _by_name(name)
    label = config.window_of(name).label or (known.label if known else label)
    return WindowName(name, printable(label), known.length_seconds if known else length)


def _by_name(name: str) -> tuple[str, int | None]:
    """Return label and length of a window that no record tells of any more: `seven_day:fable` is `fable 7d`."""
    base, _, scope = name.partition(":")
    seconds = base.removeprefix(_ANY_LENGTH)
    label, length = WINDOWS.get(base, (base, None))
    if seconds != base and seconds.isascii() and seconds.isdecimal():
        _, label, length = classify(int(seconds))
    return f"{scope} {label}".strip(), length
