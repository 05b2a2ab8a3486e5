"""Prompt files: one login's segment for every target, with only the clock (and Claude's document) left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.config.providers import CLAUDE, CODEX
from statusline.config.shells import limit_of
from statusline.frozen import dataclass
from statusline.hot import prompt_file
from statusline.hot.paths import ACCOUNT_MARK
from statusline.hot.text import printable
from statusline.limits.view import NOBODY, accounts, everywhere, nobody, redacted
from statusline.redaction import NO_REDACTION
from statusline.render import targets, timeline
from statusline.render.claude_line import ClaudeLayout
from statusline.render.costs import NO_COSTS
from statusline.render.layout import Layout
from statusline.render.painter import Painter
from statusline.render.targets.base import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from statusline.config import Config
    from statusline.config.targets import TargetRow
    from statusline.format.style import Fragment
    from statusline.limits.model import Record
    from statusline.limits.view import AccountView
    from statusline.redaction import Redactor
    from statusline.render.costs import Costs

    Paced = Callable[[tuple[AccountView, ...]], tuple[AccountView, ...]]
    Separator = Sequence[Fragment]

SIGN_IN = f"statusline: {NOBODY}"
SIGN_IN_ACCOUNT = "statusline: Nobody is signed in to this account; `statusline accounts` says where it was looked for."
HEADER_BYTES = 8_192
CODEX_ELSEWHERE = CODEX + prompt_file.ELSEWHERE
ELSEWHERE = {CLAUDE + prompt_file.ELSEWHERE: CLAUDE, CODEX_ELSEWHERE: CODEX}


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a prompt file. Times are epoch seconds; login is paths.login()'s tuple."""

    written_at: int
    refresh_after: int
    config_stamp: str
    login: tuple[str, ...]


def prompt_files(  # noqa: PLR0913, PLR0917 - what each file is made of
    record: Record,
    login_key: str,
    config: Config,
    header: Header,
    pace: Paced | None = None,
    padding: int = 0,
    redactor: Redactor = NO_REDACTION,
    costs: Costs = NO_COSTS,
    without: Collection[str] = (),
    codex_providers: Collection[str] = (),
) -> dict[str, str]:
    """Return target name -> the text of its prompt file.

    pace: gives views their pace; None: they go without. padding: that of Claude Code's line, in columns.
    redactor: for the names in JSON and metrics. without: targets that nobody reads.
    codex_providers: those that answer for the login of Codex, where a session that another one answers has asked.
    """
    paced = pace or tuple
    # The login's own accounts stand first; all have their pace in one look at the history.
    every = paced(everywhere(record, login_key, config, header.written_at))
    views = every[: len(accounts(record, login_key, config, header.written_at))]
    sign_in = SIGN_IN_ACCOUNT if login_key.startswith(ACCOUNT_MARK) else SIGN_IN
    message = sign_in if nobody(views) else ""
    layout = Layout(views, config, header.written_at, costs=costs, others=every[len(views) :])
    visible = redacted(every, redactor)
    bodies = {
        row.name: prompt_file.UNIT.join(document(row.name, layout, visible, config))
        if row.document
        else _body(row.name, variants(layout, row, config, padding))
        for row in targets.TARGETS.values()
        if row.name not in without
    }
    for name, provider in ELSEWHERE.items():
        read = codex_providers if provider == CODEX else provider not in without
        if read and name not in without:
            others = tuple(view for view in views if view.account.provider != provider)
            elsewhere = Layout(others, config, header.written_at, costs=costs)
            row = targets.TARGETS[provider]
            bodies[name] = _body(provider, variants(elsewhere, row, config, padding, "[$backend$sep]()"))
    messages = {CODEX_ELSEWHERE: ",".join(sorted(codex_providers))}
    return {
        name: f"{_first_line(header, views, messages.get(name, message))}{body}"
        f"{prompt_file.UNIT if body else ''}{prompt_file.END}"
        for name, body in bodies.items()
    }


def _body(target: str, variants: Iterator[str]) -> str:
    """Return the variants as lines, without the longest ones if a reader would find the file too big otherwise."""
    lines = list(variants)
    most = (limit_of(target) or prompt_file.SIZE_LIMIT) - HEADER_BYTES
    while len(lines) > 1 and sum(len(line.encode()) + 1 for line in lines) > most:
        del lines[0]
    return "\n".join(lines)


def variants(layout: Layout, row: TargetRow, config: Config, padding: int, before: str = "") -> Iterator[str]:
    """Yield the variants of a target's file; before: a format in front of that of Claude Code's line."""
    settings, target = config.target_of(row.name), targets.load(row.name)
    if row.open_to_session:
        layout = _of_session(row.name)(layout.views, config, layout.now, costs=layout.costs, others=layout.others)
        ladder = [
            (settings.width, fragments) for fragments in layout.session_variants(before + settings.format, padding)
        ]
    else:
        ladder = layout.variants(settings.format, settings.width)
    painter = Painter(target, settings.colors, layout.separator)
    for columns, fragments in ladder:
        yield prompt_file.UNIT.join([f"{prompt_file.VARIANT}{columns}", *painter.painted(fragments)])


def _of_session(target: str) -> type[ClaudeLayout]:
    if target != CODEX:
        return ClaudeLayout
    from statusline.render.codex_line import CodexLayout  # here: who only looks at other targets has no use for it

    return CodexLayout


def document(name: str, layout: Layout, views: tuple[AccountView, ...], config: Config) -> list[str]:
    """Return the fragments of a target that is a document. views: all that it may say of accounts, redacted."""
    page = Page(layout, views, config, Painter(targets.load(name)).painted)
    return [fragment for fragment in targets.document(name).fragments(page) if fragment]


def _first_line(header: Header, views: tuple[AccountView, ...], message: str) -> str:
    stale_at = min((view.stale_at for view in views if view.stale_at is not None), default=timeline.NEVER)
    fields = [
        prompt_file.VERSION,
        str(header.written_at),
        str(header.refresh_after),
        str(stale_at),
        header.config_stamp,
        *(printable(value) for value in header.login),
        printable(message),
    ]
    return prompt_file.UNIT.join(fields) + "\n"
