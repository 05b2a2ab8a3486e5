"""The view of one login: its accounts with the windows to believe, their status, and when they turn stale."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from statusline.config.providers import PROVIDERS, TABLE, listed
from statusline.frozen import dataclass
from statusline.hot.paths import ACCOUNT_MARK
from statusline.limits import merge
from statusline.limits.model import Account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.config import Config
    from statusline.limits.model import Block, Problem, Record, Room, Sample
    from statusline.limits.pace import Pace
    from statusline.redaction import Redactor

OK = "ok"
STALE = "stale"
PENDING = "pending"
UNCONFIGURED = "unconfigured"
BLOCKED = "blocked"
NOT_UNDERSTOOD = "unknown"  # a server answered, and nothing in it is understood as a limit
SIGNED_OUT = {row.name: f"nobody is signed in; run `{row.sign_in}`" for row in TABLE.values()}
NOBODY = (
    f"Nobody is signed in to {listed((row.client for row in TABLE.values()), 'or')} here. Run "
    f"{listed((f'`{row.sign_in}`' for row in TABLE.values()), 'or')}, then `statusline refresh`; `statusline doctor`"
    " shows where it looked."
)
NO_DURATION = 0


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account as it is shown. Times are epoch seconds.

    `status` holds before `stale_at`, `stale_status` from then on. `as_of` is the newest observation.
    `pace` is by window; a window without reliable pace has none; so is `room`.
    """

    account: Account
    windows: tuple[Sample, ...]
    status: str
    stale_status: str
    as_of: int | None
    stale_at: int | None
    pace: Mapping[str, Pace] = field(default_factory=dict)
    room: Mapping[str, Room] = field(default_factory=dict)


def accounts(record: Record, login_key: str, config: Config, now: int) -> tuple[AccountView, ...]:
    """Return the accounts of a login in the order of PROVIDERS; without a sign-in a provider is unconfigured.

    The login of a configured account has its provider alone.
    """
    configured = next((account for account in config.accounts if account.key == login_key), None)
    views = []
    for provider in (configured.provider,) if configured else PROVIDERS:
        if config.of(provider).enabled:
            account = _signed_in(record, login_key, provider)
            label = configured.label if configured else _label(record, account, config)
            nobody_ = _nobody(provider, label, _why_nobody(record, login_key, provider))
            views.append(view(replace(account, label=label), config, now) if account else nobody_)
    return tuple(views)


def everywhere(record: Record, login_key: str, config: Config, now: int) -> tuple[AccountView, ...]:
    """Return the accounts of a login, then those of the configured accounts that are not among them."""
    views = list(accounts(record, login_key, config, now))
    for configured in () if login_key.startswith(ACCOUNT_MARK) else config.accounts:
        shown = {view.account.account for view in views} - {""}
        views += [view for view in accounts(record, configured.key, config, now) if view.account.account not in shown]
    return tuple(views)


def view(account: Account, config: Config, now: int) -> AccountView:
    windows = tuple(sorted(merge.believe(account.samples, now).values(), key=_order))
    block = account.block if account.block and (account.block.until is None or account.block.until > now) else None
    moments = (account.unlimited_at, account.unnamed_at, block.as_of if block else None)
    answered = [at for at in moments if at is not None]
    times = [sample.as_of for sample in windows] or answered
    status = _status(account, block, has_data=bool(windows), answered=bool(answered))
    return AccountView(
        account=replace(account, block=block),
        windows=windows,
        status=status,
        stale_status=STALE if status in (OK, NOT_UNDERSTOOD) else status,
        as_of=max(times, default=None),
        stale_at=min(times) + config.stale_after if times else None,
    )


def _status(account: Account, block: Block | None, *, has_data: bool, answered: bool) -> str:
    if block:
        return BLOCKED
    if account.problem:
        return account.problem.status
    if has_data or account.unlimited_at is not None:
        return OK
    return NOT_UNDERSTOOD if answered else PENDING


def redacted(views: tuple[AccountView, ...], redactor: Redactor) -> tuple[AccountView, ...]:
    """Return the views redacted. The accounts' keys change: look up what goes by a key first."""
    return tuple(replace(view, account=redacted_account(view.account, redactor)) for view in views)


def redacted_account(account: Account, redactor: Redactor) -> Account:
    problem = account.problem
    if problem:
        problem = replace(problem, message=redactor.text(problem.message), remedy=redactor.text(problem.remedy))
    block = account.block
    if block:
        block = replace(block, message=redactor.text(block.message), remedy=redactor.text(block.remedy))
    key, label = redactor.key(account.account), redactor.label(account.label)
    return replace(account, account=key, label=label, problem=problem, block=block)


def nobody(views: tuple[AccountView, ...]) -> bool:
    """Return whether no enabled provider is signed in, nor used in a way that has no limits."""
    return bool(views) and all(view.status == UNCONFIGURED and not view.account.problem for view in views)


def _signed_in(record: Record, login_key: str, provider: str) -> Account | None:
    login = record.logins.get(login_key)
    signed_in = login.signed_in.get(provider) if login else None
    return record.accounts.get(signed_in.account) if signed_in else None


def _label(record: Record, account: Account | None, config: Config) -> str | None:
    """Return the label of the configured account that this account is; otherwise its own label."""
    if account is None:
        return None
    candidates = (candidate for candidate in config.accounts if candidate.provider == account.provider)
    same = (
        candidate.label for candidate in candidates if _signed_in(record, candidate.key, account.provider) == account
    )
    return next(same, account.label)


def _why_nobody(record: Record, login_key: str, provider: str) -> Problem | None:
    login = record.logins.get(login_key)
    signed_in = login.signed_in.get(provider) if login else None
    return signed_in.problem if signed_in else None


def _nobody(provider: str, label: str | None, problem: Problem | None) -> AccountView:
    account = Account(account="", provider=provider, label=label, problem=problem)
    return AccountView(account, (), UNCONFIGURED, UNCONFIGURED, None, None)


def _order(sample: Sample) -> tuple[bool, int, str]:
    return ":" in sample.window, sample.length_seconds or NO_DURATION, sample.window
