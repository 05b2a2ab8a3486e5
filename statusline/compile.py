"""Prompt files: one login's segment for every target, with only the clock (and Claude's document) left open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline import bar, report, segment, snapshot, style, targets
from statusline.place import ACCOUNT_MARK
from statusline.view import accounts, everywhere, nobody

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.model import Record
    from statusline.segment import Piece
    from statusline.targets.base import Target
    from statusline.view import AccountView

SIGN_IN = (
    "statusline: nobody is signed in to Claude Code or Codex here. Run `claude` or `codex login`, then `statusline"
    " refresh`; `statusline doctor` shows where it looked."
)
SIGN_IN_ACCOUNT = "statusline: nobody is signed in to this account; `statusline accounts` says where it was looked for."
NEVER = 9_999_999_999
_ASCII = str.maketrans({"·": "|", "–": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'"})


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a prompt file. Times are epoch seconds; login is paths.login()'s tuple."""

    written_at: int
    refresh_after: int
    config_stamp: str
    login: tuple[str, ...]


def prompt_files(record: Record, login_key: str, config: Config, header: Header) -> dict[str, str]:
    """Return target name -> the text of its prompt file."""
    views = accounts(record, login_key, config, header.written_at)
    first = _first_line(header, views, SIGN_IN_ACCOUNT if login_key.startswith(ACCOUNT_MARK) else SIGN_IN)
    bodies = {name: body(segment.build(views, config, live=target.LIVE), target, config) for name, target in _targets()}
    bodies["waybar"] = _bar(views, config)
    bodies["json"] = report.pieces(everywhere(record, login_key, config, header.written_at), config)
    return {name: first + snapshot.UNIT.join([*pieces, snapshot.END]) for name, pieces in bodies.items()}


def body(pieces: list[Piece], target: Target, config: Config) -> list[str]:
    """Return the pieces of a prompt file: text escaped and painted for target, holes marked."""
    out = []
    for piece in pieces:
        opening, closing = target.paint(style.parse(getattr(config.styles, piece.style))) if piece.style else ("", "")
        hole = snapshot.MARK + piece.hole if piece.hole else ""
        text = target.escape(_plain(piece.text, config))
        out += [part for part in (opening, hole, text, closing) if part]
    return out


def _bar(views: tuple[AccountView, ...], config: Config) -> list[str]:
    waybar = targets.load("waybar")
    return [piece for piece in bar.pieces(views, config, lambda pieces: body(pieces, waybar, config)) if piece]


def _plain(text: str, config: Config) -> str:
    text = snapshot.printable(text)
    return text.translate(_ASCII).encode("ascii", "replace").decode() if config.ascii else text


def _first_line(header: Header, views: tuple[AccountView, ...], sign_in: str) -> str:
    stale_at = min((view.stale_at for view in views if view.stale_at is not None), default=NEVER)
    fields = [
        snapshot.VERSION,
        str(header.written_at),
        str(header.refresh_after),
        str(stale_at),
        header.config_stamp,
        *(snapshot.printable(value) for value in header.login),
        sign_in if nobody(views) else "",
    ]
    return snapshot.UNIT.join(fields) + "\n"


def _targets() -> list[tuple[str, Target]]:
    return [(name, targets.load(name)) for name in targets.TARGETS]
