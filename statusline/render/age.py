"""How old numbers are said to be: of an account, or of those of its windows that alone are old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.limits import windows
from statusline.limits.windows import SIGN_IN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusline.limits.view import AccountView
    from statusline.render.variables import Part


def words(view: AccountView, *, short: bool) -> tuple[str, str]:
    """Return the text around the age of old numbers."""
    word = windows.sign_in_word(view) if view.status in SIGN_IN_STATUSES else ""
    return " (", ")" if short else f" ago, {word})" if word else " ago)"


def old_ones(parts: Sequence[Part], at: int, stale_after: int) -> list[Part]:
    """Return the windows that are old at an instant, none where all of them are: that is said of the account."""
    with_numbers = [part for part in parts if part.sample]
    old = [part for part in with_numbers if part.sample and at >= part.sample.as_of + stale_after]
    return old if len(old) < len(with_numbers) else []
