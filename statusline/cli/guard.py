"""`statusline guard`: exit 0 below a percentage, 1 at or above it, 69 if that is not known; `--wait` waits for it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import click

from statusline.cli import streams
from statusline.cli.options import clock
from statusline.config import Config
from statusline.config.providers import PROVIDERS
from statusline.demo.workplace import ended_by_signals
from statusline.errors import EXIT_REACHED, EXIT_UNKNOWN, StatuslineError
from statusline.hot import show, spawn
from statusline.limits import guard, view
from statusline.limits.guard import BELOW, REACHED, UNKNOWN, Finding, Question
from statusline.refresh import due
from statusline.render import names as render_names
from statusline.render import overview
from statusline.state import files, transaction
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from statusline.cli.progress import Tell
    from statusline.state.environment import Environment

DEFAULT = 95
LOOK_EVERY = 1.0
PATIENCE = 150  # looks: time for two refreshes that died
STATUSES = {"ok": 0, "fail": EXIT_REACHED, None: EXIT_UNKNOWN}


def _windows(_: click.Context, __: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    check = next(field.metadata["check"] for field in fields(Config) if field.name == "windows")
    windows = tuple(dict.fromkeys(render_names.BY_LABEL.get(name, name) for name in names))
    faults = [fault for _, fault in check(("--window",), list(windows))]
    if faults:
        raise click.BadParameter(faults[0].removeprefix("names the "))
    return windows


@click.command()
@click.option(
    "--max",
    "limit",
    type=click.IntRange(1, 100),
    default=DEFAULT,
    show_default=True,
    metavar="PCT",
    help="The percentage used to stay below.",
)
@click.option(
    "--window",
    "windows",
    multiple=True,
    callback=_windows,
    metavar="NAME",
    help="A window that counts, such as 5h or seven_day:fable. Repeatable. Default: all but those of a single model.",
)
@click.option("--provider", type=click.Choice(PROVIDERS), help="Whose limits count. Default: all who are signed in to.")
@click.option("--account", "-a", metavar="LABEL", help="One of the accounts of `statusline accounts`.")
@click.option("--wait", is_flag=True, help="Wait until it is below: for the reset, and for the answer after it.")
@click.option("--unknown", type=click.Choice(("ok", "fail")), help="Exit 0 or 1, not 69, if the number is not known.")
@click.option(
    "--credits",
    "credits_",
    type=click.Choice(("ok", "stop")),
    default="stop",
    show_default=True,
    help="Whether a used-up window is ok as long as the vendor goes on with paid credits.",
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing.")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    ctx: click.Context,
    limit: int,
    windows: tuple[str, ...],
    provider: str | None,
    account: str | None,
    wait: bool,
    unknown: str | None,
    credits_: str,
    quiet: bool,
) -> None:
    """For scripts: exit 0 below the percentage, 1 at or above it, 69 if it is not known, 2 for wrong options.

    Reads the cache; if that is stale, a refresh is started behind it as by a prompt. What decided is said on stderr.
    """
    question = Question(limit, windows, provider or "", credits_help=credits_ == "ok")
    try:
        post = _post(question, account, quiet=quiet)
        with ended_by_signals():
            found = _waited(post, quiet=quiet) if wait else look(post, clock())
        said = guard.sentence(found, question, clock())
    except StatuslineError as error:
        found, said = Finding(UNKNOWN, ""), str(error).removesuffix(".")
    if not quiet:
        streams.say(f"statusline: {said}.")
    ctx.exit({BELOW: 0, REACHED: EXIT_REACHED}.get(found.state, STATUSES[unknown]))


@dataclass(frozen=True, slots=True)
class Post:
    """Where the guard stands: this login's place, the config, the key of the login that counts, and the question."""

    environment: Environment
    config: Config
    key: str
    question: Question
    start: Callable[[str, str, Mapping[str, str], int], bool] = show.start  # type: ignore[assignment]  # any mapping will do

    def finding(self, now: int) -> Finding:
        """Return what the cache says now. Raises StorageError."""
        record = transaction.read(self.environment, now).record
        views = view.accounts(record, self.key, self.config, now)
        return guard.judge(views, self.question, self.config, now, refreshed=self.key in record.logins)

    def refresh(self, now: int) -> None:
        """Start what a prompt would start."""
        self.start(self.environment.folder, "refresh", self.environment.environ, now)

    def refreshing(self, now: int) -> bool:
        """Return whether a detached refresh is at work: its claim holds a time until it ends."""
        claim = (files.read_bytes(f"{self.environment.folder}/refresh.claim", 64) or b"").strip()
        return claim.isdigit() and 0 <= now - int(claim) < spawn.CLAIM_LIFE


def _post(question: Question, label: str | None, *, quiet: bool) -> Post:
    environment = find_environment(os.environ)
    config, complaint = overview.settings(environment)
    if complaint and not quiet:
        streams.say(f"statusline: {complaint}")
    if label is None:
        return Post(environment, config, environment.key, question)
    named = next((one for one in config.accounts if one.label == label), None)
    if named is None:
        known = ", ".join(one.label for one in config.accounts) or "none"
        raise click.UsageError(f"No account is configured under the label {label!r}; available: {known}.")
    if question.provider not in ("", named.provider):
        raise click.UsageError(f"The account {label!r} is one of {named.provider}, not of {question.provider}.")
    return Post(environment, config, named.key, question)


def look(post: Post, now: int) -> Finding:
    """Return what the cache says, and start a refresh behind it if it is stale."""
    found = post.finding(now)
    if due.starts_refresh(post.environment, now):
        post.refresh(now)
    return found


def _waited(post: Post, *, quiet: bool) -> Finding:
    from statusline.cli import progress  # rich is for those who wait

    with progress.told(quiet=quiet) as tell:
        return until_below(post, tell, clock, time.sleep)


def until_below(post: Post, tell: Tell, clock: Callable[[], int], sleep: Callable[[float], None]) -> Finding:
    """Look until it is below, or unknown and will stay so; have the servers asked no sooner than a prompt would.

    Only the wall clock counts (epoch seconds): it goes on while the machine sleeps, and it may be set.
    """
    found, in_vain = look(post, clock()), 0
    while found.state != BELOW:
        now = clock()
        if (found.state == UNKNOWN or found.resets_at is None) and now >= found.ask_from:
            stale = due.starts_refresh(post.environment, now)
            if stale:
                post.refresh(now)
            elif found.final and not post.refreshing(now):
                return post.finding(clock())
            in_vain = in_vain + 1 if stale else 0
            if in_vain > PATIENCE:
                raise StatuslineError("The refresh behind it comes to no end.", "Run `statusline refresh` to see why.")
        tell(guard.sentence(found, post.question, now), f"{found.state} {found.name}", found.resets_at, now)
        sleep(LOOK_EVERY)
        found = post.finding(clock())
    return found
