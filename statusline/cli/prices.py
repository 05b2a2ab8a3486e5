"""`statusline prices`: the list prices of models, and newer ones on request."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from statusline.cli import options, output, streams
from statusline.cli.groups import Group
from statusline.cli.login import client
from statusline.cli.options import clock
from statusline.cost import amounts as cost_amounts
from statusline.cost import ledgers
from statusline.errors import EXIT_PROBLEM, ConfigError, StatuslineError
from statusline.format.suggest import nearest
from statusline.prices import document, price_list, published, table, updating
from statusline.render import overview, tables
from statusline.render.tables import Shape
from statusline.state import token_index
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.config import Config
    from statusline.prices.price_list import PriceList
    from statusline.prices.table import Model, Rates
    from statusline.state.environment import Environment

NOT_PAID = "List prices of the vendors' APIs, in dollars per million tokens: not what a subscription pays."
_HEAD = ("model", "from", "above", "input", "cached", "5m write", "1h write", "output")
_CHECKED = ("model", "ledgers", "charged", "list price", "equal")
_RATES = Shape(texts=(1,), spare=[_HEAD.index(name) for name in ("5m write", "1h write", "from", "cached")])
_format = options.output_format("table", "json")


@click.group(cls=Group, name="prices", invoke_without_command=True)
@_format
@click.pass_context
def command(ctx: click.Context, format_: str) -> None:
    """List the prices that `cost` uses, in dollars per million tokens. No network.

    Your own prices are in the config, [prices."MODEL"]; they come first.
    """
    if ctx.invoked_subcommand is None:
        prices = opened()[2]
        _print(prices, [model for item in prices.tables for model in item.models], format_)


@command.command(short_help="Show one model's prices")
@click.argument("model")
@_format
def show(model: str, format_: str) -> None:
    """Show the prices of MODEL: its rates by day and context, and the factors of other tiers. No network."""
    prices = opened()[2]
    models = prices.models(model)
    if not models:
        names = [name for item in prices.tables for name in item.by_name()]
        longer = [each.name for item in prices.tables for each in item.models if model and model.lower() in each.name]
        suggestion = nearest(model, names) or max(longer, default=None)
        listed = f'`statusline prices` lists them; put yours into the config, [prices."{model}"].'
        hint = f"Did you mean {suggestion!r}?" if suggestion else listed
        raise StatuslineError(f"There is no price for {model!r}.", hint)
    _print(prices, list(models[:1]), format_)


@command.command(short_help="Fetch the published prices")
@click.option("--from", "file", metavar="FILE", help="Take them from the file that genai-prices publishes. No network.")
@click.option("--yes", "-y", is_flag=True, help="Keep them without asking.")
def update(file: str | None, yes: bool) -> None:
    """Fetch the prices that genai-prices publishes, show what differs, and keep them if you say so.

    One GET to raw.githubusercontent.com, only when you run this; nothing is sent but a user agent.
    """
    environment, config, prices = opened()
    today = datetime.fromtimestamp(clock(), UTC).date().isoformat()
    after = updating.from_file(file, today) if file else _asked(config, today)
    changes = list(updating.diff(prices.published, after))
    if not changes:
        click.echo(f"No price has changed since {prices.published.as_of}.")
        return
    click.echo("\n".join(changes))
    if not yes and not sys.stdin.isatty():
        raise StatuslineError("Nothing was kept: there is no terminal to ask on.", "Add --yes.")
    if yes or click.confirm("Keep these prices?", err=True):
        updating.keep(environment.state, after)
        click.echo(f"Kept in {click.format_filename(price_list.path(environment.state))}.", err=True)


@command.command(short_help="Compare with what Claude Code charged")
@_format
def check(format_: str) -> None:
    """Compare the prices with Claude Code's own ledger of each session; exit 1 where they differ. No network.

    Claude Code writes what a session has cost, by its own prices. Forks are left out: theirs include their parent's.
    """
    environment, _, prices = opened()
    with token_index.reading(environment.state) as database:
        checked = ledgers.check(database.connection, prices) if database else []
    if format_ == "json":
        output.echo_json(
            {"schema": document.SCHEMA, "generated_at": clock(), "ledgers": [*map(_checked_document, checked)]}
        )
    elif checked:
        rows = [_CHECKED, *map(_checked_row, checked)]
        output.echo_lines(tables.lines(rows, Shape(), streams.columns()), ())
    else:
        click.echo("No ledger of Claude Code is known yet.")
    if any(item.equal < item.ledgers for item in checked):
        sys.exit(EXIT_PROBLEM)


def opened() -> tuple[Environment, Config, PriceList]:
    """Return the environment, the config and the prices; what is wrong with their files goes to stderr."""
    environment = find_environment(os.environ)
    config, complaint = overview.settings(environment)
    prices = price_list.load(environment.state, config)
    for text in filter(None, (complaint, prices.note)):
        click.echo(f"statusline: {text}", err=True)
    return environment, config, prices


def _asked(config: Config, today: str) -> table.Table:
    if config.offline:
        raise ConfigError("The config has `offline = true`, so nobody was asked.", "Remove it, or use --from FILE.")
    return updating.ask(client(config), today, published.URL)


def _print(prices: PriceList, models: list[Model], format_: str) -> None:
    first_of_name: dict[str, Model] = {}
    for model in models:
        first_of_name.setdefault(model.name, model)
    seen = sorted(first_of_name.values(), key=lambda model: model.name)
    if format_ == "json":
        output.echo_json(document.document(prices, seen, clock()))
        return
    rows = [_HEAD, *(_row(model, rates) for model in seen for rates in model.rates)]
    output.echo_lines(tables.lines(rows, _RATES, streams.columns()), _notes(prices, seen))


def _notes(prices: PriceList, models: list[Model]) -> Iterator[str]:
    if len(models) == 1 and models[0].tiers:
        yield "tiers: " + ", ".join(f"{tier} {factor} times" for tier, factor in sorted(models[0].tiers.items()))
    yield f"{NOT_PAID} Source: {prices.published.source}, as of {prices.published.as_of}."


def _checked_row(checked: ledgers.Checked) -> tuple[str, ...]:
    amount = cost_amounts.dollars
    equal = f"{checked.equal} of {checked.ledgers}"
    return (checked.model, str(checked.ledgers), amount(checked.charged), amount(checked.listed), equal)


def _checked_document(checked: ledgers.Checked) -> dict[str, object]:
    listed = {} if checked.listed is None else {"list_usd": cost_amounts.number(checked.listed)}
    charged = {"ledger_usd": cost_amounts.number(checked.charged), **listed}
    return {"model": checked.model, "ledgers": checked.ledgers, "equal": checked.equal, **charged}


def _row(model: Model, rates: Rates) -> tuple[str, ...]:
    above = f"{rates.above // 1000}k" if rates.above else ""
    return (model.name, rates.since, above, *map(table.amount, rates.tokens))
