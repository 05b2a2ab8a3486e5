"""`statusline guard`: exit 0 below a percentage, 1 at or above it, 69 if it is unknown; `--wait` waits until below."""

from __future__ import annotations

import os
import time
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from statusline.cli import options, streams
from statusline.cli.options import clock
from statusline.config import Config
from statusline.config.providers import PROVIDERS
from statusline.demo.workplace import ended_by_signals
from statusline.errors import EXIT_REACHED, EXIT_UNKNOWN, StatuslineError
from statusline.frozen import dataclass
from statusline.hot import show, spawn
from statusline.limits import guard, view, windows
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


def _windows(names: tuple[str, ...], environment: Environment, config: Config) -> tuple[str, ...]:
    """Return the windows of these names or labels. Raises click.BadParameter."""
    by_label = _labels(environment, config) if names else {}
    chosen = tuple(dict.fromkeys(by_label.get(name, name) for name in names))
    check = next(field.metadata["check"] for field in fields(Config) if field.name == "windows")
    if faults := [fault for _, fault in check(("--window",), list(chosen))]:
        raise click.BadParameter(faults[0].removeprefix("names the "), param_hint="'--window'")
    return chosen


def _labels(environment: Environment, config: Config) -> dict[str, str]:
    """Return the windows by their labels: the usual ones, those of the last answers, and those of the config."""
    recorded = transaction.read(environment, clock()).record.accounts.values()
    samples = {windows.label(sample, config): sample.window for account in recorded for sample in account.samples}
    return {**render_names.BY_LABEL, **samples}


def _size(ctx: click.Context, option: click.Parameter, value: str | None) -> int | str | None:
    if value is None:
        return None
    from statusline.cli import guard_for  # here: as below

    return guard_for.size(ctx, option, value)


@click.command()
@click.option(
    "--max",
    "limit",
    type=options.Whole(1, 100),
    default=DEFAULT,
    show_default=True,
    metavar="PCT",
    help="The percentage used to stay below.",
)
@click.option(
    "--window",
    "names",
    multiple=True,
    metavar="NAME",
    help="Check only this window, such as 5h or seven_day:fable. Repeatable. Default: all but those of a single model.",
)
@click.option(
    "--provider",
    type=options.Choice(PROVIDERS),
    help="Check only this provider. Default: every provider you are signed in to.",
)
@click.option("--account", "-a", metavar="LABEL", help="An account from `statusline accounts`.")
@click.option(
    "--for",
    "task",
    callback=_size,
    metavar="TOKENS",
    help="Whether so many tokens (200k) fit, or, with like-project, a session like those of this folder.",
)
@click.option("--model", metavar="NAME", help="With --for: of this model; a part of its name is enough.")
@click.option("--wait", is_flag=True, help="Wait until use is below: for the reset and the number after it.")
@click.option(
    "--unknown",
    type=options.Choice(("ok", "fail")),
    help="Exit 0 (ok) or 1 (fail) instead of 69 if the number is unknown.",
)
@click.option(
    "--credits",
    "credits_",
    type=options.Choice(("ok", "stop")),
    default="stop",
    show_default=True,
    help="Whether a used-up window is ok as long as the vendor goes on with paid credits.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing.")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    ctx: click.Context,
    limit: int,
    names: tuple[str, ...],
    provider: str | None,
    account: str | None,
    task: int | str | None,
    model: str | None,
    wait: bool,
    unknown: str | None,
    credits_: str,
    quiet: bool,
) -> None:
    """For scripts: exit 0 below the percentage, 1 at or above it, 69 if it is unknown, 2 for wrong options.

    Reads the cache, and starts a detached refresh if it is stale, like a prompt. The reason is on stderr.
    """
    question = Question(limit, names, provider or "", credits_help=credits_ == "ok")
    if task is not None or model is not None:
        _refuse_both(ctx, task)
    try:
        post = _post(question, account, quiet=quiet)
        if task is not None:
            ctx.exit(_for(post, task, model or "", unknown, quiet=quiet))
        with ended_by_signals():
            finding = _waited(post, quiet=quiet) if wait else look(post, clock())
        sentence = guard.sentence(finding, question, clock())
    except StatuslineError as error:
        finding, sentence = Finding(UNKNOWN, ""), str(error).removesuffix(".")
    if not quiet:
        streams.say(f"statusline: {sentence}.")
    ctx.exit({BELOW: 0, REACHED: EXIT_REACHED}.get(finding.state, STATUSES[unknown]))


