"""`statusline accounts`: the configured accounts and their sign-ins; other logins that could be configured."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from statusline.cli import output
from statusline.cli.options import clock
from statusline.config import account_toml
from statusline.limits import view
from statusline.providers import discovery
from statusline.refresh.job import prepare
from statusline.state import transaction
from statusline.state.environment import find_environment
from statusline.state.last_good_config import LAST_GOOD_IS_USED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import NamedAccount
    from statusline.refresh.job import Job
    from statusline.state.transaction import SharedState

OFF = "off"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> None:
    """List the accounts of the config, and other logins in your home folder.

    `--account LABEL` shows one of them in any terminal; JSON has them all. No network.
    """
    job = prepare(find_environment(os.environ), clock)
    shared = transaction.read(job.environment, clock())
    configured = [_row(named, job, shared) for named in job.config.accounts]
    offered = discovery.offered(job.environment.environ, job.config.accounts)
    if job.config_error:
        click.echo(f"statusline: {job.config_error} {LAST_GOOD_IS_USED}", err=True)
    if as_json:
        others = [
            {"provider": account.provider, "label": account.label, "folder": account.folder} for account in offered
        ]
        output.echo_json({"accounts": configured, "found": others})
    else:
        click.echo("\n".join(_lines(configured, offered, job.environment.config)))


def _row(account_settings: NamedAccount, job: Job, shared: SharedState) -> dict[str, object]:
    """Return a configured account as a JSON object; `status` is that of the statusline/1 document."""
    row: dict[str, object] = {
        "label": account_settings.label,
        "provider": account_settings.provider,
        "folder": account_settings.folder,
    }
    job_account = next(
        (job_account for job_account in job.accounts if job_account.label == account_settings.label), None
    )
    if job_account is None:
        return {**row, "signed_in": None, "status": OFF}
    sign_in = job_account.sign_ins[account_settings.provider]
    account = shared.record.accounts.get(sign_in.login.account) if sign_in.login else None
    plan = (sign_in.login.plan if sign_in.login else None) or (account.plan if account else None)
    status = view.view(account, job.config, clock()).status if account else view.PENDING
    return {
        **row,
        "signed_in": sign_in.login is not None,
        "account": sign_in.login.account if sign_in.login else None,
        "plan": plan,
        "status": status if sign_in.login else view.UNCONFIGURED,
        "why": str(sign_in.error) if sign_in.error else None,
    }


def _lines(configured: list[dict[str, object]], offered: list[NamedAccount], config: str) -> Iterator[str]:
    if not configured:
        yield "No account is configured: each terminal shows its own login."
    for row in configured:
        yield f"{row['label']}: {row['provider']} in {row['folder']}: {_state(row)}"
    if offered:
        yield from ("", f"Also found. To configure one, add its lines to {config}")
    for account in offered:
        yield from ("", account_toml(account))


def _state(row: dict[str, object]) -> str:
    if row["status"] == OFF:
        return f"off, because [{row['provider']}] is not enabled"
    if not row["signed_in"]:
        return str(row["why"] or "nobody is signed in")
    whose = f"signed in as {row['account']}, plan {row['plan'] or 'unknown'}, {row['status']}"
    return f"{whose} ({row['why']})" if row["why"] else whose
