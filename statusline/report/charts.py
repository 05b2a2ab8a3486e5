"""The charts of a report as inline SVG: each stretches to its place, and a table says the same."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statusline.history.summary import Week
    from statusline.report.facts import Limit, Span

WIDTH, HEIGHT = 1_000, 100
COLOURS = 8
_FULL = 100.0
_GAP = 0.14  # of a bar's place, on each side of it


def curve(limit: Limit, span: Span) -> str:
    """Return the percentage of a window over the period: steps that end with each cycle."""
    length = max(1, span.until - span.since)

    def across(at: int) -> float:
        return round(WIDTH * (at - span.since) / length, 1)

    lines, areas, steps = [], [], list[str]()
    begun = last = 0.0
    for at, used in limit.points:
        if used is None:
            if steps:
                lines.append("".join([*steps, f"H{across(at)}"]))
                areas.append(f"M{begun} {HEIGHT}V{steps[0].split(' ')[1]}{''.join(steps[1:])}H{across(at)}V{HEIGHT}Z")
            steps = []
            continue
        height = round(HEIGHT - min(_FULL, used), 1)
        if steps:
            steps.append(f"H{across(at)}V{height}")
        else:
            begun, steps = across(at), [f"M{across(at)} {height}"]
        last = used
    name = f"{limit.title}: {limit.sentence} Now {last:.0f}%."
    paths = f'<path class="area" d="{"".join(areas)}"/><path class="line" d="{"".join(lines)}"/>'
    return _svg("curve", name, f'<path class="grid" d="M0 0H{WIDTH}M0 50H{WIDTH}M0 {HEIGHT}H{WIDTH}"/>{paths}')


def stack(parts: Sequence[tuple[str, int]], name: str) -> str:
    """Return a bar of parts side by side; the last one is what is unknown."""
    total = sum(value for _, value in parts) or 1
    shapes, left = [], 0.0
    for number, (text, value) in enumerate(parts):
        width = WIDTH * value / total
        kind = "rest" if number == len(parts) - 1 else f"c{min(number, COLOURS - 1)}"
        label = f"{text}: {value / total:.0%}"
        shapes.append(_bar(kind, (left, 0, width, HEIGHT), label))
        left += width
    return _svg("stack", name, "".join(shapes))


def bars(values: Sequence[tuple[str, float]], name: str) -> str:
    """Return a bar for each value, the highest of full height."""
    most, wide = max((value for _, value in values), default=0) or 1, WIDTH / max(1, len(values))
    shapes = []
    for number, (text, value) in enumerate(values):
        height = HEIGHT * value / most
        place = (number * wide + wide * _GAP, HEIGHT - height, wide * (1 - 2 * _GAP), height)
        shapes.append(_bar("c0", place, text))
    return _svg("bars", name, "".join(shapes))


def heat(week: Week, name: str) -> str:
    """Return the week as rows of hours, darker where more was used."""
    most = max(map(max, week)) or 1
    shapes = list(_cells(week, most))
    return _svg("heat", name, "".join(shapes), (24, 7))


def _bar(kind: str, place: tuple[float, float, float, float], text: str) -> str:
    x, y, width, height = (f"{value:.1f}" for value in place)
    label = f"<title>{escape(text)}</title>"
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}">{label}</rect>'


def _cells(week: Week, most: float) -> Iterator[str]:
    for day, hours in enumerate(week):
        for hour, points in enumerate(hours):
            level = -(-points * 4 // most)
            yield f'<rect class="h{level:.0f}" x="{hour + 0.06}" y="{day + 0.08}" width="0.88" height="0.84"/>'


def _svg(kind: str, name: str, shapes: str, size: tuple[int, int] = (WIDTH, HEIGHT)) -> str:
    return (
        f'<svg class="{kind}" role="img" aria-label="{escape(name)}" viewBox="0 0 {size[0]} {size[1]}" '
        f'preserveAspectRatio="none">{shapes}</svg>'
    )
