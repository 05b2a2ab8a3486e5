"""What one source did in a refresh, and how it is asked without any of its faults getting through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.errors import BadDocument, SourceError
from statusline.frozen import dataclass
from statusline.limits.windows import BLOCKED_WORD

if TYPE_CHECKING:
    from statusline.limits.model import Login, Usage
    from statusline.providers.base import Context, Source

NOTHING_NEW = "nothing new"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one source did, for people. `next_at`: epoch seconds, None if only an event brings it on.

    `label` is that of the configured account it was for, if any.
    """

    source: str
    asked: str
    answer: str
    next_at: int | None = None
    error: SourceError | None = None
    label: str = ""


def fetched(source: Source, context: Context, login: Login) -> Usage | SourceError:
    """Return what a source answers or why it does not; a bug of ours must not make every render ask again."""
    try:
        return source.fetch(context, login)
    except SourceError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever it is, the schedule has to learn of it
        return BadDocument(f"{source.NAME} failed on an answer it did not expect ({type(error).__name__}).")


def summary(usage: Usage) -> str:
    parts = [
        f"{sample.label} {sample.used_percentage:g}%" for sample in usage.samples if sample.used_percentage is not None
    ]
    if usage.block:
        parts.insert(0, f"{BLOCKED_WORD} ({usage.block.reason})")
    return ", ".join(parts) or ("no limits" if usage.unlimited else "no limit that is understood")
