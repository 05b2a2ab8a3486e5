"""A report as one HTML page: no script, nothing from elsewhere, and a policy that allows its own style alone."""

from __future__ import annotations

import base64
import hashlib
import os
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING

from statusline.blame.attribution import MILLI
from statusline.cost import amounts
from statusline.history import forecasts, summary
from statusline.report import charts, rows
from statusline.state import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.report.facts import Facts, Limit, Shares, Span
    from statusline.report.rows import Table

_STYLE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "report.css")
_LARGEST = 1 << 20
_PICO = 10**12
_LABELS = 8  # below a chart, at most


def page(facts: Facts) -> Iterator[str]:
    """Yield the parts of the page."""
    style = (files.read_bytes(_STYLE, _LARGEST, own=False) or b"").decode()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = escape(rows.title(facts.span))
    yield (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
    )
    yield f'<header><h1>{title}</h1><p class="dim">{escape(rows.compared(facts.span))}</p></header>\n'
    yield _tiles(facts)
    yield from _sections(facts)
    notes = "".join(f'<p class="dim">{escape(note)}</p>' for note in facts.notes)
    yield f"<footer>{notes}</footer>\n"
    yield "</main>\n</body>\n</html>\n"


def _sections(facts: Facts) -> Iterator[str]:
    if facts.limits:
        cards = [_limit(limit, facts.span) for limit in facts.limits]
        yield _section("Limits", _table(rows.limits(facts.limits)), cards)
    if facts.shares:
        yield _section("Who used them", "", map(_share, facts.shares))
    if facts.days:
        tables = [_card(rows.costs(cost).title, _table(rows.costs(cost))) for cost in facts.costs if cost.now]
        yield _section("Cost", _days(facts), tables)
    weeks = [_heat(limit) for limit in facts.limits if limit.week]
    if weeks:
        yield _section("When", "", weeks)
    if facts.scores:
        cards = [_card(rows.scores(entry).title, _table(rows.scores(entry))) for entry in facts.scores]
        yield _section("Forecasts", f'<p class="dim">{escape(forecasts.LEGEND)}</p>', cards)


def _tiles(facts: Facts) -> str:
    tiles = "".join(
        f'<div class="tile"><div class="dim">{escape(what)}</div><div class="big">{escape(now)}</div>'
        f'<div class="dim">before: {escape(before)}</div></div>'
        for what, now, before in rows.summary(facts)
    )
    return f'<div class="tiles">{tiles}</div>\n'


def _section(title: str, before: str, cards: Iterable[str]) -> str:
    head = f'<div class="card">{before}</div>' if before.startswith(("<table", "<div")) else before
    return f'<section><h2>{escape(title)}</h2>{head}<div class="cards">{"".join(cards)}</div></section>\n'


def _card(title: str, content: str, beside: str = "") -> str:
    aside = f'<span class="dim">{escape(beside)}</span>' if beside else ""
    return f'<article class="card"><div class="top"><h3>{escape(title)}</h3>{aside}</div>{content}</article>'


def _limit(limit: Limit, span: Span) -> str:
    scale = '<div class="scale"><span>100%</span><span>50%</span><span>0%</span></div>'
    chart = f'<div class="plot">{scale}{charts.curve(limit, span)}</div>{_labels(_dates(span))}'
    sentence = f'<p class="dim">{escape(limit.sentence)}</p>'
    return _card(limit.title, chart + sentence + _details(rows.cycles(limit, span)))


def _share(share: Shares) -> str:
    table = rows.shares(share)
    ordered = sorted(share.now.points.items(), key=lambda pair: -pair[1])
    most = charts.COLOURS - 1
    parts = [*ordered[:most], ("others", sum(value for _, value in ordered[most:]))]
    bar = charts.stack([*parts, (rows.ELSEWHERE, share.now.unknown)], table.title)
    why = f'<p class="dim">Not enough yet: {escape(share.now.why)}.</p>' if share.now.why else ""
    points = f"{share.now.total / MILLI:.0f} points"
    return _card(f"{share.title} by {share.by}", bar + why + _table(table, keyed=True), points)


def _days(facts: Facts) -> str:
    table, days = rows.days(facts), _dates(facts.span)
    costs = [facts.days[name].cost or 0 if (name := f"{day:%Y-%m-%d}") in facts.days else 0 for day in days]
    values = [(f"{day:%Y-%m-%d}: {amounts.dollars(cost)}", cost / _PICO) for day, cost in zip(days, costs, strict=True)]
    highest = f'<span class="dim">highest {amounts.dollars(max(costs))}</span>'
    head = f'<div class="top"><h3>{escape(table.title)}</h3>{highest}</div>'
    return head + charts.bars(values, table.title) + _labels(days) + _details(table)


def _heat(limit: Limit) -> str:
    table, week = rows.week(limit), limit.week or []
    names = "".join(f"<span>{name[:3]}</span>" for name in summary.WEEKDAYS)
    hours = "".join(f"<span>{hour:02d}</span>" for hour in range(0, 24, 6))
    chart = f'<div class="names">{names}</div>{charts.heat(week, table.title)}<div class="hours">{hours}</div>'
    return _card(limit.title, f'<div class="week">{chart}</div>{_details(table)}', "points by hour of the week")


def _details(table: Table) -> str:
    """Return a table that is behind a chart: what it shows, in text."""
    return f"<details><summary>As a table</summary>{_table(table)}</details>"


def _dates(span: Span) -> list[datetime]:
    return [datetime.fromtimestamp(span.since, span.zone) + timedelta(number) for number in range(span.days)]


def _labels(days: list[datetime]) -> str:
    """Return days as texts below a chart, as many as there is room for."""
    many = len(days) > _LABELS
    every = -(-len(days) // _LABELS)
    texts = [(f"{day.day} {day:%b}" if many else f"{day:%a}") if at % every == 0 else "" for at, day in enumerate(days)]
    kind = "labels many" if many else "labels"
    return f'<div class="{kind}">{"".join(f"<span>{escape(text)}</span>" for text in texts)}</div>'


def _table(table: Table, *, keyed: bool = False) -> str:
    """Return a table. keyed: its first cells have the colours of a chart."""
    head = "".join(f'<th scope="col"{_side(at, table)}>{escape(text)}</th>' for at, text in enumerate(table.head))
    body = "".join(_row(row, number, table, keyed=keyed) for number, row in enumerate(table.rows))
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(row: tuple[str, ...], number: int, table: Table, *, keyed: bool) -> str:
    colour = "rest" if row[0] == rows.ELSEWHERE else f"c{min(number, charts.COLOURS - 1)}"
    key = f'<i class="{colour}"></i>' if keyed and row[0] != "together" else ""
    cells = (f"<td{_side(at, table)}>{key if at == 0 else ''}{escape(text)}</td>" for at, text in enumerate(row))
    return f"<tr>{''.join(cells)}</tr>"


def _side(at: int, table: Table) -> str:
    classes = ["n"] * (at >= table.texts) + ["wide"] * (at in table.wide)
    return f' class="{" ".join(classes)}"' if classes else ""
