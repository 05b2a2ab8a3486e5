"""The report of `statusline doctor` for people: problems first, then a marked line a subject; with -v all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from statusline.diagnostics import installed, servers
from statusline.frozen import dataclass
from statusline.hot import prompt_file
from statusline.hot.text import duration, folded
from statusline.render.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusline.diagnostics.doctor import Finding, Report

GOOD, NOTICE, PROBLEM = "✓", "!", "✗"
_ASCII = {GOOD: "+", NOTICE: "!", PROBLEM: "x"}
_COLOURS = {GOOD: "green", NOTICE: "yellow", PROBLEM: "red"}
ENDLESS = 10_000  # columns of what is no terminal
_TITLE = 11  # columns


@dataclass(frozen=True, slots=True)
class Paint:
    """How lines are written: `home` becomes `~`; `plain`: in ASCII; `columns` is the width of the terminal."""

    home: str
    plain: bool = False
    columns: int = ENDLESS

    def mark(self, mark: str) -> str:
        return click.style(_ASCII[mark] if self.plain else mark, fg=_COLOURS[mark], bold=True)

    def short(self, text: str) -> str:
        """Return harmless text with the home folder as `~`. Not for commands: quotes would keep the `~`."""
        return harmless(text.replace(f"{self.home}/", "~/") if len(self.home) > 1 else text)

    def wrapped(self, text: str, indent: int) -> Iterator[str]:
        """Yield the lines of a text, indented but for the first; one that points at a place in another stays whole."""
        for number, line in enumerate(filter(None, text.splitlines())):
            width = max(20, self.columns - indent)
            own = line.startswith(" ") or text.partition(f"{line}\n")[2].startswith(" ")
            parts = [line] if own else folded(line, width)
            for position, part in enumerate(parts):
                yield f"{' ' * indent if number or position else ''}{part}"


def lines(report: Report, now: int, paint: Paint, *, verbose: bool) -> Iterator[str]:
    """Yield the report. now: epoch seconds."""
    yield harmless(" · ".join(f"{name} {value}" for name, value in report.versions.items()))
    yield ""
    for finding in report.findings:
        yield from _problem(finding, paint)
    if report.findings:
        yield ""
    if verbose:
        yield from _details(report, now, paint)
    else:
        for mark, title, text in sorted(_summary(report, now), key=lambda line: line[0] == GOOD):
            first, *more = paint.wrapped(paint.short(text), _TITLE + 2)
            yield f"{paint.mark(mark)} {title.ljust(_TITLE)}{first}"
            yield from more
    if not report.findings:
        yield from ("", f"All is well.{'' if verbose else ' Details: `statusline doctor -v`.'}")


def _problem(finding: Finding, paint: Paint) -> Iterator[str]:
    first, *more = paint.wrapped(paint.short(finding.message), 2)
    yield f"{paint.mark(PROBLEM)} {first}"
    yield from more
    if finding.remedy:
        first, *more = paint.wrapped(harmless(finding.remedy), 4)
        yield f"  {'>' if paint.plain else '→'} {first}"
        yield from more


def _summary(report: Report, now: int) -> Iterator[tuple[str, str, str]]:
    """Yield a subject a line: its mark, its title and what there is to say."""
    signed_in = [row for row in report.sign_ins if row["signed_in"]]
    names = ", ".join(_with_plan(row) for row in signed_in)
    yield GOOD if names else NOTICE, "Signed in", names or "nobody"
    ages: dict[str, int] = {}
    for row in report.windows:
        if isinstance(age := row["age_seconds"], int):
            ages[str(row["provider"])] = min(age, ages.get(str(row["provider"]), age))
    numbers = ", ".join(f"{provider} {duration(age)} old" for provider, age in ages.items())
    yield GOOD if numbers else NOTICE, "Numbers", numbers or "none yet"
    upcoming = [at for row in report.hosts if isinstance(at := row["next_request_at"], int)]
    yield GOOD, "Servers", _next(min(upcoming), now) if upcoming else "none is asked"
    text = report.render["text"]
    yield NOTICE if not text or text in prompt_file.STATUSES else GOOD, "Shows", str(text or "nothing")
    surfaces = list(dict.fromkeys(str(row["surface"]).replace("-", " ") for row in report.surfaces))
    yield GOOD if surfaces else NOTICE, "Installed", ", ".join(surfaces) or "nowhere: run `statusline setup`"


def _next(moment: int, now: int) -> str:
    return f"next request in {duration(moment - now)}" if moment > now else "a request is due"


def _details(report: Report, now: int, paint: Paint) -> Iterator[str]:
    yield click.style("Paths", bold=True)
    yield from (f"    {paint.short(f'{name}: {value}')}" for name, value in report.paths.items())  # whole, to copy
    yield ""
    yield from _section(paint, "Signed in", (_sign_in(row, now) for row in report.sign_ins))
    yield from _section(paint, "Sources", (_source(row, now) for row in report.sources))
    hosts = servers.lines(report.hosts, now) if report.hosts else ["none is asked"]
    yield from _section(paint, "Servers", ((line, None) for line in hosts))
    yield from _section(paint, "Windows", ((_window(row), None) for row in report.windows))
    yield from _section(paint, "Render", [(_render(report.render), None)])
    yield from _section(paint, "Background", [(_background(report.background), None)])
    surfaces = [(line, GOOD) for line in installed.lines(report.surfaces)]
    yield from _section(paint, "Installed", surfaces or [("nowhere (see `statusline setup`)", NOTICE)], last=True)


def _render(row: dict[str, object]) -> str:
    modules = "its modules in one file" if row["packed"] else "each of its modules in a file of its own"
    return f"{row['text'] or '(nothing)'}   in {row['milliseconds']} ms, {modules}"


def _background(row: dict[str, object]) -> str:
    number = f" (process {row['process']})" if row["process"] else ""
    return f"waits for the next answer of a session{number}" if row["waits"] else "nothing runs"


def _section(paint: Paint, title: str, rows: Iterable[tuple[str, str | None]], *, last: bool = False) -> Iterator[str]:
    yield click.style(title, bold=True)
    for text, mark in rows:
        first, *more = paint.wrapped(paint.short(text), 6)
        yield f"  {paint.mark(mark) if mark else ' '} {first}"
        yield from more
    if not last:
        yield ""


def _account(row: dict[str, object]) -> str:
    return f"{row['label']} ({row['provider']})" if row.get("label") else str(row["provider"])


def _with_plan(row: dict[str, object]) -> str:
    plan = row["plan"] or "plan unknown"
    return f"{row['label']} ({row['provider']}, {plan})" if row.get("label") else f"{row['provider']} ({plan})"


def _sign_in(row: dict[str, object], now: int) -> tuple[str, str]:
    if not row["signed_in"]:
        return f"{_account(row)}: no{f' ({why})' if (why := row['why']) else ''}", NOTICE
    expires = row["expires_at"]
    validity = f", token valid for {duration(expires - now)}" if isinstance(expires, int) and expires > now else ""
    expired = isinstance(expires, int) and expires <= now
    text = f"{_account(row)}: yes, plan {row['plan'] or 'unknown'}, from {row['where']}"
    return (f"{text}, token expired", NOTICE) if expired else (f"{text}{validity}", GOOD)


def _source(row: dict[str, object], now: int) -> tuple[str, str | None]:
    last, upcoming = row["last_success_at"], row["next_request_at"]
    parts = [f"{row['source']}: {row['state']}"]
    if isinstance(last, int):
        parts.append(f"last answer {duration(now - last)} ago")
    if isinstance(upcoming, int):
        parts.append("next request is due" if upcoming <= now else f"next request in {duration(upcoming - now)}")
        parts.append(f"requests in the last hour: {row['requests_last_hour']}")
    return "; ".join(parts), GOOD if isinstance(last, int) else None


def _window(row: dict[str, object]) -> str:
    age = row["age_seconds"]
    age_text = duration(age) if isinstance(age, int) else "?"
    return f"{row['provider']} {row['window']}: {age_text} old, from {row['source']}"
