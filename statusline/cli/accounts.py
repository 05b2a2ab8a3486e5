"""`statusline accounts`: the configured accounts and their sign-ins; other logins, and how one of them is added."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from statusline.cli import config_edit, output
from statusline.cli.groups import Group
from statusline.cli.options import Choice, clock, output_format
from statusline.config import account_toml, editing, reading
from statusline.config.providers import PROVIDERS, TABLE
from statusline.limits import view
from statusline.providers import discovery
from statusline.refresh.job import prepare
from statusline.state import transaction
from statusline.state.environment import expanded, find_environment
from statusline.state.last_good_config import LAST_GOOD_IS_USED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import NamedAccount
    from statusline.refresh.job import Job
    from statusline.state.environment import Environment
    from statusline.state.transaction import SharedState

OFF = "off"
_BACKUP = "config.before-accounts.toml"


@click.group(cls=Group, name="accounts", invoke_without_command=True)
@output_format("text", "json")
@click.pass_context
def command(ctx: click.Context, format_: str) -> None:
    """List the accounts of the config, and other logins in your home folder.

    `--account LABEL` shows one of them in any terminal; JSON has them all. No network.
    To remove one, delete its [[accounts]] table: `statusline config edit`.
    """
    if ctx.invoked_subcommand is None:
        _list(as_json=format_ == "json")


@command.command(short_help="Add another login to the config")
@click.argument("folder", required=False)
@click.option("--label", help="Its name in `--account LABEL`. Default: from the folder's name.")
@click.option("--provider", type=Choice(PROVIDERS), help="Whose login the folder holds, where both are possible.")
def add(folder: str | None, label: str | None, provider: str | None) -> None:
    """Add the login in FOLDER (such as ~/.claude-work) to the config; without FOLDER, the one that is found."""
    environment = find_environment(os.environ)
    before = reading.read(environment.config)
    config = reading.parse(before or "", environment.config)
    offered = discovery.offered(environment.environ, config.accounts)
    account = _chosen(environment, offered, folder, provider)
    if label:
        account = replace(account, label=label)
    after = editing.with_account(before or "", account, environment.config)
    config_edit.write(environment, before, after, _BACKUP, f"Add to it:\n{account_toml(account)}")
    click.echo("\n".join(config_edit.diff(environment.config, before, after)))
    click.echo(f"Run `statusline refresh`, then `statusline --account {account.label}` in any terminal.")


def _chosen(
    environment: Environment, offered: list[NamedAccount], folder: str | None, provider: str | None
) -> NamedAccount:
    """Return the login in a folder, or the only one that is offered. Raises click.UsageError."""
    offered = [account for account in offered if provider in (None, account.provider)]
    if folder:
        real = os.path.realpath(expanded(folder, environment.environ))
        matches = [a for a in offered if os.path.realpath(expanded(a.folder, environment.environ)) == real]
        problem = f"No login that is not configured yet was found in {folder}."
    else:
        matches = [account for account in offered if account.folder != TABLE[account.provider].folder]
        problem = "No other login was found in your home folder."
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise click.UsageError(f"{problem} `statusline accounts` lists what was found.")
    listed = ", ".join(f"{account.folder} ({account.provider})" for account in matches)
    raise click.UsageError(f"Several were found: {listed}. Name one{', or --provider' if folder else ''}.")


def _list(*, as_json: bool) -> None:
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
        output.echo_lines((), _lines(configured, offered), others="    ")


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


def _lines(configured: list[dict[str, object]], offered: list[NamedAccount]) -> Iterator[str]:
    if not configured:
        yield "No account is configured: each terminal shows its own login."
    for row in configured:
        yield f"{row['label']}: {row['provider']} in {row['folder']}: {_state(row)}"
    if offered:
        yield from ("", "Also found:")
    for account in offered:
        yield f"  {account.folder} ({account.provider}): `statusline accounts add {account.folder}`"


def _state(row: dict[str, object]) -> str:
    if row["status"] == OFF:
        return f"off, because [{row['provider']}] is not enabled"
    if not row["signed_in"]:
        return str(row["why"] or "nobody is signed in")
    whose = f"signed in as {row['account']}, plan {row['plan'] or 'unknown'}, {row['status']}"
    return f"{whose} ({row['why']})" if row["why"] else whose