def _refuse_both(ctx: click.Context, task: int | str | None) -> None:
    """Refuse options that have no meaning together. Raises click.UsageError."""
    if task is None:
        raise click.UsageError("--model goes with --for.")
    given = [name for name in ("limit", "wait") if ctx.get_parameter_source(name) != ParameterSource.DEFAULT]
    if given:
        raise click.UsageError(f"--{'max' if given[0] == 'limit' else 'wait'} does not go with --for.")


def _for(post: Post, task: int | str, model: str, unknown: str | None, *, quiet: bool) -> int:
    """Tell whether a task fits, and return the exit status. Raises StatuslineError."""
    from statusline.cli import guard_for  # here: the other questions need neither index nor prices

    look(post, clock())  # starts the refresh that a prompt would start
    account = next((each for each in post.config.accounts if each.key == post.key), None)
    answer = guard_for.answer(post.environment, account, post.question, task, model, clock())
    if not quiet:
        streams.say(f"statusline: {answer.why}.")
    return {"yes": 0, "no": EXIT_REACHED}.get(answer.verdict, STATUSES[unknown])


@dataclass(frozen=True, slots=True)
class Post:
    """The context of a guard: environment, config, the key of the login to check, and the question."""

    environment: Environment
    config: Config
    key: str
    question: Question
    start: Callable[[str, str, Mapping[str, str], int], bool] = show.start  # type: ignore[assignment]  # any mapping will do

    def finding(self, now: int) -> Finding:
        """Return the finding from the cache. Raises StorageError."""
        record = transaction.read(self.environment, now).record
        views = view.accounts(record, self.key, self.config, now)
        return guard.judge(views, self.question, self.config, now, refreshed=self.key in record.logins)

    def refresh(self, now: int) -> None:
        """Start the refresh that a prompt would start."""
        self.start(self.environment.folder, "refresh", self.environment.environ, now)

    def refreshing(self, now: int) -> bool:
        """Return whether a detached refresh is running: it keeps its claim until it ends."""
        claim = (files.read_bytes(f"{self.environment.folder}/refresh.claim", 64) or b"").strip()
        return claim.isdigit() and 0 <= now - int(claim) < spawn.CLAIM_LIFE


def _post(question: Question, label: str | None, *, quiet: bool) -> Post:
    environment = find_environment(os.environ)
    config, complaint = overview.settings(environment)
    if complaint and not quiet:
        streams.say(f"statusline: {complaint}")
    question = replace(question, windows=_windows(question.windows, environment, config))
    if label is None:
        return Post(environment, config, environment.key, question)
    named = next((account for account in config.accounts if account.label == label), None)
    if named is None:
        labels = ", ".join(account.label for account in config.accounts) or "none"
        raise click.UsageError(f"No account has the label {label!r}; available: {labels}.")
    if question.provider not in ("", named.provider):
        raise click.UsageError(f"The account {label!r} belongs to {named.provider}, not to {question.provider}.")
    return Post(environment, config, named.key, question)


def look(post: Post, now: int) -> Finding:
    """Return the finding from the cache, and start a detached refresh if it is stale."""
    finding = post.finding(now)
    if due.starts_refresh(post.environment, now):
        post.refresh(now)
    return finding


def _waited(post: Post, *, quiet: bool) -> Finding:
    from statusline.cli import progress  # rich is only needed to wait

    with progress.shown(quiet=quiet) as tell:
        return until_below(post, tell, clock, time.sleep)


def until_below(post: Post, tell: Tell, clock: Callable[[], int], sleep: Callable[[float], None]) -> Finding:
    """Look until use is below, or unknown for good; servers are asked no sooner than by a prompt.

    Only the wall clock counts (epoch seconds): it goes on while the machine sleeps, and it may be set.
    """
    finding, attempts = look(post, clock()), 0
    while finding.state != BELOW:
        now = clock()
        if (finding.state == UNKNOWN or finding.resets_at is None) and now >= finding.ask_from:
            stale = due.starts_refresh(post.environment, now)
            if stale:
                post.refresh(now)
            elif finding.final and not post.refreshing(now):
                return post.finding(clock())
            attempts = attempts + 1 if stale else 0
            if attempts > PATIENCE:
                raise StatuslineError("The background refresh does not finish.", "Run `statusline refresh` to see why.")
        tell(guard.sentence(finding, post.question, now), f"{finding.state} {finding.name}", finding.resets_at, now)
        sleep(LOOK_EVERY)
        finding = post.finding(clock())
    return finding
