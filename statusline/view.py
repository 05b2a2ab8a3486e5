"""What one login sees: its accounts with the windows to believe, their status, and when all that turns stale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline import merge
from statusline.model import PROVIDERS, Account

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.model import Record, Sample

OK = "ok"
STALE = "stale"
PENDING = "pending"
UNCONFIGURED = "unconfigured"
NO_DURATION = 0


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account as it is shown. Times are epoch seconds.

    `status` is what holds before `stale_at`, `stale_status` from then on. `as_of` is the newest observation.
    """

    account: Account
    windows: tuple[Sample, ...]
    status: str
    stale_status: str
    as_of: int | None
    stale_at: int | None


def accounts(record: Record, login_key: str, config: Config, now: int) -> tuple[AccountView, ...]:
    """Return the accounts of a login in the order of PROVIDERS; a provider nobody is signed in to is unconfigured."""
    login = record.logins.get(login_key)
    views = []
    for provider in PROVIDERS:
        if not getattr(config, provider).enabled:
            continue
        signed_in = login.signed_in.get(provider) if login else None
        account = record.accounts.get(signed_in.account) if signed_in else None
        views.append(view(account, config, now) if account else _nobody(provider))
    return tuple(views)


def view(account: Account, config: Config, now: int) -> AccountView:
    """Return account as it is shown."""
    windows = tuple(sorted(merge.believe(account.samples, now).values(), key=_order))
    as_of = max((sample.as_of for sample in windows), default=None)
    problem = account.problem
    status = problem.status if problem else OK if windows else PENDING
    return AccountView(
        account=account,
        windows=windows,
        status=status,
        stale_status=STALE if status == OK else status,
        as_of=as_of,
        stale_at=min((sample.as_of for sample in windows), default=0) + config.stale_after if windows else None,
    )


def nobody(views: tuple[AccountView, ...]) -> bool:
    """Return whether no provider at all is signed in."""
    return all(one.status == UNCONFIGURED for one in views)


def _nobody(provider: str) -> AccountView:
    return AccountView(Account(account="", provider=provider), (), UNCONFIGURED, UNCONFIGURED, None, None)


def _order(sample: Sample) -> tuple[bool, int, str]:
    return ":" in sample.window, sample.length_seconds or NO_DURATION, sample.window
